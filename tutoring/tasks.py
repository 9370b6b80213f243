"""Beat's entries: doorbells that call a job's service once a window."""

from celery import shared_task
from django.db import OperationalError


@shared_task(
    name="tutoring.expire_plans",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def expire_plans() -> None:
    """Delete cached plans past their day; the database's clock decides."""
    from tutoring.services.jobs import run_expire_plans  # noqa: PLC0415 -- leaf

    run_expire_plans()
