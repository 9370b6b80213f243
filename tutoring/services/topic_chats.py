"""The chat of a learner about a topic, kept by front ends that send it whole each time."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import check_free_form
from sessions_app.models import Chat, ChatMessage
from sessions_app.states import MessageRole
from tutoring.agents.requests import Said
from tutoring.agents.shapes import TutorExplanation
from tutoring.selectors.vocabulary import find_topic
from tutoring.services.tutor_chat import ask_tutor

KEPT: Any = object()  # the explanation stays as it is


def read_topic_chat(*, user_id: UUID, topic_id: str) -> dict[str, Any]:
    """Return ``{messages: [{role, content}], explanation}``; empty before the first message."""
    chat = Chat.objects.filter(user_id=user_id, topic_id=topic_id).first()
    return {"messages": [], "explanation": None} if chat is None else _whole(chat)


def _whole(chat: Chat) -> dict[str, Any]:
    rows = ChatMessage.objects.filter(chat=chat).order_by("seq")
    return {"messages": list(rows.values("role", "content")), "explanation": chat.explanation}


def reply_to(
    *, user_id: UUID, topic_id: str, messages: Sequence[Mapping[str, str]], exam_type: str
) -> dict[str, Any] | None:
    """Have the tutor answer the last message from the topic's lesson, outside any transaction.

    None when the stored chat holds an answer to it already. Raises UnknownTopic.
    """
    stored = read_topic_chat(user_id=user_id, topic_id=topic_id)["messages"]
    after = stored[len(messages) : len(messages) + 1]
    is_same = [_key(row) for row in stored[: len(messages)]] == [_key(row) for row in messages]
    if is_same and after and after[0]["role"] == MessageRole.ASSISTANT:
        return None
    topic = find_topic(topic_id, exam_type)
    told = TutorExplanation.model_validate({**topic.lesson.content, "topic": topic.name})
    *before, last = messages
    answered = ask_tutor(
        told,
        last["content"],
        lesson=topic.lesson,
        learner_id=user_id,
        history=[Said(row["role"], row["content"]) for row in before],
    )
    return {
        "role": MessageRole.ASSISTANT,
        "content": answered.answer.text,
        "metadata": answered.metadata(),
    }


@transaction.atomic
def save_topic_chat(
    *, user_id: UUID, topic_id: str, messages: Sequence[Mapping[str, Any]], explanation: Any = KEPT
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


def _common_beginning(chat: Chat, messages: Sequence[Mapping[str, Any]]) -> int:
    stored = ChatMessage.objects.filter(chat=chat, seq__lte=len(messages)).order_by("seq")
    pairs = zip(stored.values_list("role", "content"), messages, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == _key(pair[1]), pairs))


def _key(message: Mapping[str, Any]) -> tuple[str, str]:
    return message["role"], message["content"]


def _append(chat: Chat, messages: Sequence[Mapping[str, Any]]) -> None:
    ChatMessage.objects.bulk_create(
        ChatMessage(
            chat=chat,
            seq=seq,
            role=message["role"],
            content=message["content"],
            metadata=message.get("metadata", {}),
        )
        for seq, message in enumerate(messages, start=chat.length + 1)
    )
    chat.length += len(messages)
