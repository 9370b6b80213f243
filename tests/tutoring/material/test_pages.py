"""The pages of study material, with and without script."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import StudySessionFactory, make_learner
from tests.tutoring.material import files
from tests.tutoring.material.conftest import upload_of
from tutoring.models import StudyMaterial
from tutoring.services.material_reading import read_material

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![x](http://evil.example/?q)"


def url(name: str, *parts) -> str:
    return reverse(f"study:{name}", args=parts)


FORCE = files.text_pdf("Force")


def upload(client, body=FORCE, name="Notes.pdf", **fields):
    return client.post(url("material"), {"file": upload_of(body, name), **fields})


def text_of(response) -> str:
    return response.content.decode()


def test_an_upload_leads_to_the_list_and_is_followed_to_its_text(visitor, learner):
    client = visitor(learner)

    assert upload(client).headers["Location"] == url("material")
    listed = text_of(client.get(url("material")))
    assert "Notes.pdf" in listed
    assert 'hx-trigger="every 2s"' in listed
    assert "Look again" in listed
    material = StudyMaterial.objects.get()
    read_material(material_id=material.pk)

    assert "every 2s" not in text_of(client.get(url("material")))
    one = text_of(client.get(url("material-one", material.pk)))
    assert url("material-page", material.pk, 1) in one
    page = text_of(client.get(url("material-page", material.pk, 1)))
    assert ">Force</div>" in page


def test_a_part_is_asked_for_while_a_file_is_read_and_the_page_at_its_end(visitor, learner, add):
    material, client = add("One", read=False), visitor(learner)
    headers = {"HX-Request": "true"}

    going = client.get(url("material-one", material.pk), headers=headers)
    assert "<html" not in text_of(going)
    assert going["Vary"].count("HX-Request") == 1
    read_material(material_id=material.pk)

    done = client.get(url("material-one", material.pk), headers=headers)
    assert done["HX-Refresh"] == "true"
    part = client.get(url("material"), headers=headers)
    assert "<html" not in text_of(part)


def test_the_search_names_the_pages_with_the_words(visitor, learner, add):
    material = add("Force is mass", "Energy is force times way", "Heat")
    page = url("material-one", material.pk)

    found = text_of(visitor(learner).get(page, {"q": "FORCE"}))
    assert [f"Page {n}<" in found for n in (1, 2, 3)] == [True, True, False]
    none = text_of(visitor(learner).get(page, {"q": "optics"}))
    assert "No page of this file has these words" in none


def test_text_of_a_file_is_shown_as_plain_text(visitor, learner, add):
    material = add(HOSTILE, title="<img src=x onerror=alert(1)>.pdf")
    client = visitor(learner)

    for page in (
        client.get(url("material")),
        client.get(url("material-one", material.pk), {"q": "<img"}),
        client.get(url("material-page", material.pk, 1)),
    ):
        shown = text_of(page)
        assert "<img src=x" not in shown
        assert "&lt;img src=x" in shown
        assert 'href="javascript' not in shown
        assert "<img" not in shown.replace("<img class=", "")


def test_a_picture_is_shown_as_made_here_and_says_that_its_text_is_not_read(visitor, learner, add):
    material = add(content=files.picture("PNG"), title="Board.png")
    client = visitor(learner)

    one = text_of(client.get(url("material-one", material.pk)))
    assert url("material-picture", material.pk) in one
    shown = client.get(url("material-picture", material.pk))
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Security-Policy"].startswith("sandbox")
    assert "No text" in one or "no text" in one


def test_the_file_comes_back_as_an_attachment(visitor, learner, add):
    material = add("One", title='a"b\u0928.pdf')

    file = visitor(learner).get(url("material-file", material.pk))

    assert file["Content-Disposition"].startswith("attachment; filename*=utf-8''a%22b")
    assert file["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert file["X-Content-Type-Options"] == "nosniff"


def test_a_failed_file_says_why_and_can_be_read_again(visitor, learner, add):
    material = add(content=files.locked_pdf("x"))
    client = visitor(learner)

    assert "locked with a password" in text_of(client.get(url("material-one", material.pk)))
    again = client.post(url("material-retry", material.pk))
    assert again.headers["Location"] == url("material-one", material.pk)
    assert StudyMaterial.objects.get().status == "waiting"


def test_deleting_takes_the_file_and_says_so(visitor, learner, add):
    material = add("One")

    page = visitor(learner).post(url("material-delete", material.pk), follow=True)

    assert "Notes.pdf and its text are deleted." in text_of(page)
    assert not StudyMaterial.objects.exists()


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", (400, "This file is empty.")),
        (b"PK\x03\x04" + b"x" * 90, (415, "Only PDF files and pictures")),
        (b"%PDF-" + b"x" * 10_000_000, (413, "at most 10 MB")),
        (b"%PDF-" + b"x" * 10_100_000, (413, "at most 10 MB")),
    ],
    ids=["empty", "zip", "large", "declared-large"],
)
def test_a_refusal_is_said_on_the_page(body, refusal, visitor, learner, store):
    status, words = refusal
    refused = upload(visitor(learner), body)

    assert refused.status_code == status
    assert words in text_of(refused)
    assert not store.exists() or not [path for path in store.rglob("*") if path.is_file()]


def test_without_a_file_the_page_says_so(visitor, learner):
    refused = visitor(learner).post(url("material"), {})

    assert refused.status_code == 400
    assert "Choose a file first." in text_of(refused)


def test_an_upload_without_its_token_is_refused_and_leaves_nothing(learner, store):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)

    assert upload(client).status_code == 403
    assert not StudyMaterial.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_the_same_file_again_is_said(visitor, learner):
    client = visitor(learner)
    upload(client)

    page = visitor(learner).post(
        url("material"), {"file": upload_of(files.text_pdf("Force"))}, follow=True
    )

    assert "You have this file already: Notes.pdf." in text_of(page)


def test_a_file_can_be_for_one_session_only(visitor, learner):
    session, foreign = StudySessionFactory(user=learner, name="Optics"), StudySessionFactory()
    client = visitor(learner)

    assert "Only for Optics" in text_of(client.get(url("material"), {"session": session.pk}))
    upload(client, session=str(session.pk))
    upload(client, files.text_pdf("Other"), session=str(foreign.pk))

    assert list(StudyMaterial.objects.order_by("pk").values_list("session", flat=True)) == [
        session.pk,
        None,
    ]


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_what_is_not_ones_own_is_not_there(who, visitor, add):
    material = add("One")
    client = visitor(make_learner()) if who == "stranger" else Client()
    status = 404 if who == "stranger" else 302

    for name in ("one", "file", "picture"):
        assert client.get(url(f"material-{name}", material.pk)).status_code == status
    assert client.get(url("material-page", material.pk, 1)).status_code == status
    for name in ("delete", "retry"):
        assert client.post(url(f"material-{name}", material.pk)).status_code == status
    assert StudyMaterial.objects.exists()


def test_an_upload_of_nobody_is_led_to_log_in(store):
    answer = upload(Client())

    assert (answer.status_code, StudyMaterial.objects.count()) == (302, 0)
    assert not store.exists() or not [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_files(
    count, visitor, learner, add, django_assert_max_num_queries
):
    for number in range(count):
        add(f"File {number}", read=False)
    client = visitor(learner)

    with django_assert_max_num_queries(8):
        client.get(url("material"))


def test_the_admin_shows_how_far_a_file_is_and_no_word_of_it(visitor, add):
    staff = make_learner(is_staff=True, is_superuser=True)
    material = add(content=files.locked_pdf("x"), title="Private words.pdf")
    client = visitor(staff)

    for page in (
        reverse("admin:tutoring_studymaterial_changelist"),
        reverse("admin:tutoring_studymaterial_change", args=[material.pk]),
    ):
        shown = text_of(client.get(page))
        assert "locked with a password" in shown
        assert "Private words" not in shown

    client.post(
        reverse("admin:tutoring_studymaterial_changelist"),
        {"action": "read_again", "_selected_action": [str(material.pk)]},
    )
    material.refresh_from_db()
    assert material.status == "waiting"
