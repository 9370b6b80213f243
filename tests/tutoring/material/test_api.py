"""The API of study material: what it takes, what it refuses, who sees what."""

import hashlib

import pytest

from accounts.ids import uuid7
from accounts.models import Guardianship
from tests.factories import StudySessionFactory, make_child_profile, make_learner
from tests.problems import assert_problem
from tests.tutoring.material import files
from tests.tutoring.material.conftest import upload_of
from tutoring.models import StudyMaterial
from tutoring.services.material_reading import read_material

pytestmark = pytest.mark.django_db
PATH = "/api/material/"
TEXT = files.text_pdf("Force is mass")


def post(client, body=TEXT, name="Notes.pdf", headers=None, **fields):
    data = {"file": upload_of(body, name), **fields}
    return client.post(PATH, data, format="multipart", headers=headers or {})


def nothing_left(store) -> bool:
    return not store.exists() or not [path for path in store.rglob("*") if path.is_file()]


def test_an_upload_is_told_page_by_page_and_comes_back_as_it_was(api, learner):
    client = api(learner)

    made = post(client, name="Chapter 4.pdf")
    assert made.status_code == 201
    row = made.json()
    assert row == {
        "id": row["id"],
        "user_id": str(learner.pk),
        "session_id": None,
        "title": "Chapter 4.pdf",
        "media_type": "application/pdf",
        "size": len(TEXT),
        "sha256": hashlib.sha256(TEXT).hexdigest(),
        "status": "waiting",
        "failure": None,
        "page_count": None,
        "pages_read": 0,
        "created_at": row["created_at"],
        "file_url": f"/api/material/{row['id']}/file/",
    }
    read_material(material_id=row["id"])

    one = client.get(f"{PATH}{row['id']}").json()
    assert (one["status"], one["page_count"], one["pages_read"]) == ("ready", 1, 1)
    assert one["pages"] == [{"number": 1, "source": "text", "characters": 13}]
    assert client.get(f"{PATH}{row['id']}/pages/1").json() == {
        "material_id": row["id"],
        "number": 1,
        "text": "Force is mass",
        "source": "text",
    }
    assert [found["id"] for found in client.get(PATH).json()["results"]] == [row["id"]]

    file = client.get(row["file_url"])
    assert b"".join(file.streaming_content) == TEXT
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="Chapter 4.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"].startswith("sandbox; default-src 'none'")

    assert client.delete(f"{PATH}{row['id']}").status_code == 204
    assert_problem(client.get(f"{PATH}{row['id']}"), 404, "material_not_found")


def test_the_same_file_again_answers_the_first(api, learner):
    first, again = post(api(learner)), post(api(learner), name="Other.pdf")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]


def test_a_key_replays_the_first_answer_and_refuses_another_file(api, learner, store):
    client, key = api(learner), {"Idempotency-Key": "one"}

    first, again = post(client, headers=key), post(client, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    other = post(client, files.text_pdf("Another"), headers=key)
    assert_problem(other, 422, "idempotency_key_reused")

    assert StudyMaterial.objects.count() == 1
    assert list((store / "incoming").iterdir()) == []


def test_a_large_file_takes_a_key_too(api, learner):
    large = TEXT + b"%" * 2_000_000

    assert post(api(learner), large, headers={"Idempotency-Key": "k"}).status_code == 201


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        ((b"", "Notes.pdf"), (400, "invalid")),
        ((b"PK\x03\x04" + b"\x00" * 100, "Notes.pdf"), (415, "unsupported_media_type")),
        ((b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.png"), (415, "unsupported_media_type")),
        ((b"id,name\n1,x\n", "x.csv"), (415, "unsupported_media_type")),
        ((b"\n" + TEXT, "Notes.pdf"), (415, "unsupported_media_type")),
    ],
)
def test_what_is_not_taken_is_refused_and_leaves_nothing(file, refusal, api, learner, store):
    assert_problem(post(api(learner), *file), *refusal)

    assert not StudyMaterial.objects.exists()
    assert nothing_left(store)


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (files.picture("PNG"), "really.pdf", "image/png"),
        (TEXT, "really.png", "application/pdf"),
    ],
)
def test_a_file_is_what_its_bytes_say(body, name, kind, api, learner):
    made = post(api(learner), body, name).json()

    assert made["media_type"] == kind
    read_material(material_id=made["id"])
    assert api(learner).get(PATH + made["id"]).json()["status"] == "ready"


@pytest.mark.parametrize("size", [10_000_001, 10_070_000])
def test_a_file_over_the_limit_is_refused(size, api, learner, store):
    """The first is found while it is read, the second by its declared length alone."""
    body = b"%PDF-" + b"x" * (size - 5)

    assert_problem(post(api(learner), body), 413, "request_entity_too_large")
    assert nothing_left(store)


