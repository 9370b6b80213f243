"""Time that passes for a run without being waited for: its rows are moved into the past."""

from datetime import timedelta

from django.db.models import F

from accounts.clock import ClockNow
from autopilot.models import AutopilotRun
from sessions_app.models import SessionPresence


def pass_time(run: AutopilotRun, seconds: float, *, present: bool = True) -> None:
    """Let time pass with the learner there, or without anybody having seen them since."""
    by = timedelta(seconds=seconds)
    rows = AutopilotRun.objects.filter(pk=run.pk)
    rows.update(
        wait_since=F("wait_since") - by,
        wait_until=F("wait_until") - by,
        not_before=F("not_before") - by,
    )
    rows.filter(lease_until__isnull=False).update(lease_until=F("lease_until") - by)
    seen = SessionPresence.objects.filter(session=run.session_id)
    if present:
        seen.update(seen_at=ClockNow())
    else:
        seen.update(seen_at=F("seen_at") - by)


def time_is_up(run: AutopilotRun) -> None:
    """Let the limit of a wait pass, grace and all, with the learner there."""
    pass_time(run, 3_600)


def leave(run: AutopilotRun) -> None:
    """Let the learner have gone right after the wait began, a minute ago."""
    AutopilotRun.objects.filter(pk=run.pk).update(
        wait_since=ClockNow() - timedelta(seconds=40), wait_until=ClockNow() + timedelta(seconds=20)
    )
    SessionPresence.objects.filter(session=run.session_id).update(
        seen_at=ClockNow() - timedelta(seconds=40)
    )


def void_lease(run: AutopilotRun) -> None:
    """End a lease as the death of its holder does, once its time is over."""
    AutopilotRun.objects.filter(pk=run.pk, lease_token__isnull=False).update(
        lease_until=ClockNow() - timedelta(seconds=1)
    )
