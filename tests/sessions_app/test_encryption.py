"""Encryption at rest and the rotation of its keys."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from sessions_app.encryption import UndecryptableField, decrypt, encrypt
from sessions_app.models import IdempotentReply, StudySession
from sessions_app.services import rotation
from sessions_app.services.idempotency import claim_key, keep_reply
from sessions_app.services.lifecycle import update_session
from tests.factories import StudySessionFactory, make_learner

CANARY = "canary-7f3a"
OLD = {"t1": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}  # the key of tests/settings.py
NEW = {"t2": Fernet.generate_key().decode()}


def raw_rows(table):
    """Return every row of a table as the database gives it, without the models."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 -- our own table names
        return cursor.fetchall()


def rotate(*arguments):
    output = StringIO()
    call_command("rotate_encryption", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_a_token_names_its_key_and_hides_the_rest():
    token = encrypt(CANARY.encode())

    assert token.startswith("t1:")
    assert CANARY not in token
    assert decrypt(token) == CANARY.encode()
    assert encrypt(CANARY.encode()) != token


@pytest.mark.parametrize(
    "damage", [lambda t: t[:-3], lambda t: "t7" + t[2:], lambda t: "", str.upper]
)
def test_a_changed_token_is_not_read(damage):
    with pytest.raises(UndecryptableField):
        decrypt(damage(encrypt(b"x")))


def test_an_unusable_key_is_said(settings):
    settings.FIELD_ENCRYPTION_KEYS = {"t1": "too short"}

    with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS"):
        encrypt(b"x")


@pytest.mark.django_db
def test_no_column_of_any_row_holds_the_canary(learner):
    session = StudySessionFactory(user=learner, metadata={CANARY: [CANARY]})
    update_session(session_id=session.pk, metadata={"more": CANARY})
    claim = claim_key(user_id=learner.pk, key="k", fingerprint="f")
    keep_reply(claim, status=200, body={"data": CANARY, "headers": {}})

    tables = ("study_sessions", "idempotent_replies", "agent_history", "tutor_chats")
    dump = str([raw_rows(table) for table in tables])

    assert CANARY not in dump
    assert dump.count("t1:") == 2
    session.refresh_from_db()
    assert session.metadata == {CANARY: [CANARY], "more": CANARY}
    assert IdempotentReply.objects.get().body == {"data": CANARY, "headers": {}}


@pytest.fixture
def three_rows(db):
    """Two sessions and a reply, all under the old key."""
    user = make_learner()
    for number in range(2):
        StudySessionFactory(user=user, metadata={"n": number})
    claim = claim_key(user_id=user.pk, key="k", fingerprint="f")
    keep_reply(claim, status=200, body={"n": 3})


def stored_values():
    sessions = StudySession.objects.order_by("pk")
    return [*(row.metadata for row in sessions), IdempotentReply.objects.get().body]


@pytest.mark.usefixtures("three_rows")
def test_rotation_moves_every_value_and_can_be_run_again(settings):
    settings.FIELD_ENCRYPTION_KEYS = {**NEW, **OLD}
    assert stored_values() == [{"n": 0}, {"n": 1}, {"n": 3}]

    assert rotate() == [
        "study_sessions.metadata: 2 rewritten, 0 unreadable",
        "idempotent_replies.body: 1 rewritten, 0 unreadable",
        "material_pages.text: 0 rewritten, 0 unreadable",
        "question_flags.note: 0 rewritten, 0 unreadable",
        "question_flags.reply: 0 rewritten, 0 unreadable",
        "key t2: 3 values",
        "encrypting with key t2",
    ]
    assert rotate()[:3] == [
        "study_sessions.metadata: 0 rewritten, 0 unreadable",
        "idempotent_replies.body: 0 rewritten, 0 unreadable",
        "material_pages.text: 0 rewritten, 0 unreadable",
    ]

    settings.FIELD_ENCRYPTION_KEYS = NEW
    assert stored_values() == [{"n": 0}, {"n": 1}, {"n": 3}]


@pytest.mark.usefixtures("three_rows")
def test_a_rotation_that_was_killed_is_started_again(settings, monkeypatch):
    settings.FIELD_ENCRYPTION_KEYS = {**NEW, **OLD}
    monkeypatch.setattr(rotation, "CHUNK", 1)
    column = rotation.encrypted_columns()[0]
    first = list(column.to_rotate(None).values_list("pk", "raw")[:1])
    rotation._rotate_rows(column, first)
    assert rotate("--report") == ["key t1: 2 values", "key t2: 1 values", "encrypting with key t2"]
    assert stored_values() == [{"n": 0}, {"n": 1}, {"n": 3}]

    assert rotate()[0] == "study_sessions.metadata: 1 rewritten, 0 unreadable"

    settings.FIELD_ENCRYPTION_KEYS = NEW
    assert stored_values() == [{"n": 0}, {"n": 1}, {"n": 3}]


@pytest.mark.usefixtures("three_rows")
def test_a_key_in_use_is_not_retired(settings):
    with pytest.raises(CommandError, match="Key t1 still holds 3 values"):
        rotate("--can-retire", "t1")
    settings.FIELD_ENCRYPTION_KEYS = {**NEW, **OLD}
    with pytest.raises(CommandError, match="encrypts now"):
        rotate("--can-retire", "t2")
    rotate()

    assert rotate("--can-retire", "t1") == ["Key t1 holds nothing; it can be removed."]


@pytest.mark.usefixtures("three_rows")
def test_values_of_a_missing_key_are_named_and_do_not_stop_the_others(settings):
    lost = {"t0": Fernet.generate_key().decode()}
    settings.FIELD_ENCRYPTION_KEYS = lost
    StudySessionFactory(user=StudySession.objects.defer("metadata").first().user)
    settings.FIELD_ENCRYPTION_KEYS = {**NEW, **OLD}

    assert rotate() == [
        "study_sessions.metadata: 2 rewritten, 1 unreadable",
        "idempotent_replies.body: 1 rewritten, 0 unreadable",
        "material_pages.text: 0 rewritten, 0 unreadable",
        "question_flags.note: 0 rewritten, 0 unreadable",
        "question_flags.reply: 0 rewritten, 0 unreadable",
        "key t0: 1 values (key missing!)",
        "key t2: 3 values",
        "encrypting with key t2",
    ]
