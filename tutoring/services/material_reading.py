"""Reading uploaded files: a claimed row, a limited child, pages stored as they come."""

import base64
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.clock import ClockNow
from accounts.ids import uuid7
from sessions_app.services.jobs import Effects
from tutoring.material import store
from tutoring.material.kinds import Kind
from tutoring.material.reading import Message, read_file
from tutoring.material.refusals import CUT_OFF, GONE, Refused
from tutoring.models import MaterialPage, StudyMaterial
from tutoring.services.material import ring
from tutoring.states import MaterialStatus

MOST_TRIES = 3  # readings that ended without a word: a killed worker, a power cut
LEASE_MARGIN = timedelta(seconds=30)  # beyond the longest reading
PAGES_AT_ONCE = 10
MOST_RUNG = 100  # a minute
S = MaterialStatus
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """The row was deleted, or another reading has it."""


def due_material() -> QuerySet[StudyMaterial]:
    """Return files that wait to be read, or whose reading was cut off and may be tried again."""
    cut_off = Q(status=S.READING, lease_until__lt=ClockNow())
    return StudyMaterial.objects.filter(Q(status=S.WAITING) | cut_off, tries__lt=MOST_TRIES)


def cut_off_readings() -> int:
    """Take every reading for cut off: nobody is alive to do one. Returns how many.

    For a start of the one process that serves everything, which owns its data folder alone.
    """
    reading = StudyMaterial.objects.filter(status=S.READING)
    return reading.update(lease_until=ClockNow() - timedelta(seconds=1))


def ring_for_due_material() -> Effects:
    """Ring for every file that is due; give up those that were cut off too often."""
    cut_off = StudyMaterial.objects.filter(status=S.READING, lease_until__lt=ClockNow())
    given_up = cut_off.filter(tries__gte=MOST_TRIES).update(
        status=S.FAILED, failure=CUT_OFF, lease_token=None, lease_until=None
    )
    due = list(due_material().order_by("pk").values_list("pk", flat=True)[:MOST_RUNG])
    for material_id in due:
        ring(material_id)
    return {"rung": len(due), "given_up": given_up}


def read_material(*, material_id: UUID) -> bool:
    """Read one file if it is due and free; return whether it was read to its end now.

    A file that cannot be read is marked as failed, in words. Safe to call twice and late.
    """
    claimed = _claim(material_id)
    if claimed is None:
        return False
    try:
        _read(claimed)
    except LeaseLost:
        log.info("material %s was deleted or taken while it was read", material_id)
        return False
    except FileNotFoundError:
        return _end(claimed, status=S.FAILED, failure=GONE)
    except Refused as refusal:
        return _end(claimed, status=S.FAILED, failure=str(refusal))
    return _end(claimed, status=S.READY)


@transaction.atomic
def _claim(material_id: UUID) -> StudyMaterial | None:
    token = uuid7()
    lease = timedelta(seconds=settings.MATERIAL_READ_SECONDS) + LEASE_MARGIN
    taken = (
        due_material()
        .filter(pk=material_id)
        .update(
            status=S.READING,
            tries=F("tries") + 1,
            lease_token=token,
            lease_until=ClockNow() + lease,
            page_count=None,
        )
    )
    if not taken:
        return None
    MaterialPage.objects.filter(material=material_id).delete()  # of a reading that was cut off
    return StudyMaterial.objects.get(pk=material_id)


def _read(material: StudyMaterial) -> None:
    kind = Kind(material.media_type)
    with store.open_file(material.file_name) as file:
        said = read_file(file, kind, seconds=settings.MATERIAL_READ_SECONDS)
        with closing(said):  # type: ignore[type-var] # a generator: closing it ends the child
            while messages := list(islice(said, PAGES_AT_ONCE)):
                _store(material, messages)


@transaction.atomic
def _store(material: StudyMaterial, messages: list[Message]) -> None:
    """Keep what was said, if the lease still holds."""
    counted = next((said["pages"] for said in messages if "pages" in said), None)
    changes = {"page_count": counted} if counted is not None else {"status": S.READING}
    if not _held(material).update(**changes):
        raise LeaseLost
    MaterialPage.objects.bulk_create(list(_pages(material, messages)))
    for said in messages:
        if "picture" in said:
            store.keep_shown(material.file_name, base64.b64decode(said["picture"]))


def _pages(material: StudyMaterial, messages: list[Message]) -> Iterator[MaterialPage]:
    for said in messages:
        if "page" in said:
            content = {"text": said["text"], "source": said["source"]}
            yield MaterialPage(material=material, number=said["page"], text=content)


def _held(material: StudyMaterial) -> QuerySet[StudyMaterial]:
    return StudyMaterial.objects.filter(
        pk=material.pk, status=S.READING, lease_token=material.lease_token
    )


def _end(material: StudyMaterial, *, status: MaterialStatus, failure: str = "") -> bool:
    ended = _held(material).update(
        status=status, failure=failure[:200], lease_token=None, lease_until=None
    )
    return bool(ended)
