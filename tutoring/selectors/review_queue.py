"""The review queue: what waits, what a release still lacks, and a question as reviewers see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from tutoring.agents.builtin.quizmaster import BuiltinQuizmaster
from tutoring.agents.requests import QuizRequest
from tutoring.judging import answer_given, graded_key, right_answer, right_option
from tutoring.models import (
    BlindSolve,
    ItemStatistic,
    Misconception,
    Question,
    QuestionFlag,
    QuestionVersion,
    QueuedQuestion,
    QuizItem,
    ReviewDecision,
)
from tutoring.selectors.bank import bank_question
from tutoring.selectors.flags import FlagShown, flags_on
from tutoring.soundness import fault_of
from tutoring.states import FlagKind, FlagStatus, QuestionStatus, ReviewVerb

BUILT_IN = "built-in curriculum"  # Question.source
AGREEING = 2
MOST_SOLVES = 3
SHOWN_SEED = 1
SOLVES = Prefetch(
    "current__blind_solves", BlindSolve.objects.select_related("by").order_by("number")
)


def queue() -> QuerySet[QueuedQuestion]:
    """Return the questions that wait for a reviewer, with all that their rows say."""
    return with_parts(QueuedQuestion.objects.filter(status=QuestionStatus.QUARANTINED))


def with_parts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Fetch with a question what ``lacks_of`` judges by. Two queries for any number of rows."""
    blaming = QuestionFlag.objects.filter(
        question_version=OuterRef("current"), kind=FlagKind.KEY_WRONG, status=FlagStatus.OPEN
    )
    rows = rows.annotate(is_blamed=Exists(blaming))
    return rows.select_related("lesson", "current", "batch").prefetch_related(SOLVES)


def solves_of(question: Question) -> list[BlindSolve]:
    """Return the blind solves of the current version, as ``with_parts`` fetched them."""
    version: Any = question.current
    return [] if version is None else list(version.blind_solves.all())


def agreeing_solvers(solves: Iterable[BlindSolve]) -> int:
    """Return how many different solvers came to the key."""
    return len({solve.solver for solve in solves if solve.agrees})


def lacks_of(question: Question) -> list[str]:
    """Return what a release lacks: agreeing solves, lesson, sound key, an answer to blaming flags.

    ``question``: a row of ``with_parts``.
    """
    version = question.current
    if version is None:
        return ["a text"]
    lacks = []
    if question.lesson_id is None:
        lacks.append("a lesson")
    fault = fault_of(stem=version.stem, options=version.options, key=version.key)
    if fault:
        lacks.append(f"a sound key: {fault}")
    agreeing = agreeing_solvers(solves_of(question))
    if agreeing < AGREEING:
        missing = "two agreeing blind solves" if not agreeing else "a second agreeing blind solve"
        lacks.append(f"{missing} by different solvers")
    if getattr(question, "is_blamed", False):
        lacks.append("an answer to the flags that blame its key")
    return lacks


def next_in_queue(after: UUID | None = None) -> UUID | None:
    """Return the question to review next: the oldest after ``after``, else the oldest of all."""
    rows = Question.objects.filter(status=QuestionStatus.QUARANTINED).order_by("pk")
    behind = rows.filter(pk__gt=after).values_list("pk", flat=True).first() if after else None
    if behind is not None or after is None:
        return behind or rows.values_list("pk", flat=True).first()
    return rows.exclude(pk=after).values_list("pk", flat=True).first()


def authors_of(question: Question) -> set[UUID]:
    """Return who brought or wrote the current version: their solve would not be blind. One query.

    ``question`` brings its batch.
    """
    wrote = Q(question_version=question.current_id, verb=ReviewVerb.EDIT)
    rows = ReviewDecision.objects.filter(wrote, by__isnull=False)
    authors = set(rows.values_list("by_id", flat=True))
    if question.batch is not None and question.batch.made_by_id is not None:
        authors.add(question.batch.made_by_id)
    return authors


