"""The tutor: explanations, at once or part by part, and the chat about a topic."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.api.strict import validated
from sessions_app.api.idempotency import idempotent, not_idempotent
from sessions_app.permissions import Act, find_session
from tutoring.agents import is_builtin
from tutoring.agents.markdown import markdown_parts
from tutoring.agents.requests import Said
from tutoring.agents.shapes import TutorExplanation
from tutoring.api.agents.examples import examples_of
from tutoring.api.agents.serializers import (
    ExplainInputSerializer,
    TopicChatInputSerializer,
    TopicChatSerializer,
    TopicQuerySerializer,
)
from tutoring.api.agents.streams import MARKDOWN, MarkdownRenderer, PlainTextRenderer, streamed
from tutoring.models import SyllabusTopic
from tutoring.permissions import chat_learner_id
from tutoring.selectors.vocabulary import find_topic, usual_exam
from tutoring.services.requested_topics import explain_requested_topic, open_requested_topic
from tutoring.services.streamed_lessons import Listener, stream_lesson
from tutoring.services.topic_chats import read_topic_chat, reply_to, save_topic_chat
from tutoring.services.topics import Explained, LessonWish

TAGS = ["Agents"]
EXPLAINS = (
    "The topic is found by the words of the syllabus: its name, its slug, a unit's only topic or "
    "a question that names it; an unknown one is a 400 with `nearest`. With `session_id` it is "
    "opened there: PLANNING moves to LEARNING; open already, nothing moves; otherwise a 409. "
    "`difficulty` chooses steps and analogies; what `history` (its last question) or else "
    "`context` asks for is answered from the lesson, in `intuition`."
)


@dataclass(frozen=True)
class Prepared:
    """An explanation made outside the transaction, and the session that asked for it."""

    found: SyllabusTopic
    explained: Explained
    session_id: UUID | None


def prepared_explanation(view: APIView, request: Request) -> Prepared:
    """Explain the topic before any transaction opens."""
    body = validated(ExplainInputSerializer, request.data)
    listener, exam_type = _asking(request, body)
    found, explained = explain_requested_topic(
        body["topic"], exam_type=exam_type, wish=wish_of(body), learner_id=listener.learner_id
    )
    return Prepared(found, explained, listener.session_id)


def _asking(request: Request, body: dict[str, Any]) -> tuple[Listener, str]:
    """Return who is told, in which session if any, and the exam whose words are meant."""
    session_id = body.get("session_id")
    if session_id is None:
        return Listener(request.user.pk), usual_exam(request.user)
    session = find_session(request.user, session_id, Act.WRITE).session
    return Listener(session.user_id, session_id), session.exam_type


def wish_of(body: dict[str, Any]) -> LessonWish:
    """Return how the topic is to be explained."""
    said = (Said(turn["role"], turn["content"]) for turn in body.get("history", ()))
    return LessonWish(body["difficulty"], body["context"], tuple(said))


def opened(request: Request, prepared: Prepared) -> TutorExplanation:
    """Open the topic in its session, if it has one."""
    if prepared.session_id is not None:
        open_requested_topic(
            session_id=prepared.session_id,
            found=prepared.found,
            explained=prepared.explained,
            by=request.user.pk,
        )
    return prepared.explained.explanation


class ExplainView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="tutor_explain",
        summary="Explain a topic",
        description=EXPLAINS,
        tags=TAGS,
        request=ExplainInputSerializer,
        responses=TutorExplanation,
        examples=examples_of("tutor_explain"),
    )
    @idempotent(prepare=prepared_explanation)
    def post(self, request: Request, prepared: Prepared) -> Response:
        return Response(opened(request, prepared).model_dump(mode="json"))


class ExplainStreamView(APIView):
    throttle_scope = "agent"
    renderer_classes = [
        *api_settings.DEFAULT_RENDERER_CLASSES,
        MarkdownRenderer,
        PlainTextRenderer,
    ]

    @extend_schema(
        operation_id="tutor_stream",
        summary="Explain a topic, part by part",
        description="UTF-8 Markdown, sent as it is made; where a model's text breaks off, the "
        f"lesson itself follows, said so. {EXPLAINS}",
        tags=TAGS,
        request=ExplainInputSerializer,
        responses={(200, MARKDOWN): OpenApiTypes.STR},
        examples=examples_of("tutor_stream"),
    )
    @not_idempotent("a stream")
    def post(self, request: Request) -> StreamingHttpResponse:
        return streamed(request, _encoded(_told(self, request)), MARKDOWN)


def _told(view: APIView, request: Request) -> Iterator[str]:
    """Open the topic, then tell it; a tutor that answers at once explains it before."""
    if is_builtin("tutor"):
        return markdown_parts(opened(request, prepared_explanation(view, request)))
    body = validated(ExplainInputSerializer, request.data)
    listener, exam_type = _asking(request, body)
    found = find_topic(body["topic"], exam_type)
    if listener.session_id is not None:
        open_requested_topic(
            session_id=listener.session_id, found=found, explained=None, by=request.user.pk
        )
    return stream_lesson(found, wish_of(body), listener)


def _encoded(parts: Iterator[str]) -> Generator[bytes]:
    """Encode each part; closed, it closes what makes them."""
    try:
        for part in parts:
            yield part.encode()
    finally:
        if isinstance(parts, Generator):
            parts.close()


def prepared_chat(view: APIView, request: Request) -> dict[str, Any]:
    """Have the tutor answer, if that is asked for, before any transaction opens."""
    body: dict[str, Any] = validated(TopicChatInputSerializer, request.data)
    learner_id = chat_learner_id(request.user, body.pop("user_id", None), to_write=True)
    if body.pop("reply"):
        reply = reply_to(
            user_id=learner_id,
            topic_id=body["topic_id"],
            messages=body["messages"],
            exam_type=usual_exam(request.user),
        )
        body["messages"] = [*body["messages"], *([reply] if reply else [])]
    return {"user_id": learner_id, **body}


class TopicChatView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="tutor_chat_read",
        summary="Read the chat about a topic",
        description="One chat for each learner and topic; empty before the first message.",
        tags=TAGS,
        parameters=[TopicQuerySerializer],
        responses=TopicChatSerializer,
    )
    def get(self, request: Request) -> Response:
        query = TopicQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        learner_id = chat_learner_id(request.user, wanted.get("user_id"), to_write=False)
        return Response(read_topic_chat(user_id=learner_id, topic_id=wanted["topic_id"]))

    @extend_schema(
        operation_id="tutor_chat_save",
        summary="Save the chat about a topic",
        description="The longest common beginning with what is stored, by role and content, is "
        "kept and the rest appended: what another device wrote meanwhile stays. With `reply` the "
        "tutor answers the last message from the topic's lesson, or says that it does not know; "
        "`topic_id` is then a topic of the syllabus (400 with `nearest` otherwise).",
        tags=TAGS,
        request=TopicChatInputSerializer,
        responses=TopicChatSerializer,
        examples=examples_of("tutor_chat_save"),
    )
    @idempotent(prepare=prepared_chat)
    def post(self, request: Request, prepared: dict[str, Any]) -> Response:
        return Response(save_topic_chat(**prepared))
