"""Bringing files and rows together: a crash can leave one without the other."""

from itertools import islice

from sessions_app.services.jobs import Effects
from tutoring.material import store
from tutoring.material.refusals import GONE
from tutoring.models import StudyMaterial
from tutoring.states import MaterialStatus

SETTLED_SECONDS = 3_600  # younger files may belong to an upload that is on
CHUNK = 500


def mend_material() -> Effects:
    """Remove files without a row, fail rows without a file, sweep what was never finished."""
    return {
        "files_removed": _remove_strays(),
        "rows_failed": _fail_bereft(),
        "temporary_files_removed": store.sweep_incoming(SETTLED_SECONDS),
    }


def _remove_strays() -> int:
    removed, names = 0, store.names_older_than(SETTLED_SECONDS)
    while chunk := list(islice(names, CHUNK)):
        known = StudyMaterial.objects.filter(file_name__in=chunk)
        for name in set(chunk) - set(known.values_list("file_name", flat=True)):
            store.remove(name)
            removed += 1
    return removed


def _fail_bereft() -> int:
    """The text that was read stays in its rows; the same file uploaded again brings it back."""
    rows = StudyMaterial.objects.exclude(status=MaterialStatus.FAILED, failure=GONE)
    bereft = [
        pk
        for pk, name in rows.values_list("pk", "file_name").iterator(chunk_size=CHUNK)
        if not store.is_kept(name)
    ]
    changes = {"status": MaterialStatus.FAILED, "failure": GONE}
    return StudyMaterial.objects.filter(pk__in=bereft).update(
        **changes, lease_token=None, lease_until=None
    )
