"""Chat messages: numbered under the chat's lock."""

import pytest

from sessions_app.errors import FreeFormTooLarge, SessionNotActive
from sessions_app.models import ChatMessage
from sessions_app.services.chat import post_message
from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db


def test_messages_are_numbered_and_change_nothing_else(session):
    for content in ("one", "two"):
        post_message(session=session, role="user", content=content, metadata={"n": 1})

    session.refresh_from_db()
    stored = list(ChatMessage.objects.order_by("seq").values_list("seq", "content", "metadata"))
    assert stored == [(1, "one", {"n": 1}), (2, "two", {"n": 1})]
    assert (session.chat.length, session.version, session.history_length) == (2, 1, 1)


@pytest.mark.parametrize("status", ["paused", "completed", "abandoned", "archived"])
def test_an_ended_session_takes_no_message(status):
    session = StudySessionFactory(status=status)

    with pytest.raises(SessionNotActive):
        post_message(session=session, role="user", content="late")

    assert not ChatMessage.objects.exists()


def test_metadata_of_a_message_is_bounded(session):
    with pytest.raises(FreeFormTooLarge):
        post_message(session=session, role="user", content="x", metadata={"a": "x" * 64_000})
