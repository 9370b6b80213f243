"""A session's events as they happen, and the ticket for browsers of other origins."""

import re
from functools import partial
from typing import Any
from uuid import UUID

from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import StreamingHttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.api.strict import StrictQuerySerializer, validated
from accounts.errors import NotAllowed, NotVisible, TooManyRequests, Unauthenticated
from accounts.models import User
from sessions_app.api.idempotency import idempotent
from sessions_app.api.serializers import NothingSerializer
from sessions_app.models import StudySession
from sessions_app.permissions import Access, Act, Relation, Rule, find_session
from sessions_app.services.presence import see_learner
from sessions_app.services.tickets import TICKET_SECONDS, give_ticket, use_ticket
from sessions_app.streams import Watcher, events_so_far, streams

TAGS = ["Sessions as workspaces"]
MOST_STREAMS = 6  # of one user, in one process
SEQ = re.compile(r"[0-9]{1,18}")
# A proxy that gathers the parts first would take the point out of it.
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStreamRenderer(JSONRenderer):
    """Lets a client ask for the stream; refusals are rendered as JSON."""

    media_type = "text/event-stream"


class TicketAuthentication(BaseAuthentication):
    """The one-use ticket in the address, where no header can be sent."""

    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        token = request.query_params.get("ticket")
        if token is None:
            return None
        session_id = request.parser_context["kwargs"]["session_id"]
        user = use_ticket(token=token, session_id=session_id) if len(token) <= 100 else None
        if user is None:
            raise Unauthenticated("The ticket is spent, too old or not for this session.")
        return user, "ticket"

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TicketScheme(OpenApiAuthenticationExtension):
    """How the schema names the ticket."""

    target_class = TicketAuthentication
    name = "eventTicket"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "query", "name": "ticket"}


class EventsQuerySerializer(StrictQuerySerializer):
    ticket = serializers.CharField(required=False, max_length=100)
    format = serializers.CharField(required=False)


class SessionEventsView(APIView):
    authentication_classes = (TicketAuthentication, *api_settings.DEFAULT_AUTHENTICATION_CLASSES)
    renderer_classes = (EventStreamRenderer, JSONRenderer, BrowsableAPIRenderer)

    @extend_schema(
        operation_id="sessions_events",
        summary="Follow a session's events",
        description="Server-sent events: each is a history entry, `id` its `seq`, `event` its "
        "action. `Last-Event-ID` goes on after an entry; without it the stream begins with what "
        "comes next. A comment every 15 seconds; at most 6 streams a user. A learner's own open "
        "stream shows that they are there.",
        tags=TAGS,
        parameters=[
            EventsQuerySerializer,
            OpenApiParameter("Last-Event-ID", OpenApiTypes.INT, OpenApiParameter.HEADER),
        ],
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
    )
    def get(self, request: Request, session_id: UUID) -> StreamingHttpResponse:
        validated(EventsQuerySerializer, request.query_params)
        found = find_session(request.user, session_id, Act.READ_HISTORY)
        watcher = _watcher(request, found)
        if found.relation == Relation.OWNER:
            see_learner(session_id)
        return _streamed(request, watcher)


def _watcher(request: Request, found: Access) -> Watcher:
    after = request.headers.get("Last-Event-ID")
    if after is not None and not SEQ.fullmatch(after):
        raise ValidationError({"Last-Event-ID": ["It must be the id of an event."]})
    seq = int(after) if after else _length(found.session.pk)
    return Watcher(
        session_id=found.session.pk,
        user_id=request.user.pk,
        seq=seq,
        is_owner=found.relation == Relation.OWNER,
        summary_only=found.rule is Rule.SUMMARY,
        may_watch=partial(_may_watch, request.user.pk, found),
    )


def _may_watch(user_id: UUID, found: Access) -> bool:
    """Tell whether a user is still let in by the same rule."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return False
    try:
        return find_session(user, found.session.pk, Act.READ_HISTORY).rule is found.rule
    except (NotVisible, NotAllowed):
        return False


def _length(session_id: UUID) -> int:
    rows = StudySession.objects.filter(pk=session_id).values_list("history_length", flat=True)
    return rows.get()


def _streamed(request: Request, watcher: Watcher) -> StreamingHttpResponse:
    if isinstance(request._request, ASGIRequest):
        if not streams.promise(watcher.user_id, most=MOST_STREAMS):
            said = f"A user may hold {MOST_STREAMS} event streams open."
            raise TooManyRequests(said, retry_after=15)
        if not connection.in_atomic_block:
            connection.close()  # else an idle stream would hold it for as long as it lasts
        content: Any = streams.events(watcher)
    else:
        content = events_so_far(watcher.session_id, watcher.seq, summary_only=watcher.summary_only)
    return StreamingHttpResponse(
        content, content_type="text/event-stream; charset=utf-8", headers=HEADERS
    )


class TicketSerializer(serializers.Serializer):
    ticket = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")


class EventTicketView(APIView):
    @extend_schema(
        operation_id="sessions_events_ticket",
        summary="Get a ticket for the events",
        description="For `EventSource`, which sends no header: one use, 60 seconds.",
        tags=TAGS,
        request=NothingSerializer,
        responses={201: TicketSerializer},
    )
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        validated(NothingSerializer, request.data or {})
        session = find_session(request.user, session_id, Act.READ_HISTORY).session
        token = give_ticket(user_id=request.user.pk, session_id=session.pk)
        return Response({"ticket": token, "expires_in": TICKET_SECONDS}, status=201)
