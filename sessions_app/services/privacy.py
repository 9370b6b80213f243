"""What the session core holds about a person: exported whole, erased whole."""

from typing import Any
from uuid import UUID

from sessions_app.models import AgentAction, Chat, ChatMessage, IdempotentReply, StudySession
from sessions_app.services.history import erase_sessions

SESSION_FIELDS = (
    "id",
    "name",
    "kind",
    "status",
    "current_state",
    "exam_type",
    "current_context",
    "metadata",
    "started_at",
    "ended_at",
    "last_activity_at",
)
ENTRY_FIELDS = ("session_id", "seq", "at", "agent", "action", "reasoning", "metadata", "phase")
MESSAGE_FIELDS = ("chat_id", "seq", "role", "content", "metadata", "created_at")


def export_sessions(user_id: UUID) -> dict[str, Any]:
    """Return a person's sessions, their agent history and chats."""
    entries = AgentAction.objects.filter(session__user_id=user_id).order_by("session_id", "seq")
    messages = ChatMessage.objects.filter(chat__user_id=user_id).order_by("chat_id", "seq")
    return {
        "sessions": list(StudySession.objects.owned_by(user_id).values(*SESSION_FIELDS)),
        "agent_history": list(entries.values(*ENTRY_FIELDS)),
        "chat_messages": list(messages.values(*MESSAGE_FIELDS)),
    }


def erase_person(user_id: UUID) -> None:
    """Delete a person's sessions with their history, chats and stored replies."""
    mine = StudySession.objects.owned_by(user_id).values_list("pk", flat=True)
    erase_sessions(session_ids=mine)
    Chat.objects.filter(user_id=user_id).delete()
    IdempotentReply.objects.filter(user_id=user_id).delete()
