"""Chat messages: numbered under the chat's lock, never by counting."""

from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import check_free_form
from sessions_app.models import Chat, ChatMessage, StudySession
from sessions_app.services.write_path import require_active


@transaction.atomic
def post_message(
    *, session: StudySession, role: str, content: str, metadata: dict[str, Any] | None = None
) -> ChatMessage:
    """Append a message to the session's chat.

    A message is neither a version nor a history entry. Raises SessionNotActive and
    FreeFormTooLarge.
    """
    check_free_form(metadata or {}, "metadata")
    chat = lock_chat(session.pk)
    require_active(StudySession.objects.only("status").get(pk=session.pk))
    return append_message(chat, role=role, content=content, metadata=metadata)


def lock_chat(session_id: UUID) -> Chat:
    """Return the session's chat, locked until the transaction ends."""
    return Chat.objects.select_for_update(no_key=True).get(session_id=session_id)


def append_message(
    chat: Chat, *, role: str, content: str, metadata: dict[str, Any] | None = None
) -> ChatMessage:
    """Append to a locked chat in the caller's transaction."""
    chat.length += 1
    Chat.objects.filter(pk=chat.pk).update(length=chat.length)
    return ChatMessage.objects.create(
        chat=chat, seq=chat.length, role=role, content=content, metadata=metadata or {}
    )
