"""Imports from the admin: a file that waits, is checked, confirmed and stored in the background."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.models import User
from sessions_app.services.jobs import Effects
from tutoring.errors import ImportNotWaiting, UnreadableQuestions
from tutoring.interchange.bytes_read import check_bytes
from tutoring.interchange.items import UnreadableBank
from tutoring.models import ImportBatch, ImportFile
from tutoring.services.importing import Origin, check_file, store_checked
from tutoring.states import ImportStatus, ImportStep
from tutoring.tasks import run_import as run_import_task

MOST_TRIES = 3  # runs that ended without a word: a killed worker, a power cut
LEASE = timedelta(minutes=2)  # beyond the last sign of progress
FILES_KEPT = timedelta(days=2)  # of a check that nobody confirmed
MOST_RUNG = 20  # a minute
CUT_OFF = "The import was cut off several times. Nothing was stored; upload the file again."
S = ImportStatus
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another run has the batch, or it is gone."""


@transaction.atomic
def add_import(
    *, content: bytes, file_name: str, format: str, origin: Origin, made_by: User | None
) -> ImportBatch:
    """Keep a file to be checked in the background. Raises UnreadableQuestions at once for
    one that is too large, empty or plainly something else."""
    try:
        check_bytes(content)
    except UnreadableBank as error:
        raise UnreadableQuestions(f"{error} {error.advice}".strip()) from error
    batch = ImportBatch.objects.create(
        file_name=file_name[:200],
        format=format,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        bank=origin.bank,
        licence=origin.licence,
        lesson=origin.lesson,
        made_by=made_by,
    )
    ImportFile.objects.create(batch=batch, content=content)
    ring(batch.pk)
    return batch


@transaction.atomic
def confirm_import(*, batch_id: UUID) -> ImportBatch:
    """Let a checked file be stored; a second confirmation changes nothing.

    Raises ImportNotWaiting when there is nothing to confirm.
    """
    batch = ImportBatch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch_id)
    if batch.step == ImportStep.STORE:
        return batch
    if batch.status != S.DONE or not ImportFile.objects.filter(batch=batch).exists():
        raise ImportNotWaiting("This file was not checked, or it is no longer kept.")
    batch.step, batch.status, batch.tries = ImportStep.STORE, S.WAITING, 0
    batch.done, batch.ended_at = 0, None
    batch.save(update_fields=["step", "status", "tries", "done", "ended_at"])
    ring(batch.pk)
    return batch


def due_imports() -> QuerySet[ImportBatch]:
    """Return batches that wait, or whose run was cut off and may be tried again."""
    cut_off = Q(status=S.RUNNING, lease_until__lt=ClockNow())
    return ImportBatch.objects.filter(Q(status=S.WAITING) | cut_off, tries__lt=MOST_TRIES)


def cut_off_imports() -> int:
    """Take every running batch for cut off: nobody is alive to run one. Returns how many.

    For a start of the one process that serves everything, which owns its data folder alone.
    """
    running = ImportBatch.objects.filter(status=S.RUNNING)
    return running.update(lease_until=ClockNow() - timedelta(seconds=1))


def ring_for_due_imports() -> Effects:
    """Ring for every batch that is due, give up those cut off too often, forget old files."""
    cut_off = ImportBatch.objects.filter(status=S.RUNNING, lease_until__lt=ClockNow())
    given_up = cut_off.filter(tries__gte=MOST_TRIES).update(
        status=S.FAILED, failure=CUT_OFF, ended_at=ClockNow(), lease_token=None, lease_until=None
    )
    ended = Q(batch__status=S.FAILED) | Q(
        batch__status=S.DONE, batch__ended_at__lt=ClockNow() - FILES_KEPT
    )
    forgotten, _ = ImportFile.objects.filter(ended).delete()
    due = list(due_imports().order_by("pk").values_list("pk", flat=True)[:MOST_RUNG])
    for batch_id in due:
        ring(batch_id)
    return {"rung": len(due), "given_up": given_up, "files_forgotten": forgotten}


def run_import(*, batch_id: UUID) -> bool:
    """Do the present step of a batch if it is due and free; return whether it was done now.

    Safe to call twice and late: what is stored is stored in one transaction with the status.
    """
    batch = _claim(batch_id)
    if batch is None:
        return False
    try:
        content = bytes(ImportFile.objects.get(batch=batch).content)
        _work(batch, content)
    except ImportFile.DoesNotExist:
        return _fail(batch, "The file is no longer kept. Upload it again.")
    except UnreadableBank as error:
        return _fail(batch, f"Line {error.line}: {error} {error.advice}".strip())
    except LeaseLost:
        log.info("import %s was taken by another run", batch_id)
        return False
    return True


def _work(batch: ImportBatch, content: bytes) -> None:
    def progress(done: int, total: int | None) -> None:
        changes = {"done": done, "lease_until": ClockNow() + LEASE}
        if not _held(batch).update(**changes, **({"total": total} if total else {})):
            raise LeaseLost

    checked = check_file(content, file_name=batch.file_name, format=batch.format, progress=progress)
    if batch.step == ImportStep.CHECK:
        _end(batch, checked.report(), total=checked.reading.found)
        return

    def begin(report: Mapping[str, Any]) -> ImportBatch:
        _end(batch, report, total=len(checked.new))
        ImportFile.objects.filter(batch=batch).delete()
        return batch

    store_checked(checked, origin=Origin(batch.bank, batch.licence, batch.lesson), begin=begin)


def _claim(batch_id: UUID) -> ImportBatch | None:
    token = uuid7()
    taken = (
        due_imports()
        .filter(pk=batch_id)
        .update(
            status=S.RUNNING,
            tries=F("tries") + 1,
            lease_token=token,
            lease_until=ClockNow() + LEASE,
            done=0,
            total=None,
        )
    )
    return ImportBatch.objects.get(pk=batch_id) if taken else None


def _held(batch: ImportBatch) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(pk=batch.pk, status=S.RUNNING, lease_token=batch.lease_token)


def _end(batch: ImportBatch, report: Mapping[str, Any], *, total: int) -> None:
    ended = _held(batch).update(
        status=S.DONE,
        report=report,
        format=report["format"],
        total=total,
        done=total,
        ended_at=ClockNow(),
        lease_token=None,
        lease_until=None,
    )
    if not ended:
        raise LeaseLost


@transaction.atomic
def _fail(batch: ImportBatch, reason: str) -> bool:
    ended = _held(batch).update(
        status=S.FAILED,
        failure=reason[:300],
        ended_at=ClockNow(),
        lease_token=None,
        lease_until=None,
    )
    ImportFile.objects.filter(batch=batch, batch__status=S.FAILED).delete()
    return bool(ended)


def ring(batch_id: UUID) -> None:
    """Wake a worker; a broker that is away must not fail the request, the sweeper finds the row."""

    def wake() -> None:  # not a partial: Django logs a failing hook by its qualified name
        run_import_task.delay(batch_id=str(batch_id))

    transaction.on_commit(wake, robust=True)