def why_not_solve(question: Question, user_id: UUID) -> str:
    """Say why this person cannot solve the current version blind; "" if they can. Two queries."""
    return next(_hindrances(question, user_id), "")


def _hindrances(question: Question, user_id: UUID) -> Iterator[str]:
    if question.source == BUILT_IN:
        yield "Questions of the built-in curriculum are solved beside their packs."
    if question.status != QuestionStatus.QUARANTINED or question.current_id is None:
        yield "Only questions that wait for a review are solved here."
    if fault := fault_of_version(question.current):
        yield f"It cannot be asked yet: {fault}."
    solves = solves_of(question)
    if any(solve.by_id == user_id for solve in solves):
        yield "You have solved this version."
    if agreeing_solvers(solves) >= AGREEING:
        yield "Two solvers agree with the key already."
    if len(solves) >= MOST_SOLVES:
        yield "Three have solved it and no two agree with the key. Edit it or reject it."
    if user_id in authors_of(question):
        yield "You brought or wrote this version; somebody else has to solve it."
    if has_looked(question.current_id, user_id):
        yield "You have looked at the key of this version; somebody else has to solve it."


def has_looked(version_id: UUID | None, user_id: UUID) -> bool:
    """Return whether this person asked for the key of a version before solving it. One query."""
    looks = ReviewDecision.objects.filter(
        question_version=version_id, verb=ReviewVerb.LOOK, by=user_id
    )
    return looks.exists()


def fault_of_version(version: QuestionVersion | None) -> str:
    """Return why a written version cannot be asked; "" if it can."""
    if version is None:
        return "it has no text"
    return fault_of(stem=version.stem, options=version.options, key=version.key)


def asked_item(question: Question, *, seed: int = SHOWN_SEED) -> QuizItem:
    """Return a question as a learner is asked it, not stored; always alike for the same seed.

    Raises ValueError where it cannot be asked.
    """
    bank = (bank_question(question, ()),)
    try:
        composed = BuiltinQuizmaster().compose(QuizRequest("", bank, 1, seed))
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("The question cannot be asked.") from error
    if not composed:
        raise ValueError("The question cannot be asked.")
    one = composed[0]
    return QuizItem(
        pk=question.pk,
        question_version=question.current,
        seed=one.seed,
        shown=dict(one.shown),
        key=dict(one.key),
    )


@dataclass(frozen=True)
class OptionReviewed:
    """An option with what choosing it reveals; ``reveals``: a misconception's name, or "slip"."""

    id: str
    text: str
    is_right: bool
    reveals: str


@dataclass(frozen=True)
class SolveShown:
    """A blind solve in words."""

    number: int
    solver: str
    answer: str
    agrees: bool


@dataclass(frozen=True)
class QuestionReviewed:
    """All that a reviewer judges by; ``fault`` where it cannot be asked, and then no ``item``."""

    question: Question
    item: QuizItem | None
    fault: str
    right: str
    options: Sequence[OptionReviewed]
    reveals: Sequence[tuple[str, str]]
    solves: Sequence[SolveShown]
    lacks: Sequence[str]
    decisions: Sequence[ReviewDecision]
    flags: Sequence[FlagShown]
    statistics: Sequence[ItemStatistic]

    @property
    def do_solves_agree(self) -> bool:
        return len(self.solves) > 1 and all(solve.agrees for solve in self.solves)


def question_reviewed(question: Question, *, seed: int = SHOWN_SEED) -> QuestionReviewed:
    """Return a question (a row of ``with_parts``) for its page. At most five queries."""
    item, fault = _item_or_fault(question, seed)
    version: Any = question.current
    names = dict(
        Misconception.objects.filter(slug__in=_slugs(version, item)).values_list("slug", "name")
    )
    decisions = ReviewDecision.objects.filter(question=question).select_related("by")
    statistics = ItemStatistic.objects.filter(question=question)
    return QuestionReviewed(
        question=question,
        item=item,
        fault=fault,
        right=right_answer(item) if item is not None else "",
        options=_options(item, names) if item is not None else (),
        reveals=_reveals(item, names) if item is not None else (),
        solves=[solve_shown(solve, version) for solve in solves_of(question)],
        lacks=lacks_of(question) if question.status == QuestionStatus.QUARANTINED else (),
        decisions=list(decisions.select_related("question_version").order_by("-pk")),
        flags=flags_on(question.pk),
        statistics=list(
            statistics.select_related("question_version").order_by("-question_version__number")
        ),
    )


