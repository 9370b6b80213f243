"""Plans on request: made and verified first, stored with a session where one is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.api.strict import validated
from sessions_app.api.idempotency import idempotent, not_idempotent
from sessions_app.permissions import Act, find_session
from tutoring.agents.requests import PlanRequest
from tutoring.agents.shapes import PlanVersion, PlanWithHistory, StudyPlan
from tutoring.api.agents.examples import examples_of
from tutoring.api.agents.serializers import PlanInputSerializer
from tutoring.api.agents.streams import NDJSON, NdjsonRenderer, json_lines, problem_of, streamed
from tutoring.services.plan_requests import followed_plan, requested_plan
from tutoring.services.plans import MadePlan, made_plan, store_plan

TAGS = ["Agents"]
WITH_SESSION = (
    "With `session_id` the plan is stored with the session, which moves to PLANNING in the same "
    "transaction. `syllabus_text` (10 kB, 200 topics) narrows the plan to the topics it names; "
    "those that the syllabus does not know are planned as named."
)


@dataclass(frozen=True)
class Prepared:
    """A plan made outside the transaction, and the session that asked for it."""

    made: MadePlan
    session_id: UUID | None


def asked_plan(request: Request) -> tuple[PlanRequest, UUID | None]:
    """Return what is asked for whom; a session's learner is the one who plans."""
    body = validated(PlanInputSerializer, request.data)
    exam_type, session_id = body.pop("exam_type"), body.pop("session_id", None)
    learner = request.user
    if session_id is not None:
        session = find_session(request.user, session_id, Act.WRITE).session
        if session.exam_type != exam_type:
            raise ValidationError({"exam_type": [f"This session is for {session.exam_type}."]})
        learner = session.user
    hours = body.pop("hours_per_day", None)
    asked = requested_plan(exam_type=exam_type, learner=learner, hours_per_day=hours, **body)
    return asked, session_id


def prepared_plan(view: APIView, request: Request) -> Prepared:
    """Make the plan before any transaction opens."""
    asked, session_id = asked_plan(request)
    return Prepared(made_plan(asked), session_id)


def stored(request: Request, prepared: Prepared) -> PlanWithHistory:
    """Store the plan with its session, if it has one."""
    if prepared.session_id is not None:
        store_plan(prepared.session_id, prepared.made, request.user.pk)
    return prepared.made.history


class PlanView(APIView):
    throttle_scope = "agent"


class GeneratePlanView(PlanView):
    @extend_schema(
        operation_id="plan_generate",
        summary="Make a study plan",
        description=f"The accepted version of a verified plan. {WITH_SESSION}",
        tags=TAGS,
        request=PlanInputSerializer,
        responses=StudyPlan,
        examples=examples_of("plan_generate"),
    )
    @idempotent(prepare=prepared_plan)
    def post(self, request: Request, prepared: Prepared) -> Response:
        return Response(stored(request, prepared).final_plan.model_dump(mode="json"))


class GenerateVerifiedPlanView(PlanView):
    @extend_schema(
        operation_id="plan_generate_verified",
        summary="Make a verified study plan",
        description=f"Drafted, checked and corrected until the check accepts it. {WITH_SESSION}",
        tags=TAGS,
        request=PlanInputSerializer,
        responses=StudyPlan,
        examples=examples_of("plan_generate_verified"),
    )
    @idempotent(prepare=prepared_plan)
    def post(self, request: Request, prepared: Prepared) -> Response:
        return Response(stored(request, prepared).final_plan.model_dump(mode="json"))


class PlanWithHistoryView(PlanView):
    @extend_schema(
        operation_id="plan_generate_verified_with_history",
        summary="Make a verified study plan, with its versions",
        description=f"Every version with what the check said. {WITH_SESSION}",
        tags=TAGS,
        request=PlanInputSerializer,
        responses=PlanWithHistory,
        examples=examples_of("plan_generate_verified_with_history"),
    )
    @idempotent(prepare=prepared_plan)
    def post(self, request: Request, prepared: Prepared) -> Response:
        return Response(stored(request, prepared).model_dump(mode="json"))


class StreamVerifiedPlanView(PlanView):
    renderer_classes = [*api_settings.DEFAULT_RENDERER_CLASSES, NdjsonRenderer]

    @extend_schema(
        operation_id="plan_stream_verified",
        summary="Follow a plan while it is made",
        description="One JSON object a line: `{type: status, message}`, `{type: draft, version, "
        "plan}`, `{type: verification, version, result}`, `{type: complete, final_result}`, or "
        f"`{{type: error, problem}}` as the last one. {WITH_SESSION}",
        tags=TAGS,
        request=PlanInputSerializer,
        responses={(200, NDJSON): OpenApiTypes.STR},
        examples=examples_of("plan_stream_verified"),
    )
    @not_idempotent("a stream")
    def post(self, request: Request) -> StreamingHttpResponse:
        asked, session_id = asked_plan(request)
        events = _events(asked, session_id, request.user.pk)
        return streamed(request, json_lines(events, problem_of(self)), NDJSON)


def _events(asked: PlanRequest, session_id: UUID | None, by: UUID) -> Iterator[dict[str, Any]]:
    yield _status("Drafting a plan.")
    made = None
    for step in followed_plan(asked):
        if isinstance(step, MadePlan):
            made = step
        else:
            yield from _version_events(step)
    if made is None:
        raise RuntimeError("The planner gave no plan.")
    if session_id is not None:
        store_plan(session_id, made, by)
    yield {"type": "complete", "final_result": made.history.model_dump(mode="json")}


def _version_events(step: PlanVersion) -> Iterator[dict[str, Any]]:
    if step.verification is None:
        plan = step.plan.model_dump(mode="json")
        yield {"type": "draft", "version": step.version, "plan": plan}
        yield _status(f"Checking version {step.version}.")
        return
    result = step.verification.model_dump(mode="json")
    yield {"type": "verification", "version": step.version, "result": result}
    if not step.was_accepted:
        yield _status(f"Correcting version {step.version}.")


def _status(message: str) -> dict[str, Any]:
    return {"type": "status", "message": message}
