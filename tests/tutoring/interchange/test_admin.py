"""The admin's pages of imports and exports: who may, what they show, that they work alone."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tutoring.models import ImportBatch, Question
from tutoring.services.imports import run_import

GIFT = b"Which is even?{=two ~one ~three}\n\nBroken {\n"
LIST = "admin:tutoring_importbatch_changelist"
NEW = "admin:tutoring_importbatch_new"
EXPORT = "admin:tutoring_importbatch_export"
CHANGE = "admin:tutoring_importbatch_change"
CONFIRM = "admin:tutoring_importbatch_confirm"

pytestmark = pytest.mark.django_db


def staff(*rights):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.fixture
def importer(client):
    user = staff("add_importbatch", "view_importbatch", "view_question")
    client.force_login(user)
    return user


def upload(client, content=GIFT, name="bank.gift", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(NEW), {"file": file, "bank": "Sample", "licence": "MIT", **fields})


def test_import_goes_from_upload_to_the_review(client, importer):
    answer = upload(client)

    batch = ImportBatch.objects.get()
    page = reverse(CHANGE, args=[batch.pk])
    assert (answer.status_code, answer.url) == (302, page)
    waiting = client.get(page).content.decode()
    assert 'http-equiv="refresh"' in waiting
    assert "It begins in a moment" in waiting
    run_import(batch_id=batch.pk)
    checked = client.get(page).content.decode()
    assert "is not closed" in checked
    assert "Store the new questions" in checked
    assert 'http-equiv="refresh"' not in checked

    assert client.post(reverse(CONFIRM, args=[batch.pk])).url == page
    run_import(batch_id=batch.pk)

    stored = client.get(page).content.decode()
    assert f"queuedquestion/?batch={batch.pk}" in stored
    question = Question.objects.get(batch=batch)
    assert (question.status, question.source) == ("quarantined", "Sample")
    assert batch.made_by == importer


def test_import_pages_need_the_right(client):
    client.force_login(staff("view_importbatch"))

    assert client.get(reverse(LIST)).status_code == 200
    assert client.get(reverse(NEW)).status_code == 403
    assert upload(client).status_code == 403
    assert client.get(reverse(EXPORT)).status_code == 403


def test_import_page_is_for_staff(client):
    client.force_login(UserFactory())

    assert client.get(reverse(NEW)).status_code in {302, 403}
    assert client.get(reverse(EXPORT)).status_code in {302, 403}
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"%PDF-1.7", 400, "PDF"),
        (b"x" * 10_000_001, 413, "at most 10 MB"),
        (b"", 400, "empty"),
    ],
)
def test_import_refuses_in_words(client, importer, content, status, words):
    answer = upload(client, content, name="bank.csv")

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_import_checks_the_token(importer):
    from django.test import Client

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(importer)

    assert upload(careful).status_code == 403
    assert not ImportBatch.objects.exists()


def test_confirm_takes_only_what_was_checked(client, importer):
    upload(client)
    batch = ImportBatch.objects.get()

    client.post(reverse(CONFIRM, args=[batch.pk]))

    batch.refresh_from_db()
    assert (batch.step, batch.status) == ("check", "waiting")


def test_export_page_tells_and_gives(client, importer, curriculum):
    page = client.get(reverse(EXPORT))
    told = client.post(reverse(EXPORT), {"format": "aiken", "status": "released", "do": "look"})
    given = client.post(
        reverse(EXPORT), {"format": "json", "status": "released", "exam": "NEET", "do": "download"}
    )

    assert page.status_code == 200
    assert "not held by the format" in told.content.decode()
    assert given["Content-Disposition"] == 'attachment; filename="questions-json.json"'
    assert given.content.startswith(b'{"format": "study-mentor-questions"')


def test_export_of_chosen_questions(client, importer, curriculum):
    ids = [str(pk) for pk in Question.objects.released().values_list("pk", flat=True)[:3]]
    rows = Question.objects.filter(pk__in=ids, generator__isnull=True)

    given = client.post(
        reverse(EXPORT), {"format": "json", "chosen": ",".join(ids), "do": "download"}
    )
    wrong = client.post(reverse(EXPORT), {"format": "json", "chosen": "x", "do": "download"})

    if rows.exists():
        assert given.content.count(b'"stem"') == rows.count()
    assert wrong.status_code == 400


def test_list_of_imports_asks_few_questions(client, importer, django_assert_num_queries):
    def brought(count):
        for number in range(count):
            ImportBatch.objects.create(
                file_name=f"{number}.gift", sha256="0" * 64, bank="Sample", made_by=importer
            )

    brought(1)
    client.get(reverse(LIST))
    with django_assert_num_queries(6):
        client.get(reverse(LIST))
    brought(2)
    with django_assert_num_queries(6):
        client.get(reverse(LIST))


def test_action_of_the_bank_opens_the_export(client, importer, curriculum):
    ids = [str(pk) for pk in Question.objects.released().values_list("pk", flat=True)[:2]]

    answer = client.post(
        reverse("admin:tutoring_question_changelist"),
        {"action": "export_chosen", "_selected_action": ids},
    )

    assert answer.status_code == 200
    assert "2 questions are chosen." in answer.content.decode()
