"""Beat's entries: doorbells that call a job's service once a window."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import OperationalError

RETRIED: dict[str, Any] = {
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "max_retries": 5,
}


@shared_task(name="sessions_app.beat_heartbeat", ignore_result=True)
def beat_heartbeat() -> None:
    """Note that a beat and a worker are alive."""
    from sessions_app.services.jobs import note_heartbeat  # noqa: PLC0415 -- leaf

    note_heartbeat()


@shared_task(name="sessions_app.abandon_inactive_sessions", ignore_result=True, **RETRIED)
def abandon_inactive_sessions() -> None:
    """Abandon study sessions without activity; the database's clock decides."""
    from sessions_app.services import jobs  # noqa: PLC0415 -- leaf

    jobs.run_job(
        job="abandon-sessions", every=timedelta(minutes=5), work=jobs.abandon_inactive_sessions
    )


@shared_task(name="sessions_app.archive_abandoned_sessions", ignore_result=True, **RETRIED)
def archive_abandoned_sessions() -> None:
    """Archive sessions that stayed abandoned."""
    from sessions_app.services import jobs  # noqa: PLC0415 -- leaf

    jobs.run_job(
        job="archive-sessions", every=timedelta(hours=1), work=jobs.archive_abandoned_sessions
    )


@shared_task(name="sessions_app.end_idle_practice", ignore_result=True, **RETRIED)
def end_idle_practice() -> None:
    """Complete idle practice sessions."""
    from sessions_app.services import jobs  # noqa: PLC0415 -- leaf

    jobs.run_job(job="end-idle-practice", every=timedelta(minutes=1), work=jobs.end_idle_practice)


@shared_task(name="sessions_app.purge_expired", ignore_result=True, **RETRIED)
def purge_expired() -> None:
    """Delete what has expired."""
    from sessions_app.services import jobs  # noqa: PLC0415 -- leaf

    jobs.run_job(job="purge", every=timedelta(minutes=10), work=jobs.purge_expired)
