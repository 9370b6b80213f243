"""The learner's questions: what was answered, what it showed, and what became of it since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.dateparse import parse_datetime

from tutoring.judging import answer_given, right_answer
from tutoring.models import Attempt, LearnerMisconception, Lesson, Misconception, QuizItem
from tutoring.states import OPEN_MISCONCEPTION_STATES, MisconceptionState

PAGE = 20
QUESTION = "question_version__question"
# What a row is read with.
SHOWN = ("quiz_item", "misconception", f"{QUESTION}__lesson")


class Which(NamedTuple):
    """Which questions are meant; empty members leave everything."""

    show: str = "all"
    topic: str = ""  # a lesson's slug
    misconception: str = ""  # a slug of the catalogue
    words: str = ""  # of the stem, literally


class Step(NamedTuple):
    """One moment in the life of a misconception; ``at`` is None while it is still to come."""

    state: str
    at: datetime | None


@dataclass(frozen=True)
class MyQuestion:
    """One answered question with what its answer showed."""

    attempt: Attempt
    mine: str
    right: str
    steps: Sequence[Step]

    @property
    def stem(self) -> str:
        return self.attempt.quiz_item.shown["stem"]

    @property
    def explanation(self) -> str:
        return self.attempt.quiz_item.key["explanation"]

    @property
    def lesson(self) -> Lesson:
        return self.attempt.question_version.question.taught_in

    @property
    def concept(self) -> str:
        return self.attempt.quiz_item.shown["concept"]


class Mark(NamedTuple):
    """The place of a row in the list, from the newest on; ``is_back``: rows newer than it."""

    at: datetime
    pk: UUID
    is_back: bool = False

    def stored(self) -> list[str | bool]:
        return [self.at.isoformat(), str(self.pk), self.is_back]

    @classmethod
    def read(cls, stored: Sequence) -> "Mark":
        """Read what ``stored`` made. Raises ValueError for anything else."""
        at, pk, is_back = stored
        moment = parse_datetime(at)
        if moment is None:
            raise ValueError("A mark without its time.")
        return cls(moment, UUID(pk), bool(is_back))


@dataclass(frozen=True)
class QuestionPage:
    """A page of questions, the newest first, and the marks of the pages beside it."""

    rows: Sequence[MyQuestion]
    newer: Mark | None
    older: Mark | None


def my_questions(learner_id: UUID, which: Which, mark: Mark | None = None) -> QuestionPage:
    """Return a page of the learner's answered questions. Two queries, however many rows."""
    is_back = mark is not None and mark.is_back
    order = ("answered_at", "pk") if is_back else ("-answered_at", "-pk")
    rows = _beyond(_chosen(learner_id, which), mark).select_related(*SHOWN).order_by(*order)
    found = list(rows[: PAGE + 1])
    has_more, attempts = len(found) > PAGE, found[:PAGE]
    if is_back:
        attempts.reverse()
    has_newer = has_more if is_back else mark is not None
    has_older = is_back or has_more
    return QuestionPage(
        rows=_with_ledger(learner_id, attempts),
        newer=_mark(attempts[0], is_back=True) if attempts and has_newer else None,
        older=_mark(attempts[-1], is_back=False) if attempts and has_older else None,
    )


def answered_question(item: QuizItem) -> MyQuestion | None:
    """Return one answered question; None while it waits for its answer. Two queries."""
    rows = Attempt.objects.filter(quiz_item=item).select_related(*SHOWN)
    found = _with_ledger(item.quiz.learner_id, list(rows))
    return found[0] if found else None


def _mark(attempt: Attempt, *, is_back: bool) -> Mark:
    return Mark(attempt.answered_at, attempt.pk, is_back)


def _beyond(rows: QuerySet[Attempt], mark: Mark | None) -> QuerySet[Attempt]:
    if mark is None:
        return rows
    side = "gt" if mark.is_back else "lt"
    return rows.filter(
        Q(**{f"answered_at__{side}": mark.at}) | Q(answered_at=mark.at, **{f"pk__{side}": mark.pk})
    )


