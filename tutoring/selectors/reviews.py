"""Which missed questions come back, and when."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from accounts.clock import ClockNow
from accounts.models import User
from tutoring.models import ReviewCard
from tutoring.states import QuestionStatus


def due_reviews(
    learner_id: UUID, *, at: datetime | Combinable | None = None
) -> QuerySet[ReviewCard]:
    """Return the cards due at ``at`` (now unless it is given), the longest due first.

    With question, its version and lesson; questions that are no longer asked are left out.
    """
    cards = ReviewCard.objects.filter(
        learner_id=learner_id,
        due_at__lte=ClockNow() if at is None else at,
        question__status=QuestionStatus.RELEASED,
    )
    related = cards.select_related("question__lesson", "question__current")
    return related.order_by("due_at", "pk")


def due_today(user: User) -> QuerySet[ReviewCard]:
    """Return the cards due before the learner's day ends, the longest due first."""
    local = timezone.localtime(timezone=ZoneInfo(user.timezone))  # for which day it is, no more
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=local.tzinfo)
    return due_reviews(user.pk, at=tomorrow - timedelta(microseconds=1))


def next_review_by_lesson(learner_id: UUID) -> dict[UUID, datetime]:
    """Return each topic's review date, the earliest of its cards. One query."""
    cards = ReviewCard.objects.filter(learner_id=learner_id).order_by()
    dated = cards.values_list("question__lesson_id").annotate(Min("due_at"))
    return dict(dated)
