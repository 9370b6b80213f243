"""A learner's answers along the calendar: by day, or by week where a day would be a hair."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from accounts.models import User
from tutoring.models import Attempt
from tutoring.selectors.summary import Tally

DAYS = {"7d": 7, "30d": 30}
WEEK = 7
MOST_WEEKS = 26


@dataclass(frozen=True)
class Span:
    """The answers of a day, or of the ``days`` that begin with it."""

    first: date
    days: int
    tally: Tally


def answers_along(user: User, window: str, now: datetime) -> list[Span]:
    """Return the answers of a window by the learner's days, gaps included. One query.

    "all": by weeks, from the first answer on, but no more than the newest ``MOST_WEEKS``.
    """
    zone = ZoneInfo(user.timezone)
    today = now.astimezone(zone).date()
    days = DAYS.get(window, MOST_WEEKS * WEEK)
    first = today - timedelta(days=days - 1)
    found = _by_day(user, zone, first)
    if window in DAYS:
        return [_span(found, first + timedelta(days=n), 1) for n in range(days)]
    weeks = [first + timedelta(days=WEEK * n) for n in range(MOST_WEEKS)]
    begun = min(found, default=today)
    return [_span(found, day, WEEK) for day in weeks if day + timedelta(days=WEEK) > begun]


def _by_day(user: User, zone: ZoneInfo, first: date) -> dict[date, Tally]:
    midnight = datetime(first.year, first.month, first.day, tzinfo=zone)
    rows = (
        Attempt.objects.filter(learner_id=user.pk, answered_at__gte=midnight)
        .annotate(day=TruncDate("answered_at", tzinfo=zone))
        .order_by()
        .values_list("day")
        .annotate(answers=Count("pk"), right=Count("pk", filter=Q(correct=True)))
    )
    found: dict[date, Tally] = defaultdict(Tally)
    for day, answers, right in rows:
        found[day] = Tally(answers, right)
    return found


def _span(found: dict[date, Tally], first: date, days: int) -> Span:
    parts: Iterable[Tally] = (
        found[day] for n in range(days) if (day := first + timedelta(days=n)) in found
    )
    return Span(first, days, sum(parts, Tally()))
