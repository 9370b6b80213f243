"""What staff see only when they ask, and whose asking is written down first."""

from typing import Any
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from accounts.models import User
from sessions_app.encryption import UndecryptableField
from sessions_app.models import Chat, ChatMessage, StudySession
from sessions_app.permissions import POLICY, Act, Relation, Rule
from sessions_app.services.write_path import STAFF, Entry, append_action

METADATA_VIEWED, CHAT_READ = "metadata_viewed", "chat_read"
MESSAGES_PER_PAGE = 100


def may_read_chat(user: User) -> bool:
    """Return whether this member of staff may ask for chat text."""
    allowed = POLICY[Act.READ_CHAT][Relation.STAFF] in {Rule.YES, Rule.LOGGED}
    return allowed and user.has_perm("sessions_app.view_chatmessage")


@transaction.atomic
def note_reading(session: StudySession, action: str, *, by: UUID, what: str, **facts: Any) -> None:
    """Write into the agent history and the staff log that somebody looks."""
    entry = Entry(STAFF, action, metadata={"by": str(by), **facts})
    append_action(session_id=session.pk, entry=entry, any_status=True)
    LogEntry.objects.log_actions(by, [session], CHANGE, what, single_object=True)


def opened_metadata(session: StudySession) -> tuple[Any, bool]:
    """Return the metadata and whether it could be decrypted; it is loaded here, on purpose."""
    try:
        return session.metadata, True
    except UndecryptableField:
        return None, False


def chat_length(session: StudySession) -> int:
    """Return how many messages the session's chat has."""
    lengths = Chat.objects.filter(session_id=session.pk).values_list("length", flat=True)
    return lengths.first() or 0


def newest_messages(session: StudySession, *, before_seq: int | None) -> list[ChatMessage]:
    """Return a page of the session's chat in the order it was written."""
    found = ChatMessage.objects.filter(chat__session_id=session.pk)
    if before_seq is not None:
        found = found.filter(seq__lt=before_seq)
    return list(found.order_by("-seq")[:MESSAGES_PER_PAGE])[::-1]
