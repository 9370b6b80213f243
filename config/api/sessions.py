"""Session routes whose answers mix apps: the detail carries the session's mission."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from autopilot.api.serializers import MissionSerializer
from autopilot.permissions import find_mission
from autopilot.selectors.mission_tree import mission_tree
from autopilot.services.missions import link_mission
from sessions_app.api.idempotency import idempotent
from sessions_app.api.serializers import ChatSerializer, NothingSerializer, SessionSerializer
from sessions_app.api.views import SessionViewSet as CoreSessionViewSet
from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.permissions import Act, access, find_session
from tutoring.api.practice import examples
from tutoring.api.practice.serializers import SummarySerializer
from tutoring.selectors.summary import session_summary


class FullSessionSerializer(SessionSerializer):
    """A session in full: scalars, chat with its latest messages, mission."""

    chat = ChatSerializer(allow_null=True)
    mission = MissionSerializer(allow_null=True)

    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "chat", "mission"]


class CreatedSessionSerializer(FullSessionSerializer):
    """The same once more as ``user_session``, for clients that read it there."""

    user_session = serializers.DictField()

    class Meta(FullSessionSerializer.Meta):
        fields = [*FullSessionSerializer.Meta.fields, "user_session"]


class SessionViewSet(CoreSessionViewSet):
    """Study and practice sessions with their chat, history and mission."""

    def get_queryset(self) -> QuerySet[StudySession]:
        return super().get_queryset().select_related("mission")

    def mission_of(self, session: StudySession) -> dict[str, Any] | None:
        mission = getattr(session, "mission", None)
        return mission_tree(mission) if mission else None

    @extend_schema(
        summary="Read a session's figures",
        description="From running totals, so the time does not grow with the answers. "
        "Percentages round half up. `trend` compares with the sessions of the 30 days before "
        "this one: 20 answers on both sides and 5 points, else `flat`, else null.",
        tags=["Practice"],
        responses=SummarySerializer,
        examples=examples.SUMMARY,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def summary(self, request: Request, session_id: UUID) -> Response:
        session = self.get_queryset().filter(pk=session_id).first()
        if session is None:
            raise SessionNotFound("No such session.")
        access(request.user, session, Act.READ)
        return Response({"session": self.scalars(session), **session_summary(session)})

    @extend_schema(
        summary="Link a mission",
        description="The same link again is a 200; a mission linked elsewhere a 409.",
        tags=["Sessions as workspaces"],
        request=NothingSerializer,
        responses=FullSessionSerializer,
    )
    @action(detail=True, methods=["post"], url_path="link-mission/<uuid:mission_id>")
    @idempotent
    def link_mission(self, request: Request, session_id: UUID, mission_id: UUID) -> Response:
        NothingSerializer(data=request.data or {}).is_valid(raise_exception=True)
        find_session(request.user, session_id, Act.WRITE)
        find_mission(request.user, mission_id, to_write=True)
        link_mission(session_id=session_id, mission_id=mission_id)
        return Response(self.full(session_id))


router = SimpleRouter(use_regex_path=False)
router.register("sessions", SessionViewSet, basename="session")
urlpatterns = router.urls
