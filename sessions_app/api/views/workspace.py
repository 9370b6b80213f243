"""Sessions as workspaces (S3): lists, details, verbs, actions, recovery."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import JsonResponse
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.viewsets import GenericViewSet

from sessions_app.api.acting import expected_version
from sessions_app.api.idempotency import idempotent
from sessions_app.api.serializers import (
    ActedSerializer,
    ActionSerializer,
    ActivitySerializer,
    ChatSerializer,
    CreateSessionSerializer,
    DetailQuerySerializer,
    NothingSerializer,
    RecoverSerializer,
    SessionPageSerializer,
    SessionQuerySerializer,
    SessionSerializer,
    UpdateQuerySerializer,
    UpdateSessionSerializer,
)
from sessions_app.api.views.history import HistoryMixin
from sessions_app.api.views.messages import MessagesMixin, note_if_logged
from sessions_app.errors import InvalidTransition, SessionNotFound
from sessions_app.models import StudySession
from sessions_app.permissions import Act, Rule, can, find_session, learner_id_for
from sessions_app.selectors import latest_open_session
from sessions_app.services.activity import record_activity
from sessions_app.services.lifecycle import move_session, start_session, update_session
from sessions_app.services.phases import perform_action
from sessions_app.services.recovery import recover_session
from sessions_app.states import SessionStatus, verb_to_status

TAGS = ["Sessions as workspaces"]
DEFAULT_PER_PAGE = 20


class SessionViewSet(HistoryMixin, MessagesMixin, GenericViewSet):
    """Study and practice sessions with their chat and history."""

    queryset = StudySession.objects.none()  # for the schema; requests use get_queryset()
    serializer_class = SessionSerializer
    lookup_url_kwarg = "session_id"
    lookup_value_converter = "uuid"
    filter_backends = ()

    def get_queryset(self) -> QuerySet[StudySession]:
        """Rows with everything that the scalars need in one query."""
        return StudySession.objects.select_related("chat")

    def get_object(self) -> StudySession:
        """Return the session where the caller may see it: OPTIONS asks here before it tells."""
        return find_session(self.request.user, self.kwargs["session_id"], Act.READ).session

    # -- what an answer looks like -------------------------------------------------------------

    def scalars(self, session: StudySession) -> dict[str, Any]:
        """Return a session as lists carry it."""
        return dict(SessionSerializer(session, context=self.get_serializer_context()).data)

    def full(self, session_id: UUID, *, include: str | None = None) -> dict[str, Any]:
        """Return a session in full: scalars, chat with its latest messages, mission."""
        session = self.get_queryset().select_related("user").get(pk=session_id)
        return {
            **self.scalars(session),
            "chat": self._chat_for_caller(session, include),
            "mission": self.mission_of(session),
        }

    def _chat_for_caller(self, session: StudySession, include: str | None) -> dict | None:
        """The chat where the policy lets the caller read it; staff ask with ?include=chat."""
        if not can(self.request.user, session, Act.READ_CHAT):
            return None
        found = find_session(self.request.user, session.pk, Act.READ_CHAT)
        if found.rule is Rule.LOGGED and include != "chat":
            return None
        note_if_logged(found, self.request.user.pk)
        return ChatSerializer(session.chat).data if hasattr(session, "chat") else None

    def mission_of(self, session: StudySession) -> dict[str, Any] | None:
        """Composed where missions are known."""
        return None

    # -- list and create -----------------------------------------------------------------------

    @extend_schema(
        summary="List sessions",
        description="Newest activity first. `page` and `per_page` give `{sessions, total, page, "
        "per_page}`; `limit` or `cursor` the cursor form `{next, previous, results}`.",
        tags=TAGS,
        parameters=[SessionQuerySerializer],
        responses=SessionPageSerializer,
    )
    def list(self, request: Request) -> Response:
        query = SessionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        filters = query.validated_data
        learner_id = learner_id_for(request.user, filters.get("child_id"), to_write=False)
        rows = _filtered(self.get_queryset().owned_by(learner_id), filters)
        if "cursor" in filters or "limit" in filters:
            return self._cursor_page(rows)
        return Response(self._numbered_page(rows, filters))

    def _numbered_page(self, rows: QuerySet, filters: dict[str, Any]) -> dict[str, Any]:
        page, per_page = filters.get("page", 1), filters.get("per_page", DEFAULT_PER_PAGE)
        start = (page - 1) * per_page
        shown = rows.newest_activity_first()[start : start + per_page]
        sessions = SessionSerializer(shown, many=True).data
        return {"sessions": sessions, "total": rows.count(), "page": page, "per_page": per_page}

    def _cursor_page(self, rows: QuerySet) -> Response:
        paginator: BasePagination = api_settings.DEFAULT_PAGINATION_CLASS()
        paginator.ordering = ("-last_activity_at", "-id")
        shown = paginator.paginate_queryset(rows, self.request, view=self)
        return paginator.get_paginated_response(SessionSerializer(shown, many=True).data)

    @extend_schema(
        summary="Create a session",
        description="Answers the session twice: as `user_session` beside `chat`, and its own "
        "members.",
        tags=TAGS,
        request=CreateSessionSerializer,
        responses={201: SessionSerializer},
        examples=[
            OpenApiExample(
                "request",
                {"name": "Mechanics before the mock", "exam_type": "NEET"},
                request_only=True,
            )
        ],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        body = CreateSessionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        exam_type = data.get("exam_type") or _default_exam(request.user)
        session = start_session(
            user_id=request.user.pk,
            exam_type=exam_type,
            name=data["name"],
            metadata=data["session_metadata"],
            by=request.user.pk,
        )
        whole = self.full(session.pk)
        return Response({**whole, "user_session": whole, "chat": whole["chat"]}, status=201)

    @action(detail=False, methods=["post"])
    def initialize(self, request: Request) -> Response:
        return self.create(request)

    # -- one session ---------------------------------------------------------------------------

    @extend_schema(
        summary="Read a session in full",
        description="With its chat's latest 50 messages and its mission. Staff see the chat only "
        "with `include=chat`, which is logged.",
        tags=TAGS,
        parameters=[DetailQuerySerializer],
        responses=SessionSerializer,
    )
    def retrieve(self, request: Request, session_id: UUID) -> Response:
        query = DetailQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        find_session(request.user, session_id, Act.READ)
        return Response(self.full(session_id, include=query.validated_data.get("include")))

    @extend_schema(
        summary="Change name, metadata or status",
        description="Metadata merges by key (null deletes); `?mode=replace` replaces it. `status` "
        "moves only along the table. Anything else is refused.",
        tags=TAGS,
        request=UpdateSessionSerializer,
        parameters=[UpdateQuerySerializer],
        responses=SessionSerializer,
    )
    @idempotent
    def partial_update(self, request: Request, session_id: UUID) -> Response:
        body = UpdateSessionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        query = UpdateQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        data = body.validated_data
        session = find_session(request.user, session_id, Act.STEER).session
        if data.keys() - {"status", "version"}:
            find_session(request.user, session_id, Act.WRITE)
        update_session(
            session_id=session_id,
            name=data.get("name"),
            metadata=data.get("session_metadata"),
            replace_metadata=query.validated_data["mode"] == "replace",
            verb=_verb_for(session, data.get("status")),
            expected_version=expected_version(request, data),
            by=request.user.pk,
        )
        return Response(self.full(session_id))

    @extend_schema(
        summary="Change name, metadata or status",
        tags=TAGS,
        request=UpdateSessionSerializer,
        parameters=[UpdateQuerySerializer],
        responses=SessionSerializer,
    )
    def update(self, request: Request, session_id: UUID) -> Response:
        return self.partial_update(request, session_id)

    update.is_idempotent = True  # type: ignore[attr-defined]
    initialize.is_idempotent = True  # type: ignore[attr-defined]

    # -- where to go on ------------------------------------------------------------------------

    @extend_schema(
        summary="The session to go on with, if any",
        description="The caller's latest active or paused study session in full, or null.",
        tags=TAGS,
        responses=SessionSerializer,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def active(self, request: Request) -> Response | JsonResponse:
        session = latest_open_session(request.user.pk)
        if session is None:
            return JsonResponse(None, safe=False)  # a Response of None has no body at all
        return Response(self.full(session.pk))

    @extend_schema(
        summary="Continue",
        description="The named session if visible; else the newest active or paused one; else the "
        "newest abandoned one, resumed; else a new one (201).",
        tags=TAGS,
        request=RecoverSerializer,
        responses={200: SessionSerializer, 201: SessionSerializer},
    )
    @action(detail=False, methods=["post"])
    @idempotent
    def recover(self, request: Request) -> Response:
        body = RecoverSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        named = body.validated_data.get("session_id")
        if named and (session := _visible(request, named)):
            if session.status == SessionStatus.ABANDONED and can(request.user, session, Act.STEER):
                move_session(session_id=named, verb="resume", by=request.user.pk)
            return Response(self.full(named))
        session, is_new = recover_session(user_id=request.user.pk, by=request.user.pk)
        return Response(self.full(session.pk), status=201 if is_new else 200)

    # -- verbs and actions ---------------------------------------------------------------------

    @extend_schema(
        summary="Perform a phase action",
        description="The bare machine: moves the phase along the table and does nothing else.",
        tags=TAGS,
        request=ActionSerializer,
        responses=ActedSerializer,
        examples=[
            OpenApiExample("request", {"action": "generate_plan"}, request_only=True),
            OpenApiExample(
                "answer",
                {
                    "phase": "PLANNING",
                    "previous_phase": "INTAKE",
                    "valid_actions": ["start_topic"],
                    "version": 2,
                },
                response_only=True,
            ),
        ],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def actions(self, request: Request, session_id: UUID) -> Response:
        body = ActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        find_session(request.user, session_id, Act.WRITE)
        session, previous = perform_action(
            session_id=session_id, by=request.user.pk, **body.validated_data
        )
        answer = {
            "phase": session.phase,
            "previous_phase": previous,
            "valid_actions": session.valid_actions,
            "version": session.version,
        }
        return Response(answer)

    @extend_schema(
        summary="Note a sign of life",
        description="Server time; stored at most once in 30 s. An ended session is not revived.",
        tags=TAGS,
        request=NothingSerializer,
        responses=ActivitySerializer,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def activity(self, request: Request, session_id: UUID) -> Response:
        _refuse_body(request)
        find_session(request.user, session_id, Act.WRITE)
        stored = record_activity(session_id=session_id)
        return Response({"message": "Activity updated", "last_activity_at": stored})

    def _move(self, request: Request, session_id: UUID, verb: str) -> Response:
        _refuse_body(request)
        find_session(request.user, session_id, Act.STEER)
        move_session(session_id=session_id, verb=verb, by=request.user.pk)
        return Response(self.full(session_id))


def _verb_view(verb: str, name: str, summary: str) -> Any:
    """Return the POST action of one verb of the status table."""

    @idempotent
    def move(self: SessionViewSet, request: Request, session_id: UUID) -> Response:
        return self._move(request, session_id, verb)

    move.__name__ = name
    move.__doc__ = summary
    documented = extend_schema(
        summary=summary,
        description="Twice is the same as once; a move outside the table is a 409 with "
        "`valid_verbs`.",
        tags=TAGS,
        request=NothingSerializer,
        responses=SessionSerializer,
    )(move)
    return action(detail=True, methods=["post"], url_path=name, url_name=name)(documented)


VERB_ROUTES = {
    "complete": ("complete", "Complete a session"),
    "end": ("complete", "End a session (as complete)"),
    "pause": ("pause", "Pause a session"),
    "resume": ("resume", "Resume a session"),
    "archive": ("archive", "Archive a session"),
    "restore": ("restore", "Restore an archived session"),
}
for _name, (_verb, _summary) in VERB_ROUTES.items():
    setattr(SessionViewSet, _name, _verb_view(_verb, _name, _summary))
extend_schema_view(
    initialize=extend_schema(
        summary="Create a session",
        tags=TAGS,
        request=CreateSessionSerializer,
        responses={201: SessionSerializer},
    )
)(SessionViewSet)


def _filtered(rows: QuerySet, filters: dict[str, Any]) -> QuerySet:
    columns = {
        "status_filter": "status",
        "kind": "kind",
        "exam_type": "exam_type",
        "started_after": "started_at__gte",
        "started_before": "started_at__lt",
    }
    wanted = {column: filters[name] for name, column in columns.items() if name in filters}
    return rows.filter(**wanted)


def _default_exam(user: Any) -> str:
    learner = getattr(user, "learner", None)
    return learner.exam_type if learner else "NEET"


def _verb_for(session: StudySession, status: str | None) -> str | None:
    """Return the verb that leads to a status; None when it is the present one."""
    if status is None or status == session.status:
        return None
    verb = verb_to_status(session.status, status, session.archived_from)
    if verb is None:
        raise InvalidTransition(
            f"A session that is {session.status} cannot become {status}.",
            session_status=session.status,
            valid_verbs=session.valid_verbs,
        )
    return verb


def _visible(request: Request, session_id: UUID) -> StudySession | None:
    try:
        return find_session(request.user, session_id, Act.READ).session
    except SessionNotFound:
        return None


def _refuse_body(request: Request) -> None:
    NothingSerializer(data=request.data or {}).is_valid(raise_exception=True)
