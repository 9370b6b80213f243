"""What must hold across the packs; every finding names file, line and what to do."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from tutoring.curriculum.arithmetic import fault_of_check
from tutoring.curriculum.giveaways import check_keys_of_lesson, is_numeric
from tutoring.curriculum.reading import Finding, PackFile, Packs
from tutoring.curriculum.schema import ExamPack, LessonPack, PackQuestion, PackTopic, Solve
from tutoring.curriculum.typed import graded_of, key_of
from tutoring.curriculum.typed_checks import check_drawn, check_typed, is_right
from tutoring.generators import ExhaustedGenerator, generate, generator_names

OPTION_IDS = ("a", "b", "c", "d")
CHECKED_SEEDS = range(51)
MIN_QUESTIONS, MIN_GENERATORS = 10, 3
LESSON_WORDS = range(250, 601)


def check_packs(packs: Packs, *, only: Container[str] | None = None) -> list[Finding]:
    """Return everything to mend, sorted by file and line; [] when the packs are sound.

    ``only``: names of the files to look into ("lessons/physics/friction.yaml").
    """
    findings = list(packs.findings)
    for file, lesson in packs.lessons.values():
        if only is None or file.name in only:
            findings += _check_lesson(file, lesson)
    for file, exam in packs.exams.values():
        findings += _check_exam(file, exam, set(packs.lessons))
    findings += _check_unique(packs)
    findings += _check_solves(packs)
    return sorted(one for one in findings if only is None or one.file in only)


def _check_lesson(file: PackFile, lesson: LessonPack) -> Iterator[Finding]:
    if file.name != f"lessons/{lesson.path_slug}.yaml":
        yield file.finding(("slug",), f"rename the file to lessons/{lesson.path_slug}.yaml")
    yield from _check_amounts(file, lesson)
    for place, fault in check_keys_of_lesson(lesson):
        yield file.finding(place, fault)
    catalogue = {entry.id for entry in lesson.misconceptions}
    revealed: set[str] = set()
    for index, question in enumerate(lesson.questions):
        place = ("questions", index)
        if fault := _fault_of_arithmetic(question, quantitative=lesson.quantitative):
            yield file.finding(place, f"{question.id}: {fault}")
        if question.kind and not question.generator:
            for where, fault in check_typed(question, catalogue, revealed):
                yield file.finding((*place, *where), f"{question.id}: {fault}")
            continue
        check = check_generated if question.generator else check_static
        for finding in check(question, catalogue, revealed):
            yield file.finding(place, f"{question.id}: {finding}")
    for index, entry in enumerate(lesson.misconceptions):
        if entry.id not in revealed:
            yield file.finding(
                ("misconceptions", index), f"no option reveals {entry.id}; use it or remove it"
            )


def _check_amounts(file: PackFile, lesson: LessonPack) -> Iterator[Finding]:
    generators = sum(1 for question in lesson.questions if question.generator)
    needed = MIN_GENERATORS if lesson.quantitative else 0
    if len(lesson.questions) < MIN_QUESTIONS or generators < needed:
        yield file.finding(
            ("questions",),
            f"{len(lesson.questions)} questions with {generators} generators; "
            f"write at least {MIN_QUESTIONS} with {needed} generators",
        )
    words = words_of_lesson(lesson)
    if words not in LESSON_WORDS:
        yield file.finding(
            ("lesson",),
            f"the lesson has {words} words; write {LESSON_WORDS.start} to {LESSON_WORDS.stop - 1}",
        )


def words_of_lesson(lesson: LessonPack) -> int:
    """Count the words that a learner reads; a formula counts as its parts between spaces."""
    body = lesson.lesson
    steps = [text for step in body.steps for text in (step.title, step.content, step.analogy)]
    parts = [body.intuition, *steps, body.real_world_example, body.common_pitfall]
    return sum(len((text or "").split()) for text in [*parts, body.practice_question])


def _fault_of_arithmetic(question: PackQuestion, *, quantitative: bool) -> str:
    """A numeric key is computed anew by its ``check``."""
    if question.generator:
        return "a generated question computes its key; remove check" if question.check else ""
    texts = [option.text for option in question.options if option.correct]
    answer = str(question.key.get("answer", "")) if question.kind else "".join(texts[:1])
    if question.check:
        fault = fault_of_check(question.check, answer)
        return f"check: {fault}; correct the check or the key" if fault else ""
    if quantitative and is_numeric(question.kind, answer):
        return f"its key is a number ({answer}); add a check that computes it"
    return ""


def check_static(question: PackQuestion, catalogue: set[str], revealed: set[str]) -> Iterator[str]:
    """Yield what is wrong with a static question; note in ``revealed`` what it can show."""
    if question.stem is None or question.explanation is None:
        yield "a question without a generator needs a stem and an explanation"
    ids = tuple(option.id for option in question.options)
    if ids != OPTION_IDS:
        yield f"the options are {', '.join(ids) or 'none'}; write a, b, c, d in this order"
    if len({option.text for option in question.options}) != len(question.options):
        yield "two options have the same text; change one of them"
    if question.key or question.items or question.left or question.right or question.labels:
        yield "a choice has options alone; say its kind or remove the rest"
    if sum(option.correct for option in question.options) != 1:
        yield "exactly one option must say correct: true"
    for option in question.options:
        if option.correct and option.misconception:
            yield f"option {option.id} is right and names a misconception; remove the latter"
        if option.slip and (option.correct or option.misconception):
            yield f"option {option.id} is a slip and more; keep slip for a wrong one by oversight"
        if not option.correct and not option.slip and option.misconception not in catalogue:
            yield (
                f"option {option.id} is wrong and names {option.misconception or 'nothing'}; "
                "name a misconception of this file or say slip: true"
            )
        if option.misconception:
            revealed.add(option.misconception)


def check_generated(
    question: PackQuestion, catalogue: set[str], revealed: set[str]
) -> Iterator[str]:
    """Yield what is wrong with a generator over the checked seeds; the first fault only."""
    if question.stem or question.options or question.key or question.explanation:
        yield "a generated question has no stem, options, key or explanation; remove them"
    if question.generator not in generator_names():
        yield f"no generator is named {question.generator}; register it or correct the name"
        return
    for seed in CHECKED_SEEDS:
        try:
            generated = generate(question.generator, seed)
        except ExhaustedGenerator:
            yield f"{question.generator} finds no four distinct options for seed {seed}; mend it"
            return
        if fault := check_drawn(generated.graded, question.kind):
            yield f"{question.generator}: {fault}; write the kind of its draws"
            return
        named = generated.reveals
        if not named <= catalogue:
            unknown = ", ".join(sorted(named - catalogue))
            yield f"{question.generator} names {unknown}; add it to this file's misconceptions"
            return
        revealed |= named


def _check_exam(file: PackFile, exam: ExamPack, lessons: set[str]) -> Iterator[Finding]:
    topics = list(_located_topics(exam))
    slugs = {topic.slug for _, topic in topics}
    for attribute in ("slug", "name"):
        counts = Counter(getattr(topic, attribute) for _, topic in topics)
        for place, topic in topics:
            if counts[getattr(topic, attribute)] > 1:
                yield file.finding(
                    place, f"{topic.slug}: its {attribute} is used twice; rename one"
                )
    for place, topic in topics:
        if topic.lesson not in lessons:
            yield file.finding(
                place, f"{topic.slug}: there is no lesson {topic.lesson}; write it or correct this"
            )
        for unknown in sorted(set(topic.prerequisites) - slugs):
            yield file.finding(
                place, f"{topic.slug}: the prerequisite {unknown} is no topic here; correct it"
            )
    try:
        TopologicalSorter({t.slug: t.prerequisites for _, t in topics}).prepare()
    except CycleError as error:
        circle = " > ".join(error.args[1])
        yield file.finding(("subjects",), f"prerequisites in a circle: {circle}; cut one of them")


def _located_topics(exam: ExamPack) -> Iterator[tuple[tuple[str | int, ...], PackTopic]]:
    for s, subject in enumerate(exam.subjects):
        for u, unit in enumerate(subject.units):
            for t, topic in enumerate(unit.topics):
                yield ("subjects", s, "units", u, "topics", t), topic


def _check_unique(packs: Packs) -> Iterator[Finding]:
    """Ids of questions and misconceptions, generators and stems appear once in all packs."""
    first_in: dict[tuple[str, str], str] = {}
    for file, lesson in packs.lessons.values():
        for place, what in _identities(lesson):
            if what in first_in:
                yield file.finding(
                    place,
                    f"the {what[0]} {what[1][:60]!r} is already in {first_in[what]}; "
                    "change one of them",
                )
            first_in.setdefault(what, file.name)


def _identities(lesson: LessonPack) -> Iterator[tuple[tuple[str, int], tuple[str, str]]]:
    for index, entry in enumerate(lesson.misconceptions):
        yield ("misconceptions", index), ("misconception", entry.id)
    for index, question in enumerate(lesson.questions):
        yield ("questions", index), ("question", question.id)
        text = " ".join((question.stem or question.generator or question.id).casefold().split())
        yield ("questions", index), ("text", text)


def _check_solves(packs: Packs) -> Iterator[Finding]:
    static = static_questions(packs)
    for file, solves in packs.solve_files:
        for question_id, solve in solves.items():
            if question_id not in static:
                yield file.finding(
                    (question_id,), f"{question_id} is no static question; remove or rename it"
                )
            elif not _are_right(static[question_id], solve.given):
                says = key_in_words(static[question_id])
                solved = " and ".join(map(str, solve.given))
                yield file.finding(
                    (question_id,),
                    f"{question_id}: solved as {solved}, the key says "
                    f"{says}; solve it again, then correct the key or the solve",
                )


def static_questions(packs: Packs) -> dict[str, PackQuestion]:
    """Return every static question that has a key, by its id."""
    return {
        question.id: question
        for _, lesson in packs.lessons.values()
        for question in lesson.questions
        if not question.generator and (question.kind or _right_id(question))
    }


def key_in_words(question: PackQuestion) -> str:
    """Return what the key says, for a finding."""
    return str(graded_of(question)) if question.kind else str(_right_id(question))


def is_solved_twice(packs: Packs, question: PackQuestion) -> bool:
    """Whether two independent solves agree with each other and with the key."""
    solve = packs.solves.get(question.id)
    return solve is not None and solve.second is not None and _are_right(question, solve.given)


def _are_right(question: PackQuestion, solves: Iterable[Solve]) -> bool:
    if not question.kind:
        return all(solve == _right_id(question) for solve in solves)
    try:
        key = key_of(question)
    except ValueError:
        return False  # a finding of its own
    return all(is_right(key, solve) for solve in solves)


def _right_id(question: PackQuestion) -> str | None:
    return next((option.id for option in question.options if option.correct), None)