def test_a_file_at_the_limit_is_taken(api, learner):
    body = TEXT + b"%" * (10_000_000 - len(TEXT))

    assert post(api(learner), body).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [
        {"nonsense": "1"},
        {"session_id": "1"},
        {"title": "x" * 201},
        {"title": ["a", "b"]},
        {"file2": upload_of(TEXT)},
    ],
    ids=str,
)
def test_a_form_with_anything_else_is_refused_and_leaves_nothing(fields, api, learner, store):
    assert_problem(post(api(learner), **fields), 400, post(api(learner), **fields).json()["code"])

    assert nothing_left(store)


def test_only_multipart_is_taken(api, learner):
    response = api(learner).post(PATH, {"file": "x"}, format="json")

    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("body", [b"", b"--x", b'--x\r\nContent-Disposition: form-data; name="fi'])
def test_a_broken_form_is_refused(body, api, learner):
    kind = "multipart/form-data; boundary=x"

    response = api(learner).generic("POST", PATH, body, content_type=kind)

    assert_problem(response, 400, response.json()["code"])


def test_a_full_disk_is_a_503_and_leaves_nothing(api, learner, store, monkeypatch):
    import errno
    import os

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    response = post(api(learner))

    assert_problem(response, 503, "store_full")
    assert response["Retry-After"]
    assert not StudyMaterial.objects.exists()
    assert nothing_left(store)


def test_limits_are_a_409(api, learner, settings):
    settings.MATERIAL_MAX_FILES = 0

    assert_problem(post(api(learner)), 409, "material_limit_reached", limit=0)


def test_a_file_for_one_session_names_it_and_a_foreign_session_is_not_found(api, learner):
    mine, foreign = StudySessionFactory(user=learner), StudySessionFactory()

    assert post(api(learner), session_id=str(mine.pk)).json()["session_id"] == str(mine.pk)
    for session_id in (foreign.pk, uuid7()):
        refused = post(api(learner), session_id=str(session_id))
        assert_problem(refused, 404, refused.json()["code"])


def reads(client, material):
    one = f"{PATH}{material.pk}"
    user = {"user_id": str(material.learner_id)}
    return [
        client.get(one),
        client.get(f"{one}/file"),
        client.get(f"{one}/pages/1"),
        client.get(PATH, user),
    ]


def writes(client, material):
    one = f"{PATH}{material.pk}"
    added = post(client, files.text_pdf("More"), user_id=str(material.learner_id))
    return [added, client.post(f"{one}/retry"), client.delete(one)]


def statuses(responses):
    return [response.status_code for response in responses]


def guardian_of(user):
    guardian = make_learner()
    Guardianship.objects.create(guardian=guardian, learner=user.learner)
    return guardian


def test_a_stranger_finds_nothing(api, add):
    material = add("Mine")
    stranger = api(make_learner())

    assert statuses(reads(stranger, material)) == [404] * 4
    assert statuses(writes(stranger, material)) == [404] * 3
    assert StudyMaterial.objects.count() == 1


@pytest.mark.parametrize(("shares", "status"), [(False, 403), (True, 200)])
def test_a_guardian_reads_what_the_learner_shares_and_writes_nothing(
    shares, status, api, add, learner
):
    material = add("Mine")
    learner.learner.shares_free_text = shares
    learner.learner.save()
    guardian = api(guardian_of(learner))

    assert statuses(reads(guardian, material)) == [status] * 4
    assert statuses(writes(guardian, material)) == [403] * 3


def test_a_guardian_of_a_child_profile_does_everything(api, add):
    child = make_child_profile()
    material = add("The child's", learner_id=child.pk)
    guardian = api(guardian_of(child))

    assert statuses(reads(guardian, material)) == [200] * 4
    assert statuses(writes(guardian, material)) == [201, 200, 204]


def test_staff_read_no_text_here(api, add):
    staff = make_learner(is_staff=True)
    material = add("Mine")

    assert statuses(reads(api(staff), material)) == [403] * 4
    assert statuses(writes(api(staff), material)) == [403] * 3


@pytest.mark.parametrize("number", [0, 2, 40_000])
def test_a_page_that_is_not_there_is_not_found(number, api, add, learner):
    material = add("Mine")

    assert api(learner).get(f"{PATH}{material.pk}/pages/{number}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_two_queries(count, api, add, learner, django_assert_num_queries):
    for number in range(count):
        add(f"File {number}", read=False)
    client = api(learner)

    with django_assert_num_queries(2):  # who asks, and the page of the list
        assert len(client.get(PATH).json()["results"]) == count
