"""Rows and files together: kept whole or not at all, read once, mended, rotated, erased."""

import errno
import json
import os
import time
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.services.erase import collect_export, erase_person
from tests.concurrency import run_together
from tests.factories import StudySessionFactory, make_learner
from tests.tutoring.material import files
from tests.tutoring.material.conftest import incoming
from tutoring.errors import EmptyFile, MaterialLimitReached, UnknownKindOfFile
from tutoring.material import refusals
from tutoring.material import store as kept
from tutoring.models import MaterialPage, StudyMaterial
from tutoring.services.jobs import run_mend_material, run_read_due_material
from tutoring.services.material import (
    add_material,
    delete_material,
    retry_reading,
    title_of,
)
from tutoring.services.material_mending import mend_material
from tutoring.services.material_reading import (
    cut_off_readings,
    read_material,
    ring_for_due_material,
)

pytestmark = pytest.mark.django_db
WAY_BACK = 3 * 3_600  # seconds


def names_in(store) -> set[str]:
    return {path.name for path in store.iterdir() if path.is_file()}


def left_in_incoming(store) -> list:
    return list((store / "incoming").iterdir())


def test_a_file_is_kept_under_a_random_name_and_read(add, store):
    material = add("Force is mass", "times acceleration")

    assert (material.status, material.page_count, material.failure) == ("ready", 2, "")
    assert names_in(store) == {material.file_name}
    assert "Notes" not in material.file_name
    assert (store / material.file_name).stat().st_mode & 0o777 == 0o600
    pages = MaterialPage.objects.filter(material=material).order_by("number")
    assert [(page.number, page.text["text"]) for page in pages] == [
        (1, "Force is mass"),
        (2, "times acceleration"),
    ]
    assert left_in_incoming(store) == []


def test_the_text_is_ciphertext_in_the_database_and_rotates(add, settings):
    add("canary-5d1c")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM material_pages")
        assert "canary" not in cursor.fetchone()[0]

    settings.FIELD_ENCRYPTION_KEYS = {
        "t2": Fernet.generate_key().decode(),
        **settings.FIELD_ENCRYPTION_KEYS,
    }
    call_command("rotate_encryption", verbosity=0)
    settings.FIELD_ENCRYPTION_KEYS = {"t2": settings.FIELD_ENCRYPTION_KEYS["t2"]}

    assert MaterialPage.objects.get().text["text"] == "canary-5d1c"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b"PK\x03\x04" + b"\x00" * 60, UnknownKindOfFile),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnknownKindOfFile),
        (b"GIF89a%PDF-1.7 one file that is two", UnknownKindOfFile),
        (b"#!/bin/sh\n", UnknownKindOfFile),
    ],
)
def test_what_is_not_taken_leaves_nothing(content, error, learner, store):
    with pytest.raises(error):
        add_material(learner_id=learner.pk, incoming=incoming(content), title="x.pdf", session=None)

    assert not StudyMaterial.objects.exists()
    assert names_in(store) == set()
    assert left_in_incoming(store) == []


def test_the_same_file_again_is_the_first(add, learner, store):
    first, again = add("One"), add("One", title="Another name.pdf")
    other = add("One", learner_id=make_learner().pk)

    assert (again.pk, again.title) == (first.pk, "Notes.pdf")
    assert other.pk != first.pk
    assert len(names_in(store)) == 2


def test_a_file_met_again_elsewhere_serves_every_session(add, learner):
    session = StudySessionFactory(user=learner)

    assert add("One", session=session).session == session
    assert add("One", session=session).session == session
    assert add("One").session is None


@pytest.mark.parametrize(("files_limit", "megabytes"), [(1, 200), (50, 0)])
def test_limits_of_a_learner_are_said_before_anything_is_kept(
    files_limit, megabytes, add, settings, store
):
    if files_limit == 1:
        add("One")
    settings.MATERIAL_MAX_FILES, settings.MATERIAL_MAX_MB = files_limit, megabytes
    before = names_in(store) if store.exists() else set()

    with pytest.raises(MaterialLimitReached):
        add("Two")

    assert names_in(store) == before
    assert left_in_incoming(store) == []


