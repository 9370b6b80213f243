"""What happens without anybody asking: each job once a window, whoever rings.

A window is a slice of the database's time; its unique ``JobRun`` row is claimed before the work,
so two beats (or a beat and a command) cause one effect.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.clock import ClockNow, database_now
from sessions_app.models import EventTicket, IdempotentReply, JobRun, StudySession
from sessions_app.selectors import BEAT_JOB
from sessions_app.services.bulk_moves import move_due_sessions

Effects = dict[str, int]


def run_job(*, job: str, every: timedelta, work: Callable[[], Effects]) -> Effects | None:
    """Claim the present window of ``job``, do its work and note the effects.

    Returns None when the window was claimed before. Work that fails frees its window, so that a
    retry is one.
    """
    window = _window(every)
    _, is_mine = JobRun.objects.get_or_create(job=job, window=window)
    if not is_mine:
        return None
    claim = JobRun.objects.filter(job=job, window=window)
    try:
        effects = work()
    except Exception:
        claim.delete()
        raise
    claim.update(effects=effects, finished_at=ClockNow(), last_beat=ClockNow())
    return effects


def _window(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    start = int(database_now().timestamp()) // seconds * seconds
    return f"{start}+{seconds}"


@transaction.atomic
def note_heartbeat() -> None:
    """Note that a beat is alive; ``/readyz`` reads its age."""
    JobRun.objects.update_or_create(
        job=BEAT_JOB, window="latest", defaults={"last_beat": ClockNow()}
    )


# Each job takes the longest due first: that walks along a partial index, chunk after chunk,
# where any order at all would read the table again for each of them.


def abandon_inactive_sessions() -> Effects:
    """Abandon active study sessions without activity for ``SESSION_ABANDON_AFTER``."""
    due = StudySession.objects.abandonable().order_by("last_activity_at")
    return {"abandoned": move_due_sessions(due=due, verb="abandon", reason="inactive")}


def archive_abandoned_sessions() -> Effects:
    """Archive sessions abandoned longer than ``SESSION_ARCHIVE_AFTER`` ago."""
    due = StudySession.objects.archivable().order_by("ended_at")
    return {"archived": move_due_sessions(due=due, verb="archive", reason="abandoned")}


def end_idle_practice() -> Effects:
    """Complete practice sessions that were idle for ``PRACTICE_IDLE_AFTER``."""
    due = StudySession.objects.idle_practice().order_by("last_activity_at")
    return {"completed": move_due_sessions(due=due, verb="complete", reason="idle")}


def purge_expired() -> Effects:
    """Delete idempotent replies past their day and job runs past their keep."""
    now = ClockNow()
    replies, _ = IdempotentReply.objects.filter(expires_at__lt=now).delete()
    runs, _ = JobRun.objects.filter(last_beat__lt=now - settings.JOB_RUNS_KEPT).delete()
    tickets, _ = EventTicket.objects.filter(expires_at__lt=now).delete()
    return {"replies": replies, "job_runs": runs, "tickets": tickets}
