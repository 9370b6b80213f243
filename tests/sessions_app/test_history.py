"""The history is insert-only; only whole sessions are erased, under a permit."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import privacy
from accounts.services.erase import erase_person
from sessions_app.models import AgentAction, Chat, ChatMessage, ErasePermit, StudySession
from sessions_app.services.chat import post_message
from sessions_app.services.history import erase_sessions
from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db


def test_an_entry_is_never_updated(session):
    for write in (
        lambda: AgentAction.objects.filter(session=session).update(reasoning="other"),
        lambda: AgentAction.objects.get(session=session).save(),
        lambda: AgentAction.objects.filter(session=session).update(seq=2),
    ):
        with pytest.raises(IntegrityError, match="insert-only"), transaction.atomic():
            write()

    assert AgentAction.objects.get(session=session).seq == 1


def test_an_entry_is_not_updated_under_a_permit_either(session):
    ErasePermit.objects.create(session_id=session.pk)

    with pytest.raises(IntegrityError, match="insert-only"), transaction.atomic():
        AgentAction.objects.filter(session=session).update(reasoning="other")


def test_an_entry_is_not_deleted_without_a_permit(session):
    other = StudySessionFactory()
    ErasePermit.objects.create(session_id=other.pk)

    for rows in (AgentAction.objects.filter(session=session), StudySession.objects.all()):
        with pytest.raises(IntegrityError, match="deleted only by"), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM agent_history")

    assert AgentAction.objects.count() == 2


def test_a_seq_is_taken_once(session):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgentAction.objects.create(session=session, seq=1, agent="a", action="b", phase="INTAKE")


def test_erasing_takes_everything_of_a_session_and_nothing_else(session):
    other = StudySessionFactory()
    post_message(session=session, role="user", content="hello")

    erased = erase_sessions(session_ids=[session.pk, uuid4()])

    assert erased == 1
    assert list(StudySession.objects.values_list("pk", flat=True)) == [other.pk]
    assert list(AgentAction.objects.values_list("session_id", flat=True)) == [other.pk]
    assert list(Chat.objects.values_list("session_id", flat=True)) == [other.pk]
    assert not ChatMessage.objects.exists()
    assert not ErasePermit.objects.exists()


def test_erasing_needs_no_encryption_key(session, settings):
    settings.FIELD_ENCRYPTION_KEYS = {"t9": "OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg="}

    assert erase_sessions(session_ids=[session.pk]) == 1


def test_erasing_a_person_takes_their_sessions(session):
    other = StudySessionFactory()

    erase_person(user_id=session.user_id)

    assert list(StudySession.objects.values_list("pk", flat=True)) == [other.pk]


def test_an_export_holds_sessions_history_and_chat():
    session = StudySessionFactory(context={"current_topic": "Work"}, metadata={"own": "words"})
    StudySessionFactory()
    post_message(session=session, role="user", content="why?")
    holding = next(holding for holding in privacy.holdings() if holding.app == "sessions")

    export = holding.export(session.user_id)

    text = str(export)
    for word in (str(session.pk), "Work", "own", "words", "why?", "session_started"):
        assert word in text
    assert len(export["sessions"]) == 1
