"""Loading the packs: what changed is written, nothing else; an edit makes a new version."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models, transaction

from tutoring.curriculum.checks import check_packs, is_solved_twice
from tutoring.curriculum.reading import Packs
from tutoring.curriculum.schema import PackQuestion
from tutoring.curriculum.typed import typed_text
from tutoring.errors import UnsoundCurriculum
from tutoring.models import Lesson, Misconception, Question, QuestionVersion, SyllabusTopic
from tutoring.selectors.review_queue import BUILT_IN, withdrawn_hashes
from tutoring.states import QuestionStatus

SOURCE, LICENCE = BUILT_IN, "own work"
BATCH = 500  # rows in one statement


@transaction.atomic
def load_packs(packs: Packs) -> Counter[str]:
    """Bring the database to what the packs say; return how many of each were written.

    Safe to repeat: without an edit nothing is written. A static question without two agreeing
    solves is stored as a draft. What left the packs, or was retired by staff and is unchanged, is
    retired, never deleted. Raises UnsoundCurriculum with the findings.
    """
    findings = check_packs(packs)
    if findings:
        raise UnsoundCurriculum(
            "The curriculum has faults; nothing was loaded.",
            findings=[str(finding) for finding in findings],
        )
    counts: Counter[str] = Counter()
    lessons = _load_lessons(packs, counts)
    _load_misconceptions(packs, lessons, counts)
    _load_questions(packs, lessons, counts)
    _load_syllabus(packs, lessons, counts)
    return counts


def _load_lessons(packs: Packs, counts: Counter[str]) -> dict[str, Lesson]:
    stored = {lesson.slug: lesson for lesson in Lesson.objects.all()}
    for slug, (_, pack) in packs.lessons.items():
        values = {
            "subject": pack.subject,
            "unit": pack.unit,
            "title": pack.title,
            "content": pack.explanation(),
        }
        lesson = stored.get(slug)
        if lesson is None:
            stored[slug] = Lesson.objects.create(slug=slug, **values)
            counts["lessons added"] += 1
        elif _differs(lesson, values):
            _update(lesson, values | {"version": lesson.version + 1})
            counts["lessons changed"] += 1
    return stored


def _load_misconceptions(packs: Packs, lessons: dict[str, Lesson], counts: Counter[str]) -> None:
    stored = {entry.slug: entry for entry in Misconception.objects.all()}
    new = []
    for slug, (_, pack) in packs.lessons.items():
        for entry in pack.misconceptions:
            values = entry.model_dump(exclude={"id"}) | {"lesson_id": lessons[slug].pk}
            if entry.id not in stored:
                new.append(Misconception(slug=entry.id, **values))
            elif _differs(stored[entry.id], values):
                _update(stored[entry.id], values)
                counts["misconceptions changed"] += 1
    Misconception.objects.bulk_create(new)
    counts["misconceptions added"] += len(new)


def _load_questions(packs: Packs, lessons: dict[str, Lesson], counts: Counter[str]) -> None:
    stored = {
        question.slug: question
        for question in Question.objects.filter(source=SOURCE).select_related("current")
    }
    withdrawn = withdrawn_hashes()
    wanted: dict[str, PackQuestion] = {}
    new = []
    for slug, (_, pack) in packs.lessons.items():
        for question in pack.questions:
            wanted[question.id] = question
            values = _question_values(packs, question) | {"lesson_id": lessons[slug].pk}
            if withdrawn and _is_withdrawn(question, withdrawn):
                values["status"] = QuestionStatus.RETIRED
            counts[f"questions {values['status']}"] += 1
            row = stored.get(question.id)
            if row is None:
                stored[question.id] = Question(slug=question.id, **values)
                new.append(stored[question.id])
            elif _differs(row, values):
                _update(row, values)
                counts["questions changed"] += 1
    Question.objects.bulk_create(new, batch_size=BATCH)
    counts["questions added"] += len(new)
    _load_versions({name: (stored[name], pack) for name, pack in wanted.items()}, counts)
    gone = [q.pk for slug, q in stored.items() if slug not in wanted]
    leaving = Question.objects.filter(pk__in=gone).exclude(status=QuestionStatus.RETIRED)
    counts["questions retired"] += leaving.update(status=QuestionStatus.RETIRED)


def _is_withdrawn(pack: PackQuestion, withdrawn: set[str]) -> bool:
    """Whether staff retired the very content that the pack still has."""
    return hash_of_content(pack.id, version_text(pack)) in withdrawn


def _question_values(packs: Packs, question: PackQuestion) -> dict[str, Any]:
    # A generator that reaches this point passed its check over the seeds.
    is_sound = bool(question.generator) or is_solved_twice(packs, question)
    return {
        "type": question.question_type,
        "difficulty": question.difficulty,
        "concept": question.concept,
        "source": SOURCE,
        "licence": LICENCE,
        "generator": question.generator,
        "status": QuestionStatus.RELEASED if is_sound else QuestionStatus.DRAFT,
    }


def _load_versions(rows: dict[str, tuple[Question, PackQuestion]], counts: Counter[str]) -> None:
    """Let every question point at the version of its pack's text; make those that are missing."""
    edited: dict[str, tuple[Question, dict[str, Any]]] = {}
    for name, (row, pack) in rows.items():
        text = version_text(pack)
        content_hash = hash_of_content(name, text)
        if row.current is None or row.current.content_hash != content_hash:
            edited[content_hash] = (row, text)
    if not edited:
        return
    # An edit taken back points to the older version again.
    before = {
        version.content_hash: version
        for hashes in batched(edited, BATCH)
        for version in QuestionVersion.objects.filter(content_hash__in=hashes)
    }
    numbers = _newest_numbers([row.pk for row, _ in edited.values()])
    missing = [
        QuestionVersion(
            question=row, number=numbers.get(row.pk, 0) + 1, content_hash=content_hash, **text
        )
        for content_hash, (row, text) in edited.items()
        if content_hash not in before
    ]
    QuestionVersion.objects.bulk_create(missing, batch_size=BATCH)
    counts["versions added"] += len(missing)
    for version in (*before.values(), *missing):
        edited[version.content_hash][0].current = version
    changed = [row for row, _ in edited.values()]
    Question.objects.bulk_update(changed, ["current"], batch_size=BATCH)


