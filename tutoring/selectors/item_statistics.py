"""First answers without help, learner by learner, and what they say of each question."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from tutoring.item_figures import LOW_DISCRIMINATION, SUSPICIOUS_FROM, Figures
from tutoring.judging import NOT_ANSWERED
from tutoring.models import Attempt

OF_QUESTION = Q(question_version__isnull=True)
SUSPICION_RULE = (
    f"From {SUSPICIOUS_FROM} answers on: a discrimination under {LOW_DISCRIMINATION}, "
    "or a wrong option picked more often than the key."
)
LEARNERS_AT_ONCE = 500
MIN_REST = 3  # other questions of the lesson, for a share right to say something
RIGHT, OTHER_WRONG = "right", "a slip"
QUESTION = "question_version__question"
COLUMNS = (
    "learner_id",
    "question_version_id",
    f"{QUESTION}_id",
    f"{QUESTION}__lesson_id",
    f"{QUESTION}__generator",
    "answer",
    "correct",
    "aided",
    "time_spent_ms",
    "misconception__slug",
)


class First(NamedTuple):
    """One learner's first answer to a question."""

    learner: UUID
    version: UUID
    question: UUID
    lesson: UUID
    generator: str | None
    answer: str
    is_right: bool
    is_aided: bool
    time_ms: int | None
    misconception: str | None

    @property
    def counts(self) -> bool:
        """Whether it says something of the question: given, and without help."""
        return not self.is_aided and self.answer != NOT_ANSWERED

    @property
    def pick(self) -> str:
        """What was picked: an option, or of a drawn question what the answer betrays."""
        if self.generator is None:
            return self.answer
        return RIGHT if self.is_right else self.misconception or OTHER_WRONG


class Found(NamedTuple):
    """The figures of every question and of every version that has a first answer."""

    questions: dict[UUID, Figures]
    versions: dict[tuple[UUID, UUID], Figures]  # by question and version


def figures_of_all() -> Found:
    """Return the figures of all questions, from a bounded batch of learners at a time."""
    found = Found(defaultdict(Figures), defaultdict(Figures))
    for answers in _by_learner():
        _add(found, answers)
    return found


def _by_learner() -> Iterator[list[First]]:
    """Yield each learner's first answers; a question's later ones and aided ones are left out."""
    for learners in _batches_of_learners():
        rows = Attempt.objects.filter(learner_id__in=learners)
        ordered = rows.order_by("learner_id", "answered_at", "pk").values_list(*COLUMNS)
        for _, answers in groupby(map(First._make, ordered.iterator()), lambda row: row.learner):
            yield _firsts(answers)


def _batches_of_learners() -> Iterator[list[UUID]]:
    last = None
    while True:
        rows = User.objects.order_by("pk").values_list("pk", flat=True)
        rows = rows if last is None else rows.filter(pk__gt=last)
        batch = list(rows[:LEARNERS_AT_ONCE])
        if not batch:
            return
        yield batch
        last = batch[-1]


def _firsts(answers: Iterable[First]) -> list[First]:
    first: dict[UUID, First] = {}
    for answer in answers:
        first.setdefault(answer.question, answer)
    return [answer for answer in first.values() if answer.counts]


def _add(found: Found, answers: list[First]) -> None:
    """Add one learner's answers, each judged beside the learner's others in its lesson."""
    totals: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for answer in answers:
        totals[answer.lesson][0] += 1
        totals[answer.lesson][1] += answer.is_right
    for answer in answers:
        count, right = totals[answer.lesson]
        rest = count - 1
        seen: dict[str, Any] = {
            "is_right": answer.is_right,
            "ability": (right - answer.is_right) / rest if rest >= MIN_REST else None,
            "pick": answer.pick,
            "time_ms": answer.time_ms,
        }
        found.questions[answer.question].add(**seen)
        found.versions[answer.question, answer.version].add(**seen)
