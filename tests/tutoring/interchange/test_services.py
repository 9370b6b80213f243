"""Imports into quarantine: checked, confirmed, stored once, taken up again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.clock import ClockNow
from tests.factories import make_learner
from tutoring.errors import ImportNotWaiting, UnreadableQuestions
from tutoring.interchange.items import UnreadableBank
from tutoring.models import ImportBatch, ImportFile, Question
from tutoring.selectors.imports import questions_to_export
from tutoring.services.exports import export_questions
from tutoring.services.importing import Origin, check_file, import_file
from tutoring.services.imports import (
    CUT_OFF,
    add_import,
    confirm_import,
    cut_off_imports,
    ring_for_due_imports,
    run_import,
)
from tutoring.services.jobs import run_due_imports
from tutoring.states import ImportStatus, ImportStep

GIFT = b"""// [id:one]
::First::Which is even?{=two ~one ~three ####Two is.}

Broken {

Pi is {#3.14:0.01}
"""
ORIGIN = Origin("Sample bank", "CC BY 4.0")

pytestmark = pytest.mark.django_db


def brought():
    """The questions that came in; the curriculum may be there too."""
    return Question.objects.filter(status="quarantined")


def imported(content=GIFT, **values):
    return import_file(content, file_name="bank.gift", origin=ORIGIN, **values)


def waiting(content=GIFT, format=""):
    return add_import(
        content=content, file_name="bank.gift", format=format, origin=ORIGIN, made_by=make_learner()
    )


def test_check_file_stores_nothing_and_names_lines():
    report = check_file(GIFT, file_name="bank.gift").report()

    assert [report[name] for name in ("found", "sound", "new", "refused")] == [3, 2, 2, 1]
    assert [fault["line"] for fault in report["faults"]] == [4]
    assert not brought().exists()
    assert not ImportBatch.objects.exists()


def test_import_file_puts_questions_into_quarantine():
    report = imported()

    batch = ImportBatch.objects.get()
    rows = list(brought().order_by("pk").select_related("current"))
    assert (report["stored"], batch.report["stored"], batch.status) == (2, 2, "done")
    assert [row.status for row in rows] == ["quarantined"] * 2
    assert [row.type for row in rows] == ["multiple_choice", "numeric"]
    assert [(row.source, row.licence, row.batch) for row in rows] == [
        ("Sample bank", "CC BY 4.0", batch)
    ] * 2
    first = rows[0].current
    assert first.stem == "Which is even?"
    assert [option["id"] for option in first.options] == ["a", "b", "c"]
    assert first.key == {"option": "a"}
    assert first.explanation == "Two is."
    assert first.extra == {"title": "First", "identifier": "one"}
    assert rows[1].current.key["response"]["kind"] == "decimal"


def test_import_of_the_same_file_changes_nothing():
    imported()
    before = list(brought().values_list("pk", flat=True))

    report = imported()

    assert (report["already_there"], report["new"], report["stored"]) == (2, 0, 0)
    assert list(brought().values_list("pk", flat=True)) == before
    assert ImportBatch.objects.count() == 1


def test_import_names_what_stands_there_twice():
    report = imported(GIFT + b"\nPi is {#3.14:0.01}\n")

    assert (report["new"], report["repeated"], report["stored"]) == (2, 1, 2)


def test_import_of_a_broken_file_leaves_nothing():
    with pytest.raises(UnreadableBank):
        import_file(b"<quiz><question>", file_name="a.xml", origin=ORIGIN)

    assert not ImportBatch.objects.exists()


def test_imported_question_is_not_released_without_a_lesson():
    imported()
    question = brought().first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(status="released")


def test_import_in_the_background_is_checked_then_confirmed():
    batch = waiting()

    assert run_import(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.step, batch.status, batch.report["new"]) == ("check", "done", 2)
    assert not brought().exists()

    confirm_import(batch_id=batch.pk)
    confirm_import(batch_id=batch.pk)
    assert run_import(batch_id=batch.pk)
    assert not run_import(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.step, batch.status, batch.total, batch.done) == ("store", "done", 2, 2)
    assert Question.objects.filter(batch=batch).count() == 2
    assert not ImportFile.objects.exists()


def test_confirm_import_refuses_what_was_not_checked():
    batch = waiting()

    with pytest.raises(ImportNotWaiting):
        confirm_import(batch_id=batch.pk)


def test_import_that_cannot_be_read_fails_in_words():
    batch = waiting(b'{"format": "other", "version": 1, "questions": [{}]}', "json")

    run_import(batch_id=batch.pk)

    batch.refresh_from_db()
    assert batch.status == ImportStatus.FAILED
    assert "study-mentor-questions" in batch.failure
    assert not ImportFile.objects.exists()


def test_add_import_refuses_a_pdf_at_once():
    with pytest.raises(UnreadableQuestions, match="PDF"):
        waiting(b"%PDF-1.7 ...")

    assert not ImportBatch.objects.exists()


def cut_off(batch, tries):
    ImportBatch.objects.filter(pk=batch.pk).update(
        status=ImportStatus.RUNNING,
        tries=tries,
        lease_until=ClockNow() - timedelta(seconds=1),
    )


def test_import_cut_off_is_taken_up_again():
    batch = waiting()
    cut_off(batch, tries=1)

    assert ring_for_due_imports()["rung"] == 1
    assert run_import(batch_id=batch.pk)


def test_import_cut_off_too_often_is_given_up():
    batch = waiting()
    cut_off(batch, tries=3)

    assert run_due_imports() == {"rung": 0, "given_up": 1, "files_forgotten": 1}

    batch.refresh_from_db()
    assert (batch.status, batch.failure) == (ImportStatus.FAILED, CUT_OFF)
    assert not run_import(batch_id=batch.pk)


def test_import_running_elsewhere_is_left_alone():
    batch = waiting()
    ImportBatch.objects.filter(pk=batch.pk).update(
        status=ImportStatus.RUNNING, lease_until=ClockNow() + timedelta(minutes=1)
    )

    assert not run_import(batch_id=batch.pk)
    assert cut_off_imports() == 1
    assert run_import(batch_id=batch.pk)


def test_check_that_nobody_confirms_loses_its_file():
    batch = waiting()
    run_import(batch_id=batch.pk)
    ImportBatch.objects.filter(pk=batch.pk).update(ended_at=ClockNow() - timedelta(days=3))

    assert ring_for_due_imports()["files_forgotten"] == 1
    with pytest.raises(ImportNotWaiting):
        confirm_import(batch_id=batch.pk)


@pytest.mark.parametrize("form", ["json", "moodle-xml"])
def test_export_of_the_curriculum_is_known_when_it_comes_back(curriculum, form):
    rows = questions_to_export(lesson=Question.objects.released().first().lesson.slug)
    written = export_questions(rows, format=form)

    report = check_file(written.content, file_name="", format=form).report()

    assert written.count > 0
    assert (report["new"], report["refused"]) == (0, 0)


def test_commands_import_and_export(tmp_path):
    path, said = tmp_path / "bank.gift", StringIO()
    path.write_bytes(GIFT)

    call_command("import_questions", path, dry_run=True, stdout=said, stderr=StringIO())
    assert "2 of 3 can be used" in said.getvalue()
    assert not brought().exists()
    call_command("import_questions", path, licence="MIT", stdout=said, stderr=StringIO())
    out = tmp_path / "bank.csv"
    call_command("export_questions", format="csv", output=out, status="quarantined", stdout=said)

    assert "2 stored." in said.getvalue()
    assert out.read_text().count("\n") == 3
    assert list(brought().values_list("source", "licence").distinct()) == [("bank", "MIT")]


def test_import_command_says_what_is_wrong(tmp_path):
    path = tmp_path / "bank.json"
    path.write_text("[{]")

    with pytest.raises(CommandError, match="line 1"):
        call_command("import_questions", path, stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="no lesson"):
        call_command("import_questions", path, lesson="x", stdout=StringIO(), stderr=StringIO())


def test_step_of_a_batch_is_one_of_two():
    assert set(ImportStep.values) == {"check", "store"}
