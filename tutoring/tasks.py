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


@shared_task(
    name="tutoring.calibrate_mastery",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def calibrate_mastery() -> None:
    """Refit the mastery model on the newest answers, once a day whoever rings."""
    from tutoring.services.jobs import run_calibrate_mastery  # noqa: PLC0415 -- leaf

    run_calibrate_mastery()
