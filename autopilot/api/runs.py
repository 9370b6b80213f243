"""The autopilot API: start, look, answer, steer. Everything acts on rows, at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import validated
from autopilot.api.run_serializers import (
    AnsweredSerializer,
    AnswerInputSerializer,
    RunStatusSerializer,
    StartedRunSerializer,
    StartRunSerializer,
    StatusQuerySerializer,
    SteeredSerializer,
    VetoSerializer,
)
from autopilot.errors import InvalidStart
from autopilot.models import AutopilotRun
from autopilot.selectors.scopes import slugs_in_plan, slugs_named
from autopilot.selectors.status import current_item, latest_run, standing_of, status_of
from autopilot.services import steering
from autopilot.services.vetoes import veto
from sessions_app.api.idempotency import idempotent
from sessions_app.api.serializers import NothingSerializer
from sessions_app.models import StudySession
from sessions_app.permissions import Act, Relation, find_session
from tutoring.judging import is_slow_to_judge, judge_attempt, meant_answer
from tutoring.selectors.served import correct_index

TAGS = ["Autopilot"]


def run_wish(session: StudySession, body: dict[str, Any]) -> steering.RunWish:
    """Return what a start asks for. Raises InvalidStart."""
    exam = session.exam_type
    if body.get("exam_type", exam) != exam:
        raise InvalidStart(f"This session is for {exam}.", exam_type=exam)
    wanted = slugs_named(exam, body.get("topics_in", []))
    if "study_plan" in body:
        planned = slugs_in_plan(exam, body["study_plan"])
        wanted = tuple(slug for slug in planned if not wanted or slug in wanted)
    return steering.RunWish(
        target_minutes=body["duration_minutes"],
        answer_seconds=body["answer_seconds"],
        topics_in=wanted,
        typed=body["typed"],
        seed=body.get("seed"),
        topics_out=slugs_named(exam, body.get("topics_out", [])),
    )


class StartRunView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="autopilot_start",
        summary="Start the autopilot",
        description="In an active session of the caller. One run at a time: while one is running "
        "or paused it is a 409 with its `run_id`. `study_plan` and `topics_in` narrow what is "
        "studied; `answer_seconds: null` is an untimed run; `typed`: also "
        "questions that are answered by more than one option.",
        tags=TAGS,
        request=StartRunSerializer,
        responses=StartedRunSerializer,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        body = validated(StartRunSerializer, request.data)
        session = find_session(request.user, body["session_id"], Act.WRITE).session
        run = steering.start_run(session_id=session.pk, wish=run_wish(session, body))
        run.refresh_from_db(fields=["started_at"])
        return Response(
            {
                "session_id": str(session.pk),
                "run_id": str(run.pk),
                "status": run.status,
                "started_at": run.started_at,
                "target_duration_minutes": run.target_minutes,
            }
        )


class RunStatusView(APIView):
    @extend_schema(
        operation_id="autopilot_status",
        summary="Read where the autopilot is",
        description="`idle` before the first run. The ETag changes with everything but the "
        "clock: with `If-None-Match` an unchanged status is a 304. Reading it as the learner "
        "shows that somebody is there.",
        tags=TAGS,
        parameters=[StatusQuerySerializer],
        responses=RunStatusSerializer,
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        query = validated(StatusQuerySerializer, request.query_params)
        found = find_session(request.user, session_id, Act.READ_HISTORY)
        if found.relation == Relation.OWNER:
            steering.attend(session_id=found.session.pk)
        session = StudySession.objects.defer("metadata").get(pk=found.session.pk)
        standing = standing_of(session)
        after = query.get("steps_after", 0)
        tag = f'W/"{standing.tag}-{after}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        status = status_of(session, standing, steps_after=after)
        return Response(RunStatusSerializer(status).data, headers={"ETag": tag})


class SteerRunView(APIView):
    """One verb of a run; what it does is in force when it answers."""

    steer: Callable[..., AutopilotRun]

    def _steered(self, request: Request, session_id: UUID) -> Response:
        validated(NothingSerializer, request.data or {})
        session = find_session(request.user, session_id, Act.WRITE).session
        run = type(self).steer(session_id=session.pk)
        return Response({"status": run.status, "session_id": str(session.pk)})


def _schema(verb: str, summary: str) -> Any:
    return extend_schema(
        operation_id=f"autopilot_{verb}",
        summary=summary,
        description="In force at once. Twice is the same as once; outside the table it is a 409 "
        "with `valid_verbs`.",
        tags=TAGS,
        request=NothingSerializer,
        responses=SteeredSerializer,
    )


class PauseRunView(SteerRunView):
    steer = steering.pause

    @_schema("pause", "Pause the autopilot")
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        return self._steered(request, session_id)


class ResumeRunView(SteerRunView):
    steer = steering.resume

    @_schema("resume", "Resume the autopilot")
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        return self._steered(request, session_id)


class StopRunView(SteerRunView):
    steer = steering.stop

    @_schema("stop", "Stop the autopilot")
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        return self._steered(request, session_id)


class ProceedView(SteerRunView):
    steer = steering.proceed

    @_schema("proceed", "Go on from what was to be read")
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        return self._steered(request, session_id)


class VetoView(APIView):
    @extend_schema(
        operation_id="autopilot_veto",
        summary="Leave the present topic",
        description="`not_now` keeps it out of this run, `too_easy` lowers what it is worth, "
        "`too_hard` brings what it builds on first, `instead` asks for another `topic`. Open "
        "questions count as not answered.",
        tags=TAGS,
        request=VetoSerializer,
        responses=SteeredSerializer,
    )
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        body = validated(VetoSerializer, request.data)
        session = find_session(request.user, session_id, Act.WRITE).session
        run = veto(session_id=session.pk, kind=body["veto"], instead=body.get("topic"))
        return Response({"status": run.status, "session_id": str(session.pk)})


def judged_answer(view: APIView, request: Request, session_id: UUID) -> dict[str, Any]:
    """Read what was answered, and prove what takes a while, before any transaction opens."""
    body = validated(AnswerInputSerializer, request.data)
    session = find_session(request.user, session_id, Act.WRITE).session
    run = latest_run(session.pk)
    item = current_item(run) if run else None
    asked = {"item_id": body.get("question_id", item.pk if item else None), "given": None}
    if item is None or asked["item_id"] != item.pk:
        return asked
    given = body["answer_index"] if "answer_index" in body else body["answer"]
    asked["given"] = meant_answer(item, given)
    if is_slow_to_judge(item):
        judge_attempt(item, asked["given"])
    return asked


class AnswerRunView(APIView):
    @extend_schema(
        operation_id="autopilot_answer",
        summary="Answer the question asked now",
        description="Graded by rule. Nothing asked, another question, or its time was up: 409. "
        "An index outside the options, or what cannot be read as an answer: 400, and the "
        "question waits on.",
        tags=TAGS,
        request=AnswerInputSerializer,
        responses=AnsweredSerializer,
    )
    @idempotent(prepare=judged_answer)
    def post(self, request: Request, session_id: UUID, prepared: dict[str, Any]) -> Response:
        attempt = steering.answer(session_id=session_id, **prepared)
        return Response(
            {
                "status": "answer_received",
                "session_id": str(session_id),
                "is_correct": attempt.correct,
                "correct_option_index": correct_index(attempt.quiz_item),
                "explanation": attempt.quiz_item.key["explanation"],
            }
        )
