"""The sweep: what no doorbell rang for is found here, within one interval."""

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.clock import ClockNow
from autopilot.doorbell import ring
from autopilot.models import AutopilotRun
from autopilot.models.runs import AutopilotRunQuerySet
from autopilot.services.endings import follow_session
from autopilot.services.engine import lock_stage, stage_of
from autopilot.services.steering import resume_run, settle_wait, wake
from autopilot.services.waiting import GRACE
from autopilot.states import PauseReason, RunStatus, WaitingFor
from sessions_app.models import SessionPresence, StudySession
from sessions_app.services.presence import PRESENT_FOR
from sessions_app.states import SessionStatus

log = structlog.get_logger("mentor.autopilot")
MOST_A_SWEEP = 2_000


def sweep_runs() -> dict[str, int]:
    """Ring for stalled runs, settle waits, follow sessions, wake runs whose learner is back."""
    return {
        "rung": _ring_for_stalled(),
        "settled": _settle_waits(),
        "followed": _follow_sessions(),
        "woken": _wake_returned(),
    }


def _ring_for_stalled() -> int:
    stalled = AutopilotRun.objects.claimable().values_list("pk", flat=True)[:MOST_A_SWEEP]
    found = list(stalled)
    for run_id in found:
        ring(run_id)
    return len(found)


def _settle_waits() -> int:
    rows = list(_due_waits().values_list("session_id", "pk")[:MOST_A_SWEEP])
    return sum(settle_wait(session_id=session, run_id=run) for session, run in rows)


def _due_waits() -> AutopilotRunQuerySet:
    """Return the waits whose time is up or whose learner is gone; the others cost one query."""
    seen = SessionPresence.objects.filter(
        session_id=OuterRef("session_id"), seen_at__gt=ClockNow() - PRESENT_FOR
    )
    over = Q(waiting_for=WaitingFor.READING, wait_until__lte=ClockNow()) | Q(
        waiting_for=WaitingFor.ANSWER, wait_until__lte=ClockNow() - GRACE
    )
    waiting = AutopilotRun.objects.waiting().filter(wait_since__isnull=False)
    return waiting.filter(over | ~Exists(seen)).order_by("wait_since")


def _follow_sessions() -> int:
    live = AutopilotRun.objects.live().exclude(session__status=SessionStatus.ACTIVE)
    behind = live.exclude(status=RunStatus.PAUSED, session__status=SessionStatus.PAUSED)
    rows = list(behind.values_list("session_id", "pk")[:MOST_A_SWEEP])
    for session_id, run_id in rows:
        with transaction.atomic():
            stage = lock_stage(session_id, run_id)
            if stage is not None:
                follow_session(stage)
    return len(rows)


def _wake_returned() -> int:
    away = AutopilotRun.objects.filter(status=RunStatus.PAUSED, pause_reason=PauseReason.AWAY)
    back = away.filter(session__presence__seen_at__gt=ClockNow() - PRESENT_FOR)
    rows = list(back.values_list("session_id", "pk")[:MOST_A_SWEEP])
    return sum(wake(session_id=session, run_id=run) for session, run in rows)


def follow(session: StudySession) -> None:
    """Bring a locked session's live run where the session went; resumed, it goes on with it."""
    live = AutopilotRun.objects.live().filter(session=session).values_list("pk", flat=True)
    run_id = live.first()
    stage = stage_of(session, run_id) if run_id else None
    if stage is None:
        return
    if session.status != SessionStatus.ACTIVE:
        follow_session(stage)
    elif stage.run.pause_reason == PauseReason.SESSION:
        resume_run(stage)