def test_a_full_disk_keeps_nothing(learner, store, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    file = kept.IncomingFile()
    file.write(files.text_pdf("One"))
    with pytest.raises(kept.StoreFull):
        file.finish()
    file.discard()

    assert names_in(store) == set()
    assert left_in_incoming(store) == []


@pytest.mark.django_db(transaction=True)
def test_identical_uploads_at_one_moment_make_one_row(learner, store):
    body = files.text_pdf("Together")

    def upload():
        return add_material(
            learner_id=learner.pk, incoming=incoming(body), title="x.pdf", session=None
        )

    added = run_together(*[upload] * 6)

    assert sorted(one.is_new for one in added) == [False] * 5 + [True]
    assert {one.material.pk for one in added} == {StudyMaterial.objects.get().pk}
    assert names_in(store) == {StudyMaterial.objects.get().file_name}
    assert left_in_incoming(store) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_rung_for_several_times_is_read_once(add):
    material = add("One", read=False)

    read = run_together(*[lambda: read_material(material_id=material.pk)] * 4)

    assert sorted(read) == [False, False, False, True]
    assert StudyMaterial.objects.get().tries == 1
    assert MaterialPage.objects.count() == 1


def test_a_file_that_cannot_be_read_fails_in_words_and_can_be_tried_again(add, store):
    material = add(content=files.locked_pdf("secret"))
    assert material.status == "failed"
    assert "password" in material.failure

    (store / material.file_name).write_bytes(files.text_pdf("Open now"))
    retry_reading(material_id=material.pk)
    read_material(material_id=material.pk)

    material.refresh_from_db()
    assert (material.status, material.failure, material.tries) == ("ready", "", 1)


def test_trying_again_changes_nothing_of_a_file_that_was_read(add):
    material = add("One")

    assert retry_reading(material_id=material.pk).status == "ready"
    assert read_material(material_id=material.pk) is False


def cut_off(material, tries: int = 1) -> None:
    """Leave the row as a killed worker does, its lease over."""
    StudyMaterial.objects.filter(pk=material.pk).update(
        status="reading",
        tries=tries,
        lease_token=uuid7(),
        lease_until=ClockNow() - timedelta(seconds=1),
    )


def test_a_reading_that_was_cut_off_begins_again(add):
    material = add("One", "Two", read=False)
    cut_off(material)
    MaterialPage.objects.create(
        material=material, number=1, text={"text": "half", "source": "text"}
    )

    assert ring_for_due_material() == {"rung": 1, "given_up": 0}
    assert read_material(material_id=material.pk) is True

    texts = [page.text["text"] for page in MaterialPage.objects.order_by("number")]
    assert texts == ["One", "Two"]


def test_a_start_of_the_one_process_begins_again_what_a_dead_one_read(add):
    material = add("One", read=False)
    cut_off(material)
    StudyMaterial.objects.update(lease_until=ClockNow() + timedelta(minutes=5))
    assert read_material(material_id=material.pk) is False

    assert cut_off_readings() == 1

    assert read_material(material_id=material.pk) is True


def test_a_file_that_kills_its_readers_is_given_up(add):
    material = add("One", read=False)
    cut_off(material, tries=3)

    assert ring_for_due_material() == {"rung": 0, "given_up": 1}

    material.refresh_from_db()
    assert (material.status, material.failure) == ("failed", refusals.CUT_OFF)


def test_a_file_deleted_while_it_is_read_leaves_nothing(
    add, store, django_capture_on_commit_callbacks
):
    material = add("One", read=False)
    with django_capture_on_commit_callbacks(execute=True):
        delete_material(material_id=material.pk)

    assert read_material(material_id=material.pk) is False
    assert names_in(store) == set()
    assert not MaterialPage.objects.exists()


def grow_old(store, name: str) -> None:
    moment = time.time() - WAY_BACK
    os.utime(store / name, (moment, moment))


def test_mending_brings_rows_and_files_together(add, store):
    bereft, whole = add("One"), add("Two")
    (store / bereft.file_name).unlink()
    for name in ("stray", "stray.shown", "incoming/unfinished"):
        (store / name).write_bytes(b"x")
        grow_old(store, name)
    (store / "just-come").write_bytes(b"x")
    grow_old(store, whole.file_name)

    effects = mend_material()

    assert effects == {"files_removed": 1, "rows_failed": 1, "temporary_files_removed": 1}
    assert names_in(store) == {whole.file_name, "just-come"}
    bereft.refresh_from_db()
    assert (bereft.status, bereft.failure) == ("failed", refusals.GONE)
    assert mend_material() == dict.fromkeys(effects, 0)

    assert add("One").status == "ready"


def test_the_jobs_run_once_in_a_window(add):
    add("One", read=False)

    assert run_read_due_material() == {"rung": 1, "given_up": 0}
    assert run_read_due_material() is None
    assert run_mend_material() is not None
    assert run_mend_material() is None


def test_the_commands_do_the_work(add, capsys):
    add("One", read=False)

    call_command("read_material")
    call_command("mend_material")

    assert capsys.readouterr().out.splitlines() == [
        "1 due, 1 read to their end here.",
        "0 files removed, 0 rows failed, 0 temporary files removed",
    ]


def test_export_has_titles_and_text_and_erasure_takes_the_files(
    add, learner, store, django_capture_on_commit_callbacks
):
    add("Mine")
    other = add("Theirs", learner_id=make_learner().pk)

    (exported,) = collect_export(user_id=learner.pk)["tutoring"]["material"]
    assert exported["title"] == "Notes.pdf"
    assert exported["pages"] == [{"page": 1, "text": "Mine", "source": "text"}]
    json.dumps(exported, default=str)

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user_id=learner.pk)

    assert list(StudyMaterial.objects.all()) == [other]
    assert names_in(store) == {other.file_name}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Chapter 4.pdf", "Chapter 4.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\notes\\a.pdf", "a.pdf"),
        ("a\u202efdp.exe\n", "a fdp.exe"),
        ("   ", "Without a title"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_title_is_a_name_that_can_be_shown(name, title):
    assert title_of(name) == title
