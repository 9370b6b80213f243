"""Hints on a question, one at a time."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import StrictSerializer, validated
from sessions_app.api.idempotency import idempotent
from tutoring.permissions import find_question
from tutoring.services.hints import PreparedHint, prepare_hint, store_hint
from tutoring.states import QuizKind

LAST_NUMBER = 100


class HintInputSerializer(StrictSerializer):
    question_id = serializers.UUIDField()
    session_id = serializers.UUIDField(required=False)
    number = serializers.IntegerField(required=False, min_value=1, max_value=LAST_NUMBER)


class HintSerializer(serializers.Serializer):
    """One hint; how many are left is not told."""

    question_id = serializers.UUIDField()
    number = serializers.IntegerField()
    hint = serializers.CharField()
    has_more = serializers.BooleanField()
    source = serializers.CharField(help_text="The place it comes from.")


def prepared_hint(view: APIView, request: Request) -> PreparedHint:
    """Have the tutor give the hint before any transaction opens."""
    body = validated(HintInputSerializer, request.data)
    item = find_question(
        request.user,
        body["question_id"],
        session_id=body.get("session_id"),
        kinds=QuizKind.values,
    )
    return prepare_hint(item_id=item.pk, number=body.get("number"))


class HintView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="tutor_hint",
        summary="Get a hint",
        description="Without `number` the next one; one that is open already is given again. On an "
        "open question hints come from the lesson, never from its key, and only where the learner "
        "answered it before or it redeems an answer (`attempt_first`, 409); its answer is then "
        "one with help. On an answered question they lead through the solution step by step. "
        "Past the next or the last one: `hint_out_of_order` (409).",
        tags=["Agents"],
        request=HintInputSerializer,
        responses=HintSerializer,
    )
    @idempotent(prepare=prepared_hint)
    def post(self, request: Request, prepared: PreparedHint) -> Response:
        hint = store_hint(prepared, by=request.user.pk)
        return Response({"question_id": str(prepared.item.pk), **hint.model_dump()})
