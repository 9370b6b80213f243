"""The missions API: parse, call a service, answer."""

from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.strict import validated
from autopilot.api import examples
from autopilot.api.serializers import (
    HopPageSerializer,
    MissionInputSerializer,
    MissionPageSerializer,
    MissionQuerySerializer,
    MissionSerializer,
    MissionUpdateSerializer,
    PageQuerySerializer,
)
from autopilot.models import Hop, Mission
from autopilot.permissions import find_mission
from autopilot.selectors.mission_tree import (
    hop_rows,
    mission_lines,
    mission_tree,
    with_contents,
)
from autopilot.services.missions import create_mission, move_mission, update_mission
from sessions_app.api.idempotency import idempotent
from sessions_app.api.serializers import NothingSerializer
from sessions_app.permissions import Act, find_session

TAGS = ["Missions"]


class MissionViewSet(GenericViewSet):
    """Missions: proposed, accepted by the learner, cancelled."""

    queryset = Mission.objects.none()  # for the schema; requests use get_queryset()
    serializer_class = MissionSerializer
    lookup_url_kwarg = "mission_id"
    lookup_value_converter = "uuid"
    filter_backends = ()

    def get_queryset(self):
        return Mission.objects.owned_by(self.request.user.pk)

    @extend_schema(
        summary="List missions",
        description="The caller's own, newest first. Hops come without their steps and assets, "
        "assets without their content: the single form has them.",
        tags=TAGS,
        parameters=[MissionQuerySerializer],
        responses=MissionPageSerializer,
    )
    def list(self, request: Request) -> Response:
        query = MissionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = {
            name: query.validated_data[name]
            for name in ("status", "session_id")
            if name in query.validated_data
        }
        page = self.paginate_queryset(self.get_queryset().filter(**wanted))
        return self.get_paginated_response(mission_lines(page or []))

    @extend_schema(
        summary="Propose a mission",
        tags=TAGS,
        request=MissionInputSerializer,
        responses={201: MissionSerializer},
        examples=[
            OpenApiExample(
                "request",
                {
                    "name": "Mechanics in two weeks",
                    "goal": "All of mechanics before the mock test",
                    "success_criteria": ["Friction: mastered"],
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        body = MissionInputSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        owner_id = request.user.pk
        if session_id := body.validated_data.get("session_id"):
            owner_id = find_session(request.user, session_id, Act.WRITE).session.user_id
        mission = create_mission(user_id=owner_id, **body.validated_data)
        return Response(mission_tree(mission), status=201)

    @extend_schema(
        summary="Read a mission",
        description="With all its hops, their steps, and its assets.",
        tags=TAGS,
        responses=MissionSerializer,
        examples=examples.MISSION,
    )
    def retrieve(self, request: Request, mission_id: UUID) -> Response:
        mission = find_mission(request.user, mission_id, to_write=False)
        return Response(mission_tree(mission))

    @extend_schema(
        summary="List a mission's hops",
        description="In their order, each with its steps and assets.",
        tags=TAGS,
        parameters=[PageQuerySerializer],
        responses=HopPageSerializer,
        examples=examples.HOPS,
    )
    @action(detail=True, methods=["get"])
    def hops(self, request: Request, mission_id: UUID) -> Response:
        validated(PageQuerySerializer, request.query_params)
        mission = find_mission(request.user, mission_id, to_write=False)
        self.paginator.ordering = ("sequence_order",)
        page = self.paginate_queryset(hop_rows(Hop.objects.filter(mission=mission)))
        return self.get_paginated_response(with_contents(page or []))

    @extend_schema(
        summary="Change a mission's words",
        description="While it is open; status moves only by accept and cancel.",
        tags=TAGS,
        request=MissionUpdateSerializer,
        responses=MissionSerializer,
    )
    @idempotent
    def partial_update(self, request: Request, mission_id: UUID) -> Response:
        body = MissionUpdateSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        find_mission(request.user, mission_id, to_write=True)
        mission = update_mission(mission_id=mission_id, **body.validated_data)
        return Response(mission_tree(mission))

    @extend_schema(
        summary="Accept a mission",
        description="Twice is the same as once; outside the table it is a 409 with `valid_verbs`.",
        tags=TAGS,
        request=NothingSerializer,
        responses=MissionSerializer,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def accept(self, request: Request, mission_id: UUID) -> Response:
        return self._move(request, mission_id, "accept")

    @extend_schema(
        summary="Cancel a mission",
        description="Twice is the same as once; outside the table it is a 409 with `valid_verbs`.",
        tags=TAGS,
        request=NothingSerializer,
        responses=MissionSerializer,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, mission_id: UUID) -> Response:
        return self._move(request, mission_id, "cancel")

    def _move(self, request: Request, mission_id: UUID, verb: str) -> Response:
        NothingSerializer(data=request.data or {}).is_valid(raise_exception=True)
        find_mission(request.user, mission_id, to_write=True)
        mission = move_mission(mission_id=mission_id, verb=verb)
        return Response(mission_tree(mission))
