"""Doorbells and the sweep: they carry no work, the rows do."""

from uuid import UUID

from celery import shared_task
from django.db import OperationalError


@shared_task(name="autopilot.advance", ignore_result=True)
def advance_run(run_id: str) -> None:
    """Work a run's steps for a while; a doubled or late message finds nothing to claim."""
    from autopilot.doorbell import ring  # noqa: PLC0415 -- leaf
    from autopilot.services.engine import advance  # noqa: PLC0415 -- leaf

    if advance(UUID(run_id)):
        ring(UUID(run_id))


@shared_task(
    name="autopilot.sweep",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def sweep() -> None:
    """Find runs that nobody works on and waits that are over."""
    from autopilot.services.sweeping import sweep_runs  # noqa: PLC0415 -- leaf

    sweep_runs()
