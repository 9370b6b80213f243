"""The seeds' three session routes (S0): start, state, save. Thin and hot."""

from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import validated
from sessions_app.api.acting import as_owner_or_allowed, expected_version
from sessions_app.api.idempotency import idempotent
from sessions_app.api.serializers import (
    SavedSerializer,
    SaveSerializer,
    StartedSerializer,
    StartSerializer,
    StateSerializer,
)
from sessions_app.context import full_context
from sessions_app.permissions import Act, find_standing, learner_id_for
from sessions_app.services.lifecycle import start_session
from sessions_app.services.saving import SaveOptions, save_state


class StartSessionView(APIView):
    """Start a study session."""

    @extend_schema(
        operation_id="session_start",
        summary="Start a study session",
        description="Creates an active session in phase INTAKE with its chat. Always a new one.",
        tags=["Study sessions"],
        request=StartSerializer,
        responses=StartedSerializer,
        examples=[
            OpenApiExample("request", {"exam_type": "JEE"}, request_only=True),
            OpenApiExample(
                "answer",
                {"session_id": "019aa64e-3f0a-7bd2-8c55-2f3e60c1a9d4"},
                response_only=True,
            ),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        data = validated(StartSerializer, request.data)
        learner_id = learner_id_for(request.user, data.pop("user_id", None), to_write=True)
        session = start_session(user_id=learner_id, by=request.user.pk, **data)
        return Response({"session_id": str(session.pk)})


class SessionStateView(APIView):
    """Where a session stands."""

    @extend_schema(
        operation_id="session_state",
        summary="Read phase and context",
        description="What to resume from. A session that never saved is in INTAKE with an empty "
        "context; the ETag is the version that a save may expect.",
        tags=["Study sessions"],
        responses=StateSerializer,
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        session = find_standing(request.user, session_id).session
        state = {
            "phase": session.phase,
            "context": full_context(
                session.current_context, user_id=session.user_id, session_id=session.pk
            ),
            "status": session.status,
            "version": session.version,
            "valid_actions": session.valid_actions,
            "valid_verbs": session.valid_verbs,
        }
        return Response(state, headers={"ETag": f'"{session.version}"'})


class SaveSessionView(APIView):
    """Store where the learner stands."""

    @extend_schema(
        operation_id="session_save",
        summary="Save phase and context",
        description="Merged by key: an absent field keeps its value, null clears it, extra_data "
        "merges by key. With `version` (or If-Match) an older one is a 409 that carries the "
        "present state. Answers ok only when stored; equal to what is stored writes nothing.",
        tags=["Study sessions"],
        request=SaveSerializer,
        responses=SavedSerializer,
        examples=[
            OpenApiExample(
                "request",
                {
                    "context_data": {"current_topic": "Friction", "last_quiz_score": 75},
                    "phase": "INTAKE",
                },
                request_only=True,
            ),
            OpenApiExample("answer", {"ok": True, "version": 2}, response_only=True),
        ],
    )
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        data = validated(SaveSerializer, request.data)
        options = SaveOptions(
            expected_version=expected_version(request, data),
            force=data["force"],
            by=request.user.pk,
        )
        session = as_owner_or_allowed(
            request.user,
            session_id,
            Act.WRITE,
            lambda owner_id: save_state(
                session_id=session_id,
                context_data=data["context_data"],
                phase=data["phase"],
                options=options,
                owner_id=owner_id,
            ),
        )
        return Response(
            {"ok": True, "version": session.version}, headers={"ETag": f'"{session.version}"'}
        )
