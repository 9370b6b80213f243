"""Study material: taken in, read again, deleted. The rows and the files go together."""

import re
from functools import partial
from pathlib import PurePath
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import User
from sessions_app.models import StudySession
from tutoring.errors import EmptyFile, MaterialLimitReached, UnknownKindOfFile
from tutoring.material import store
from tutoring.material.kinds import Kind, kind_of
from tutoring.models import StudyMaterial
from tutoring.states import MaterialStatus
from tutoring.tasks import read_material

MEGABYTE = 1_000_000
TITLE_LIMIT = 200
UNTITLED = "Without a title"
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
TAKEN = "Only PDF files and pictures (PNG, JPEG, WebP) can be read."


class Added(NamedTuple):
    """A file of the learner's; ``is_new``: it was not there before."""

    material: StudyMaterial
    is_new: bool


def add_material(
    *, learner_id: UUID, incoming: store.IncomingFile, title: str, session: StudySession | None
) -> Added:
    """Keep an uploaded file and ring for it to be read; the same file again is the first one.

    Without ``session`` the file serves all of the learner's sessions; one that comes again for
    another place serves all from then on. Raises EmptyFile, UnknownKindOfFile,
    MaterialLimitReached and StoreFull; whatever is raised, nothing of the file is left.
    """
    try:
        if not incoming.size:
            raise EmptyFile("This file is empty.")
        kind = kind_of(incoming.beginning)
        if kind is None:
            raise UnknownKindOfFile(TAKEN)
        return _added(learner_id, incoming, kind, title_of(title), session)
    finally:
        incoming.discard()


def title_of(name: str) -> str:
    """Return a file's name as a title: no folders, nothing invisible, not too long."""
    plain = INVISIBLE.sub(" ", PurePath(name.replace("\\", "/")).name)
    return " ".join(plain.split())[:TITLE_LIMIT] or UNTITLED


@transaction.atomic
def _added(
    learner_id: UUID,
    incoming: store.IncomingFile,
    kind: Kind,
    title: str,
    session: StudySession | None,
) -> Added:
    # One upload of a learner at a time: the limits hold, and twins meet.
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner_id)
    mine = StudyMaterial.objects.filter(learner_id=learner_id)
    first = mine.filter(sha256=incoming.sha256).first()
    if first is not None:
        return Added(_met_again(first, incoming, session), is_new=False)
    _check_limits(learner_id, incoming.size)
    name = incoming.keep()
    try:
        material = StudyMaterial.objects.create(
            learner_id=learner_id,
            session=session,
            title=title,
            media_type=kind,
            file_name=name,
            size=incoming.size,
            sha256=incoming.sha256,
        )
    except BaseException:
        store.remove(name)
        raise
    ring(material.pk)
    return Added(material, is_new=True)


def _met_again(
    first: StudyMaterial, incoming: store.IncomingFile, session: StudySession | None
) -> StudyMaterial:
    if first.session_id is not None and (session is None or session.pk != first.session_id):
        first.session = None
        first.save(update_fields=["session"])
    if not store.is_kept(first.file_name):
        first.file_name = incoming.keep()
        first.save(update_fields=["file_name"])
        return _set_waiting(first)
    return first


def _check_limits(learner_id: UUID, size: int) -> None:
    mine = StudyMaterial.objects.filter(learner_id=learner_id)
    held = mine.aggregate(files=Count("pk"), size=Sum("size", default=0))
    if held["files"] >= settings.MATERIAL_MAX_FILES:
        raise MaterialLimitReached(
            f"You keep {settings.MATERIAL_MAX_FILES} files, as many as one may. "
            "Delete one that you no longer need.",
            limit=settings.MATERIAL_MAX_FILES,
        )
    if held["size"] + size > settings.MATERIAL_MAX_MB * MEGABYTE:
        raise MaterialLimitReached(
            f"Your files may have {settings.MATERIAL_MAX_MB} MB together. "
            "Delete one that you no longer need.",
            limit=settings.MATERIAL_MAX_MB,
        )


@transaction.atomic
def retry_reading(*, material_id: UUID) -> StudyMaterial:
    """Let a file that could not be read be read again; any other stays as it is."""
    rows = StudyMaterial.objects.select_for_update(no_key=True, of=("self",))
    material = rows.get(pk=material_id)
    return _set_waiting(material) if material.status == MaterialStatus.FAILED else material


def _set_waiting(material: StudyMaterial) -> StudyMaterial:
    material.status, material.failure, material.tries = MaterialStatus.WAITING, "", 0
    material.page_count = material.lease_token = material.lease_until = None
    fields = ["status", "failure", "tries", "page_count", "lease_token", "lease_until"]
    material.save(update_fields=fields)
    ring(material.pk)
    return material


@transaction.atomic
def delete_material(*, material_id: UUID) -> None:
    """Delete a file with its text; a reading that is on finds its row gone and ends."""
    names = StudyMaterial.objects.filter(pk=material_id).values_list("file_name", flat=True)
    forget_files(list(names))
    StudyMaterial.objects.filter(pk=material_id).delete()


def forget_files(names: list[str]) -> None:
    """Remove files once their rows are gone for good; what a crash leaves is swept later."""
    for name in names:
        transaction.on_commit(partial(store.remove, name), robust=True)


def ring(material_id: UUID) -> None:
    """Wake a worker; a broker that is away must not fail the request, the sweeper finds the row."""

    def wake() -> None:  # not a partial: Django logs a failing hook by its qualified name
        read_material.delay(material_id=str(material_id))

    transaction.on_commit(wake, robust=True)
