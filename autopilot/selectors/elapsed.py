"""How long a run has lasted: work and waiting while somebody was there.

Elapsed time is the work of steps and the waiting for the learner up to its limit; pauses, absence
and downtime count nothing.
"""

from datetime import datetime, timedelta

from accounts.clock import database_now
from autopilot.models import AutopilotRun
from autopilot.states import RunStatus
from sessions_app.models import SessionPresence
from sessions_app.services.presence import PRESENT_FOR

DEFAULT_ANSWER_SECONDS = 60
LONGEST_COUNTED = timedelta(seconds=DEFAULT_ANSWER_SECONDS)  # of a wait without a limit


def last_seen(run: AutopilotRun) -> datetime | None:
    """Return when the learner was last seen in the run's session; None: never. One query."""
    rows = SessionPresence.objects.filter(session_id=run.session_id)
    return rows.values_list("seen_at", flat=True).first()


def waited(run: AutopilotRun, at: datetime) -> timedelta:
    """Return how much of the present wait counts: to its limit, and while somebody was there."""
    if run.wait_since is None:
        return timedelta()
    ends = [at, run.wait_until or run.wait_since + LONGEST_COUNTED, _there_until(run)]
    return max(min(ends) - run.wait_since, timedelta())


def is_away(run: AutopilotRun, at: datetime) -> bool:
    """Tell whether the learner of a run that waits went before its time was up."""
    if run.wait_since is None:
        return False
    until = _there_until(run)
    return until < at and (run.wait_until is None or until < run.wait_until)


def _there_until(run: AutopilotRun) -> datetime:
    """Whoever was seen last counts as there for ``PRESENT_FOR``."""
    assert run.wait_since is not None  # noqa: S101 -- for the type checker; callers have asked
    seen = last_seen(run)
    return run.wait_since if seen is None else max(seen + PRESENT_FOR, run.wait_since)


def active_ms(run: AutopilotRun, at: datetime) -> int:
    """Return the elapsed time of a run so far, in milliseconds."""
    return run.active_ms + round(waited(run, at).total_seconds() * 1000)


def elapsed_seconds(run: AutopilotRun) -> int:
    """Return the elapsed time as it is told, in whole seconds."""
    if run.status != RunStatus.RUNNING or run.wait_since is None:
        return run.active_ms // 1000
    return active_ms(run, database_now()) // 1000


def is_time_up(run: AutopilotRun) -> bool:
    """Tell whether a run has had its minutes; asked between steps."""
    return run.active_ms >= run.target.total_seconds() * 1000
