"""Figures of practice: one session's summary, one learner's progress, and which way they go."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncDate

from accounts.clock import database_now
from accounts.models import User
from sessions_app.models import StudySession
from tutoring.models import Attempt, SessionTotal
from tutoring.rules import percent_half_up

COMPARED_DAYS = 30
TREND_ANSWERS = 20  # at least so many on both sides
TREND_POINTS = 5
WINDOWS = {"7d": timedelta(days=7), "30d": timedelta(days=30), "all": None}
SUBJECT = "question_version__question__lesson__subject"
TOPIC = "question_version__question__lesson__unit"


@dataclass(frozen=True)
class Tally:
    """Answers, how many of them were right, and the time they took."""

    attempted: int = 0
    correct: int = 0
    time_ms: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.attempted + other.attempted,
            self.correct + other.correct,
            self.time_ms + other.time_ms,
        )

    @property
    def accuracy(self) -> int:
        """Percent, halves rounded up."""
        return percent_half_up(self.correct, self.attempted)

    @property
    def average_ms(self) -> int:
        """Milliseconds an answer, halves rounded up; 0 without one."""
        return (2 * self.time_ms + self.attempted) // (2 * self.attempted) if self.attempted else 0


def trend_between(now: Tally, before: Tally) -> str | None:
    """Return improving, flat or declining; None while either side has too few answers."""
    if min(now.attempted, before.attempted) < TREND_ANSWERS:
        return None
    difference = now.accuracy - before.accuracy
    if abs(difference) < TREND_POINTS:
        return "flat"
    return "improving" if difference > 0 else "declining"


def session_summary(session: StudySession) -> dict[str, Any]:
    """Return the figures of a session beside those of the days before it. One query.

    Read from the running totals: as many rows as topics, however many answers.
    """
    own, before = [], Tally()
    for is_own, subject, topic, *counts in _totals(session):
        tally = Tally(*map(int, counts))  # PostgreSQL sums big integers into decimals
        if is_own:
            own.append((topic, subject, tally))
        else:
            before += tally
    return summary_figures(own, before)


def summary_figures(own: Sequence[tuple[str, str, Tally]], before: Tally) -> dict[str, Any]:
    """Return the figures of ``own`` (topic, subject, tally) beside those of the days before."""
    total = sum((tally for _, _, tally in own), Tally())
    return {
        "questions_attempted": total.attempted,
        "questions_correct": total.correct,
        "accuracy": total.accuracy,
        "total_time_ms": total.time_ms,
        "avg_time_per_question_ms": total.average_ms,
        "subjects_practiced": sorted({subject for _, subject, _ in own}),
        "by_topic": [
            {"topic": topic, **_figures(tally), "total_time_ms": tally.time_ms}
            for topic, _, tally in sorted(own, key=lambda row: row[:2])
        ],
        "trend": trend_between(total, before),
        "compared_with": {
            "window_days": COMPARED_DAYS,
            "accuracy": before.accuracy if before.attempted else None,
            "avg_time_per_question_ms": before.average_ms if before.attempted else None,
        },
    }


def _totals(session: StudySession) -> QuerySet:
    """The session's totals, and with them the sum over its learner's sessions before it."""
    own = SessionTotal.objects.filter(session=session).annotate(
        is_own=Value(1),
        of_subject=F("subject"),
        of_topic=F("topic"),
        answers=F("attempted"),
        right=F("correct"),
        milliseconds=F("time_ms"),
    )
    earliest = session.started_at - timedelta(days=COMPARED_DAYS)
    earlier = (
        SessionTotal.objects.filter(
            session__user_id=session.user_id,
            session__kind=session.kind,
            session__started_at__gte=earliest,
            session__started_at__lt=session.started_at,
        )
        .exclude(session=session)
        .values("session__user_id")
        .annotate(
            is_own=Value(0),
            of_subject=Value(""),
            of_topic=Value(""),
            answers=Sum("attempted"),
            right=Sum("correct"),
            milliseconds=Sum("time_ms"),
        )
    )
    columns = ("is_own", "of_subject", "of_topic", "answers", "right", "milliseconds")
    return own.values_list(*columns).union(earlier.values_list(*columns), all=True)


def weakest_topic(session: StudySession) -> SessionTotal | None:
    """Return the topic with the smallest share of right answers; None if all were right."""
    rows = SessionTotal.objects.filter(session=session, correct__lt=F("attempted"))
    return min(rows, key=lambda row: (row.correct / row.attempted, row.topic), default=None)


def _figures(tally: Tally) -> dict[str, int]:
    return {"attempted": tally.attempted, "correct": tally.correct, "accuracy": tally.accuracy}


def progress_of(learner_id: UUID, window: str) -> dict[str, Any]:
    """Return a learner's figures within a window, recounted from the attempts. Six queries.

    The trend compares the window with the one of the same length before it; "all" has none. The
    streaks know no window; days are those of the learner's time zone.
    """
    now = database_now()
    rows = _by_topic(learner_id, WINDOWS[window], now)
    total = sum((row.within for row in rows), Tally())
    before = sum((row.before for row in rows), Tally())
    within = [row for row in rows if row.within.attempted]
    return {
        **_figures(total),
        "current_streak": _right_in_a_row(learner_id),
        "day_streak": _days_in_a_row(learner_id, now),
        "by_subject": _by_subject(within),
        "by_topic": [{"topic": row.topic, **_figures(row.within)} for row in within],
        "trend": trend_between(total, before),
    }


@dataclass(frozen=True)
class _TopicRow:
    subject: str
    topic: str
    within: Tally
    before: Tally


def _by_topic(learner_id: UUID, length: timedelta | None, now: datetime) -> list[_TopicRow]:
    attempts = Attempt.objects.filter(learner_id=learner_id)
    within = Q()
    if length is not None:
        attempts = attempts.filter(answered_at__gte=now - 2 * length)
        within = Q(answered_at__gte=now - length)
    rows = attempts.values_list(SUBJECT, TOPIC).annotate(
        total=Count("pk"),
        right=Count("pk", filter=Q(correct=True)),
        total_within=Count("pk", filter=within),
        right_within=Count("pk", filter=within & Q(correct=True)),
    )
    return [
        _TopicRow(subject, topic, Tally(count, right), Tally(total - count, all_right - right))
        for subject, topic, total, all_right, count, right in rows.order_by(TOPIC, SUBJECT)
    ]


def _by_subject(rows: Iterable[_TopicRow]) -> dict[str, dict[str, int]]:
    subjects: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        subjects[row.subject] += row.within
    return {
        subject: {"correct": tally.correct, "total": tally.attempted, "accuracy": tally.accuracy}
        for subject, tally in sorted(subjects.items())
    }


def _right_in_a_row(learner_id: UUID) -> int:
    """Count the right answers since the last wrong one."""
    answers = Attempt.objects.filter(learner_id=learner_id)
    wrong = answers.filter(correct=False).order_by("-answered_at", "-pk")
    last = wrong.values_list("answered_at", "pk").first()
    if last is None:
        return answers.count()
    at, pk = last
    later = Q(answered_at__gt=at) | Q(answered_at=at, pk__gt=pk)
    return answers.filter(later, correct=True).count()


def _days_in_a_row(learner_id: UUID, now: datetime) -> int:
    """Count the days with an answer, without a gap, up to today or (none yet today) yesterday."""
    zone = _zone_of(learner_id)
    days = Attempt.objects.filter(learner_id=learner_id).values_list(
        TruncDate("answered_at", tzinfo=zone), flat=True
    )
    return days_in_a_row(set(days.distinct()), now.astimezone(zone).date())


def days_in_a_row(days: set[date], today: date) -> int:
    """Return the length of the run of days that ends today or yesterday; 0 if there is none."""
    day = today if today in days else today - timedelta(days=1)
    length = 0
    while day in days:
        length += 1
        day -= timedelta(days=1)
    return length


def _zone_of(learner_id: UUID) -> ZoneInfo:
    name = User.objects.values_list("timezone", flat=True).get(pk=learner_id)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
