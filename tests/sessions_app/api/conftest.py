"""Fixtures of the API's tests."""

import pytest

from sessions_app.models import AgentAction, ChatMessage, IdempotentReply, StudySession


def everything_written():
    """What a refused request must leave as it was."""
    rows = StudySession.objects.order_by("pk")
    return {
        "sessions": list(
            rows.values_list("pk", "version", "history_length", "status", "name", "current_context")
        ),
        "entries": AgentAction.objects.count(),
        "messages": ChatMessage.objects.count(),
        "replies": IdempotentReply.objects.count(),
    }


@pytest.fixture
def nothing_written(session):
    """Fail unless the test leaves every row as it was."""
    before = everything_written()
    yield session
    assert everything_written() == before
