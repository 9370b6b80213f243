"""The chat of a session."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from sessions_app.api.idempotency import idempotent
from sessions_app.api.serializers import (
    MessageInputSerializer,
    MessagePageSerializer,
    MessageQuerySerializer,
    MessageSerializer,
)
from sessions_app.models import ChatMessage
from sessions_app.permissions import Access, Act, Rule, find_session
from sessions_app.services.chat import post_message
from sessions_app.services.write_path import STAFF, Entry, append_action


def note_if_logged(found: Access, user_id: UUID) -> None:
    """Write into the history that staff read a chat."""
    if found.rule is Rule.LOGGED:
        entry = Entry(STAFF, "chat_read", metadata={"by": str(user_id)})
        append_action(session_id=found.session.pk, entry=entry, any_status=True)


class MessagesMixin:
    """GET and POST .../messages."""

    @extend_schema(
        methods=["get"],
        summary="Read chat messages",
        description="By `seq`, newest last; `before` goes back. Reading by staff is logged.",
        tags=["Sessions as workspaces"],
        parameters=[MessageQuerySerializer],
        responses=MessagePageSerializer,
    )
    @extend_schema(
        methods=["post"],
        summary="Post a chat message",
        tags=["Sessions as workspaces"],
        request=MessageInputSerializer,
        responses={201: MessageSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def messages(self, request: Request, session_id: UUID) -> Response:
        if request.method == "POST":
            return self.post_message(request, session_id)
        query = MessageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = find_session(request.user, session_id, Act.READ_CHAT)
        note_if_logged(found, request.user.pk)
        return Response(_page(request, found, query.validated_data))

    messages.is_idempotent = True  # type: ignore[attr-defined]

    @idempotent
    def post_message(self, request: Request, session_id: UUID) -> Response:
        body = MessageInputSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        session = find_session(request.user, session_id, Act.CHAT).session
        message = post_message(session=session, **body.validated_data)
        return Response(MessageSerializer(message).data, status=201)


def _page(request: Request, found: Access, query: dict) -> dict:
    messages = ChatMessage.objects.filter(chat__session=found.session)
    if "before" in query:
        messages = messages.filter(seq__lt=query["before"])
    rows = list(messages.order_by("-seq")[: query["limit"] + 1])
    more = len(rows) > query["limit"]
    rows = rows[: query["limit"]][::-1]
    previous = (
        replace_query_param(request.build_absolute_uri(), "before", rows[0].seq) if more else None
    )
    results = MessageSerializer(rows, many=True).data
    return {"next": None, "previous": previous, "results": results}
