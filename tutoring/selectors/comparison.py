"""Sessions side by side: their summaries, and one practice against those before it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from sessions_app.models import StudySession
from tutoring.models import SessionTotal
from tutoring.selectors.summary import COMPARED_DAYS, Tally, summary_figures, trend_between

FEWEST, MOST = 2, 10  # sessions compared at once
WEEK_DAYS = 7
LINE_LENGTH = 10  # sessions in the line of accuracies
COUNTED = {"answers": "attempted", "right": "correct", "ms": "time_ms"}


def summaries_of(sessions: Sequence[StudySession]) -> list[dict[str, Any]]:
    """Return the figures of sessions of one learner, in their order. Two queries.

    Each is what ``session_summary`` says of it; read from the running totals.
    """
    own = _own_totals(sessions)
    before = _totals_before(sessions)
    return [
        summary_figures(own[session.pk], earlier)
        for session, earlier in zip(sessions, before, strict=True)
    ]


def _own_totals(
    sessions: Sequence[StudySession],
) -> dict[UUID, list[tuple[str, str, Tally]]]:
    rows = SessionTotal.objects.filter(session__in=sessions)
    found: dict[UUID, list[tuple[str, str, Tally]]] = defaultdict(list)
    for row in rows:
        tally = Tally(row.attempted, row.correct, row.time_ms)
        found[row.session_id].append((row.topic, row.subject, tally))
    return found


def _totals_before(sessions: Sequence[StudySession]) -> list[Tally]:
    """Return for each session what the learner's sessions of its kind came to before it."""
    sums = {
        f"{name}_{place}": Sum(column, filter=_before(session, COMPARED_DAYS), default=0)
        for place, session in enumerate(sessions)
        for name, column in COUNTED.items()
    }
    rows = SessionTotal.objects.filter(
        session__user=sessions[0].user_id,
        session__started_at__gte=min(s.started_at for s in sessions)
        - timedelta(days=COMPARED_DAYS),
    )
    found = rows.aggregate(**sums)
    return [
        Tally(*(int(found[f"{name}_{place}"]) for name in COUNTED))
        for place in range(len(sessions))
    ]


def _before(session: StudySession, days: int) -> Q:
    """The totals of the learner's sessions of the same kind in the days before one began."""
    return Q(
        session__kind=session.kind,
        session__started_at__gte=session.started_at - timedelta(days=days),
        session__started_at__lt=session.started_at,
    ) & ~Q(session=session.pk)


@dataclass(frozen=True)
class SessionPoint:
    """One session of the line: its name, its beginning and what it came to."""

    session_id: UUID
    name: str
    started_at: Any
    tally: Tally


@dataclass(frozen=True)
class Comparison:
    """A session beside the one before it and beside the week before it."""

    own: SessionPoint
    previous: SessionPoint | None
    week: Tally
    line: list[SessionPoint]

    @property
    def trend(self) -> str | None:
        """Against the week, by the rule of every trend."""
        return trend_between(self.own.tally, self.week)


def compared(session: StudySession) -> Comparison | None:
    """Return a session beside the answered ones of its kind before it; None without answers.

    Two queries, read from the running totals.
    """
    line = newest_points(session.user_id, kind=session.kind, until=session)
    if not line or line[-1].session_id != session.pk:
        return None
    week = SessionTotal.objects.filter(
        _before(session, WEEK_DAYS), session__user=session.user_id
    ).aggregate(**{name: Sum(column, default=0) for name, column in COUNTED.items()})
    return Comparison(
        own=line[-1],
        previous=line[-2] if len(line) > 1 else None,
        week=Tally(*map(int, week.values())),
        line=line,
    )


def newest_points(
    learner_id: UUID, *, kind: str, until: StudySession | None = None
) -> list[SessionPoint]:
    """Return the newest answered sessions of a kind, the oldest first. One query.

    ``until``: no session that began later.
    """
    rows = SessionTotal.objects.filter(session__user=learner_id, session__kind=kind)
    if until is not None:
        rows = rows.filter(
            Q(session__started_at__lt=until.started_at) | Q(session=until.pk),
        )
    columns = ("session_id", "session__name", "session__started_at")
    grouped = rows.values_list(*columns).annotate(
        answers=Sum("attempted"), right=Sum("correct"), ms=Sum("time_ms")
    )
    newest = grouped.order_by("-session__started_at", "-session_id")[:LINE_LENGTH]
    points = [SessionPoint(pk, name, at, Tally(*map(int, sums))) for pk, name, at, *sums in newest]
    return points[::-1]