def _item_or_fault(question: Question, seed: int) -> tuple[QuizItem | None, str]:
    fault = "" if question.generator else fault_of_version(question.current)
    try:
        item = asked_item(question, seed=seed)
        right_answer(item)  # what cannot say its answer cannot be shown
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return None, fault or "it cannot be asked"
    return item, fault


def _slugs(version: Any, item: QuizItem | None) -> set[str]:
    options = version.options if version is not None else ()
    slugs = {option.get("misconception") for option in options}
    if item is not None:
        slugs |= set(item.key["misconceptions"].values())
    return slugs - {None}


def _options(item: QuizItem, names: dict[str, str]) -> list[OptionReviewed]:
    graded = graded_key(item)
    right = {right_option(graded), *graded.get("chosen", ())}
    betrayed = item.key["misconceptions"]
    is_drawn = item.seed is not None  # a generator names every belief, the rest are slips
    slips = {option["text"] for option in _stored_options(item) if option.get("slip")}
    return [
        OptionReviewed(
            id=option["id"],
            text=option["text"],
            is_right=option["id"] in right,
            reveals=_revealed(
                betrayed.get(option["id"]), names, is_drawn or option["text"] in slips
            ),
        )
        for option in item.shown["options"]
    ]


def _stored_options(item: QuizItem) -> list[dict[str, Any]]:
    return item.question_version.options or []


def _revealed(slug: str | None, names: dict[str, str], is_slip: bool) -> str:
    if slug:
        return names.get(slug, slug)
    return "a slip" if is_slip else "not known yet"


def _reveals(item: QuizItem, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return what typed answers show, where no options stand for them."""
    if item.shown["options"]:
        return []
    return [(text, names.get(slug, slug)) for text, slug in item.key["misconceptions"].items()]


def solve_shown(solve: BlindSolve, version: QuestionVersion | None) -> SolveShown:
    """Return a solve in words."""
    solver = str(solve.by.email or solve.by) if solve.by is not None else solve.solver
    return SolveShown(solve.number, solver, _answer_in_words(solve, version), solve.agrees)


def _answer_in_words(solve: BlindSolve, version: QuestionVersion | None) -> str:
    answer = solve.answer if isinstance(solve.answer, dict) else {"text": str(solve.answer)}
    if "text" in answer:
        return str(answer["text"])
    chosen = str(answer.get("option", "?"))
    options = version.options if version is not None else ()
    texts = {option["id"]: option["text"] for option in options}
    return f"{chosen}: {texts[chosen]}" if chosen in texts else chosen


def withdrawn_hashes() -> set[str]:
    """Return the contents of versions that staff retired and did not restore. One query."""
    rows = ReviewDecision.objects.filter(verb__in=[ReviewVerb.RETIRE, ReviewVerb.RESTORE])
    last = dict(rows.order_by("pk").values_list("question_version__content_hash", "verb"))
    return {content for content, verb in last.items() if content and verb == ReviewVerb.RETIRE}


def words_of_answer(item: QuizItem, stored: str) -> str:
    """Return what a solver's answer says, for a record that outlives the item's names."""
    return answer_given(item, stored)


def reviewer_name(user: User) -> str:
    """Return how a person stands in a record of a solve."""
    return f"staff {user.pk}"


def graded_json(version: QuestionVersion) -> dict[str, Any] | None:
    """Return the grader's key of a typed version that is no choice of options, else None."""
    graded = version.key.get("graded")
    if graded is None or graded.get("type") == "choice_set":
        return None
    return dict(graded)