def _chosen(learner_id: UUID, which: Which) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(learner_id=learner_id)
    if which.topic:
        rows = rows.filter(**{f"{QUESTION}__lesson__slug": which.topic})
    if which.misconception:
        rows = rows.filter(misconception__slug=which.misconception)
    if which.words:
        # Compared literally: the database's wildcards are escaped on the way.
        rows = rows.annotate(stem=KeyTextTransform("stem", "quiz_item__shown"))
        rows = rows.filter(stem__icontains=which.words)
    return _shown_as(rows, which.show)


def _shown_as(rows: QuerySet[Attempt], show: str) -> QuerySet[Attempt]:
    """Narrow to mistakes, to those whose misconception is open, or to those mastered since."""
    if show == "all":
        return rows
    rows = rows.filter(correct=False)
    if show == "mistakes":
        return rows
    held = LearnerMisconception.objects.filter(
        learner=OuterRef("learner"), misconception=OuterRef("misconception")
    )
    is_open = Exists(held.filter(state__in=OPEN_MISCONCEPTION_STATES))
    if show == "open":
        return rows.filter(is_open)
    resolved = held.filter(
        state=MisconceptionState.RESOLVED, resolved_at__gt=OuterRef("answered_at")
    )
    later = Attempt.objects.filter(
        learner=OuterRef("learner"),
        question_version__question=OuterRef("question_version__question"),
        answered_at__gt=OuterRef("answered_at"),
        correct=True,
        aided=False,
    )
    return rows.filter(Exists(resolved) | Exists(later)).exclude(is_open)


def _with_ledger(learner_id: UUID, attempts: Sequence[Attempt]) -> list[MyQuestion]:
    named = {attempt.misconception_id for attempt in attempts} - {None}
    rows = LearnerMisconception.objects.filter(learner_id=learner_id, misconception__in=named)
    ledger: dict[UUID | None, list[LearnerMisconception]] = defaultdict(list)
    for row in rows.order_by("detected_at", "pk"):
        ledger[row.misconception_id].append(row)
    return [
        MyQuestion(
            attempt=attempt,
            mine=answer_given(attempt.quiz_item, attempt.answer),
            right=right_answer(attempt.quiz_item),
            steps=_steps(_row_of(attempt, ledger.get(attempt.misconception_id, ()))),
        )
        for attempt in attempts
    ]


def _row_of(attempt: Attempt, rows: Sequence[LearnerMisconception]) -> LearnerMisconception | None:
    """Return the row that an answer is a sign in."""
    name = str(attempt.pk)
    return next((row for row in rows if any(s["attempt"] == name for s in row.evidence)), None)


def _steps(row: LearnerMisconception | None) -> list[Step]:
    """Return what became of a misconception: suspected, confirmed, resolved, with their times."""
    if row is None:
        return []
    steps = [Step(MisconceptionState.SUSPECTED, row.detected_at)]
    signs = [parse_datetime(sign["at"]) for sign in row.evidence]
    if len(signs) > 1:
        steps.append(Step(MisconceptionState.CONFIRMED, signs[1]))
    steps.append(Step(MisconceptionState.RESOLVED, row.resolved_at))
    return steps


class Choice(NamedTuple):
    """One entry of a filter."""

    slug: str
    name: str


def topics_answered(learner_id: UUID) -> list[Choice]:
    """Return the topics that the learner answered in, by name. One query."""
    lessons = Lesson.objects.filter(
        Exists(
            Attempt.objects.filter(
                learner_id=learner_id, question_version__question__lesson=OuterRef("pk")
            )
        )
    )
    return _choices(lessons.order_by("title").values_list("slug", "title"))


def misconceptions_met(learner_id: UUID) -> list[Choice]:
    """Return the misconceptions that the learner's answers showed, by name. One query."""
    held = LearnerMisconception.objects.filter(learner_id=learner_id, misconception=OuterRef("pk"))
    rows = Misconception.objects.filter(Exists(held))
    return _choices(rows.order_by("name").values_list("slug", "name"))


def _choices(rows: Iterable[tuple[str, str]]) -> list[Choice]:
    return [Choice(*row) for row in rows]
