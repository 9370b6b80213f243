"""Beat's entries: doorbells that call a job's service once a window."""

from uuid import UUID

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


@shared_task(name="tutoring.read_material", ignore_result=True)
def read_material(*, material_id: str) -> None:
    """Read one uploaded file; delivered twice or late, it finds nothing to claim."""
    from tutoring.services.material_reading import read_material as read  # noqa: PLC0415 -- leaf

    read(material_id=UUID(material_id))


@shared_task(
    name="tutoring.read_due_material",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def read_due_material() -> None:
    """Ring for every file that waits, or whose reading was cut off."""
    from tutoring.services.jobs import run_read_due_material  # noqa: PLC0415 -- leaf

    run_read_due_material()


@shared_task(
    name="tutoring.mend_material",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def mend_material() -> None:
    """Bring files and their rows together again."""
    from tutoring.services.jobs import run_mend_material  # noqa: PLC0415 -- leaf

    run_mend_material()


@shared_task(name="tutoring.run_import", ignore_result=True)
def run_import(*, batch_id: str) -> None:
    """Check or store one file of questions; delivered twice or late, it finds nothing to claim."""
    from tutoring.services.imports import run_import as run  # noqa: PLC0415 -- leaf

    run(batch_id=UUID(batch_id))


@shared_task(
    name="tutoring.run_due_imports",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def run_due_imports() -> None:
    """Ring for every import that waits, or whose run was cut off."""
    from tutoring.services.jobs import run_due_imports as run_job  # noqa: PLC0415 -- leaf

    run_job()


@shared_task(
    name="tutoring.rebuild_item_statistics",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def rebuild_item_statistics() -> None:
    """Make the item statistics anew, once a day whoever rings."""
    from tutoring.services.jobs import run_item_statistics  # noqa: PLC0415 -- leaf

    run_item_statistics()
