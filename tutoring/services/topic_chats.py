"""The chat of a learner about a topic, kept by front ends that send it whole each time."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import check_free_form
from sessions_app.models import Chat, ChatMessage

KEPT: Any = object()  # the explanation stays as it is


def read_topic_chat(*, user_id: UUID, topic_id: str) -> dict[str, Any]:
    """Return ``{messages: [{role, content}], explanation}``; empty before the first message."""
    chat = Chat.objects.filter(user_id=user_id, topic_id=topic_id).first()
    return {"messages": [], "explanation": None} if chat is None else _whole(chat)


def _whole(chat: Chat) -> dict[str, Any]:
    rows = ChatMessage.objects.filter(chat=chat).order_by("seq")
    return {"messages": list(rows.values("role", "content")), "explanation": chat.explanation}


@transaction.atomic
def save_topic_chat(
    *, user_id: UUID, topic_id: str, messages: Sequence[Mapping[str, str]], explanation: Any = KEPT
) -> dict[str, Any]:
    """Merge a client's messages into the chat, under its lock; return the whole.

    The longest common beginning by (role, content) is kept, the rest appended; nothing stored is
    ever replaced, so a concurrent writer loses nothing. Raises FreeFormTooLarge.
    """
    if explanation is not KEPT:
        check_free_form(explanation, "explanation")
    Chat.objects.get_or_create(user_id=user_id, topic_id=topic_id, defaults={"title": topic_id})
    rows = Chat.objects.select_for_update(no_key=True)
    chat = rows.get(user_id=user_id, topic_id=topic_id)
    new = messages[_common_beginning(chat, messages) :]
    _append(chat, new)
    if explanation is not KEPT:
        chat.explanation = explanation
    chat.save(update_fields=["length", "explanation"])
    return _whole(chat)


def _common_beginning(chat: Chat, messages: Sequence[Mapping[str, str]]) -> int:
    stored = ChatMessage.objects.filter(chat=chat, seq__lte=len(messages)).order_by("seq")
    pairs = zip(stored.values_list("role", "content"), messages, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == _key(pair[1]), pairs))


def _key(message: Mapping[str, str]) -> tuple[str, str]:
    return message["role"], message["content"]


def _append(chat: Chat, messages: Sequence[Mapping[str, str]]) -> None:
    ChatMessage.objects.bulk_create(
        ChatMessage(chat=chat, seq=seq, role=message["role"], content=message["content"])
        for seq, message in enumerate(messages, start=chat.length + 1)
    )
    chat.length += len(messages)
