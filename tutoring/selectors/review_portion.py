"""The day's portion of reviews: what is due, why, how much of it a day, and what comes after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from tutoring.models import Attempt, QuizItem, ReviewCard, SyllabusTopic
from tutoring.rules import REVIEWS_A_DAY
from tutoring.selectors.progress import attempt_of
from tutoring.selectors.reviews import due_today
from tutoring.states import QuestionStatus, QuizKind


@dataclass(frozen=True)
class Portion:
    """How many reviews are due, how many were answered today, how many are left for today."""

    due: int
    done: int

    @property
    def left(self) -> int:
        """No more than a day's portion, however many wait."""
        return min(self.due, max(REVIEWS_A_DAY - self.done, 0))

    @property
    def waiting(self) -> int:
        """What is due and left for another day."""
        return self.due - self.left


def portion_of(user: User) -> Portion:
    """Return the learner's portion of reviews of today. One query."""
    done = Attempt.objects.filter(
        learner_id=user.pk,
        answered_at__gte=_day_begins(user),
        quiz_item__quiz__kind=QuizKind.REVIEW,
    )
    counted = done.order_by().values("learner").annotate(total=Count("pk")).values("total")
    cards = due_today(user).select_related(None).order_by().values("learner")
    rows = cards.annotate(due=Count("pk"), done=Coalesce(Subquery(counted), 0))
    found = next(iter(rows.values_list("due", "done")), (0, 0))  # of one learner: a row or none
    return Portion(*found)


def _day_begins(user: User) -> datetime:
    local = timezone.localtime(timezone=ZoneInfo(user.timezone))
    return datetime.combine(local.date(), time(), tzinfo=local.tzinfo)


def cards_to_review(user: User, count: int) -> list[ReviewCard]:
    """Return the first ``count`` cards that are due: those of the learner's exam, oldest first.

    Each with ``missed_at``, when its question was last answered wrong, and ``misses``, how often.
    One query.
    """
    wrong = Attempt.objects.filter(
        learner=OuterRef("learner"),
        question_version__question=OuterRef("question"),
        correct=False,
    ).order_by()
    of_exam = SyllabusTopic.objects.filter(
        lesson=OuterRef("question__lesson"),
        exam=OuterRef("learner__learner__exam_type"),
        retired=False,
    )
    rows = due_today(user).annotate(
        is_of_exam=Exists(of_exam),
        missed_at=Subquery(wrong.values("learner").annotate(at=Max("answered_at")).values("at")),
        misses=Coalesce(
            Subquery(wrong.values("learner").annotate(total=Count("pk")).values("total")), 0
        ),
    )
    return list(rows.order_by("-is_of_exam", "due_at", "pk")[:count])


def due_by_lesson(user: User) -> dict[UUID, int]:
    """Return how many cards are due today in each lesson that has some. One query."""
    rows = due_today(user).select_related(None).order_by()
    return dict(rows.values_list("question__lesson_id").annotate(total=Count("pk")))


def next_due_at(user: User) -> datetime | None:
    """Return when the next card is due after today; None without one. One query."""
    tomorrow = _day_begins(user) + timedelta(days=1)
    cards = ReviewCard.objects.filter(
        learner_id=user.pk, due_at__gte=tomorrow, question__status=QuestionStatus.RELEASED
    )
    return cards.aggregate(at=Min("due_at"))["at"]


@dataclass(frozen=True)
class Dated:
    """A reviewed question: whether it was right, and when it comes back."""

    concept: str
    correct: bool
    due_at: datetime | None


def dated(learner_id: UUID, items: Sequence[QuizItem]) -> list[Dated]:
    """Return the answered questions of a review with their next dates, the next first.

    One query.
    """
    versions = [item.question_version_id for item in items]
    rows: QuerySet = ReviewCard.objects.filter(
        Q(question__versions__in=versions), learner_id=learner_id
    )
    due = dict(rows.values_list(F("question__versions"), "due_at"))
    found = [
        Dated(item.shown["concept"], attempt.correct, due.get(item.question_version_id))
        for item in items
        if (attempt := attempt_of(item)) is not None
    ]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at, one.concept))
