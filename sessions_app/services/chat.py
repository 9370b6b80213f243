"""Chat messages: numbered under the chat's lock, never by counting."""

from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import check_free_form
from sessions_app.models import Chat, ChatMessage, StudySession
from sessions_app.services.write_path import lock_session, require_active


@transaction.atomic
def post_message(
    *, session: StudySession, role: str, content: str, metadata: dict[str, Any] | None = None
) -> ChatMessage:
    """Append a message to the session's chat.

    A message is neither a version nor a history entry. Raises SessionNotActive and
    FreeFormTooLarge.
    """
    check_free_form(metadata or {}, "metadata")
    require_active(lock_session(session.pk))  # the session first: nothing lands after its end
    return append_message(lock_chat(session.pk), role=role, content=content, metadata=metadata)


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