def _newest_numbers(questions: list[UUID]) -> dict[UUID, int]:
    """Return the number of each question's newest version; nothing for one without any."""
    found: dict[UUID, int] = {}
    for some in batched(questions, BATCH):
        rows = QuestionVersion.objects.filter(question__in=some).order_by()
        found |= dict(rows.values_list("question_id").annotate(models.Max("number")))
    return found


def version_text(pack: PackQuestion) -> dict[str, Any]:
    """Return the columns of a QuestionVersion; a generator's text comes from its seeds."""
    if pack.generator:
        return {"stem": "", "options": [], "key": {}, "explanation": ""}
    if pack.kind:
        return {"stem": pack.stem, **typed_text(pack), "explanation": pack.explanation}
    return {
        "stem": pack.stem,
        "options": [option.shown() for option in pack.options],
        "key": {"option": next(option.id for option in pack.options if option.correct)},
        "explanation": pack.explanation,
    }


def hash_of_content(slug: str, text: dict[str, Any]) -> str:
    """Return the SHA-256 of a question's canonical JSON."""
    canonical = json.dumps({"slug": slug, **text}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _load_syllabus(packs: Packs, lessons: dict[str, Lesson], counts: Counter[str]) -> None:
    stored = {(row.exam, row.slug): row for row in SyllabusTopic.objects.all()}
    kept = set()
    for exam, (_, pack) in packs.exams.items():
        for position, (subject, unit, topic) in enumerate(pack.topics(), start=1):
            kept.add((exam, topic.slug))
            values = {
                "year": pack.year,
                "subject": subject.name,
                "unit": unit.name,
                "name": topic.name,
                "position": position,
                "weight": topic.weight,
                "hours": topic.hours,
                "prerequisites": list(topic.prerequisites),
                "lesson_id": lessons[topic.lesson].pk,
                "retired": False,
            }
            row = stored.get((exam, topic.slug))
            if row is None:
                SyllabusTopic.objects.create(exam=exam, slug=topic.slug, **values)
                counts["topics added"] += 1
            elif _differs(row, values):
                _update(row, values)
                counts["topics changed"] += 1
    gone = [row.pk for key, row in stored.items() if key not in kept and not row.retired]
    counts["topics retired"] += SyllabusTopic.objects.filter(pk__in=gone).update(retired=True)


def _differs(row: models.Model, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _update(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of at most ``size`` items."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
