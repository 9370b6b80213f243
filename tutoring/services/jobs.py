"""The jobs of the teaching, each once a window, whoever rings."""

from datetime import timedelta

from sessions_app.services.jobs import Effects, run_job
from tutoring.services.calibration import calibrate
from tutoring.services.imports import ring_for_due_imports
from tutoring.services.item_statistics import rebuild_item_statistics
from tutoring.services.material_mending import mend_material
from tutoring.services.material_reading import ring_for_due_material
from tutoring.services.plan_cache import expire_plans

EXPIRE_PLANS_EVERY = timedelta(minutes=10)
CALIBRATE_EVERY = timedelta(days=1)
IMPORT_DUE_EVERY = timedelta(minutes=1)
STATISTICS_EVERY = timedelta(days=1)
READ_DUE_EVERY = timedelta(minutes=1)
MEND_EVERY = timedelta(hours=1)


def run_expire_plans() -> Effects | None:
    """Delete cached plans past their day; None when this window's run was done before."""
    return run_job(job="expire-plans", every=EXPIRE_PLANS_EVERY, work=expire_plans)


def run_calibrate_mastery() -> Effects | None:
    """Refit the mastery model's weights; None when this day's run was done before."""
    return run_job(job="calibrate-mastery", every=CALIBRATE_EVERY, work=calibrate)


def run_read_due_material() -> Effects | None:
    """Ring for files that wait to be read; None when this minute's run was done before."""
    return run_job(job="read-material", every=READ_DUE_EVERY, work=ring_for_due_material)


def run_mend_material() -> Effects | None:
    """Bring files and rows together again; None when this hour's run was done before."""
    return run_job(job="mend-material", every=MEND_EVERY, work=mend_material)


def run_due_imports() -> Effects | None:
    """Ring for imports that wait; None when this minute's run was done before."""
    return run_job(job="run-imports", every=IMPORT_DUE_EVERY, work=ring_for_due_imports)


def run_item_statistics() -> Effects | None:
    """Make the item statistics anew; None when this day's run was done before."""
    return run_job(job="item-statistics", every=STATISTICS_EVERY, work=rebuild_item_statistics)
