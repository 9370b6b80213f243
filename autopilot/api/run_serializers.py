"""Shapes of the autopilot API."""

from typing import Any

from pydantic import ValidationError as ShapeError
from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from accounts.states import ExamType
from autopilot.selectors.elapsed import DEFAULT_ANSWER_SECONDS
from autopilot.selectors.gains import VETOES
from autopilot.states import PauseReason, RunPhase, RunStatus, WaitingFor
from tutoring.agents.shapes import StudyPlan

LONGEST_NAME = 200


class UpperChoiceField(serializers.ChoiceField):
    """A choice in any case, kept in upper case."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data.upper() if isinstance(data, str) else data)


class StudyPlanField(serializers.JSONField):
    """A StudyPlan in the agents' shape."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        try:
            return StudyPlan.model_validate(data).model_dump(mode="json")
        except ShapeError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "study_plan"
            raise serializers.ValidationError(f"{where}: {first['msg']}"[:300]) from None


class TopicNamesField(serializers.ListField):
    child = serializers.CharField(max_length=LONGEST_NAME)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, required=False, **kwargs)


class StartRunSerializer(StrictSerializer):
    """``answer_seconds`` null: untimed. ``seed``: the same one and answers make the same run."""

    session_id = serializers.UUIDField()
    study_plan = StudyPlanField(required=False)
    exam_type = UpperChoiceField(choices=ExamType.choices, required=False)
    duration_minutes = serializers.IntegerField(default=30, min_value=5, max_value=180)
    answer_seconds = serializers.IntegerField(
        default=DEFAULT_ANSWER_SECONDS, min_value=10, max_value=900, allow_null=True
    )
    typed = serializers.BooleanField(default=False)
    seed = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    topics_in = TopicNamesField()
    topics_out = TopicNamesField()


class StartedRunSerializer(serializers.Serializer):
    session_id = serializers.UUIDField()
    run_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=RunStatus.choices)
    started_at = serializers.DateTimeField()
    target_duration_minutes = serializers.IntegerField()


class StatusQuerySerializer(StrictQuerySerializer):
    steps_after = serializers.IntegerField(required=False, min_value=0, max_value=2**62)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class SteeredSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=RunStatus.choices)
    session_id = serializers.UUIDField()


class VetoSerializer(StrictSerializer):
    """``topic``: what is wanted, with ``instead`` alone; by slug or name."""

    veto = serializers.ChoiceField(choices=[(kind, kind) for kind in VETOES])
    topic = serializers.CharField(max_length=LONGEST_NAME, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("topic" in attrs) != (attrs["veto"] == "instead"):
            raise serializers.ValidationError("Name a topic with `instead`, and only with it.")
        return attrs


class AnswerInputSerializer(StrictSerializer):
    """An option's place from 0, or the answer itself; one of the two."""

    answer_index = serializers.IntegerField(required=False, min_value=0, max_value=25)
    answer = serializers.JSONField(required=False)
    question_id = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("answer_index" in attrs) == ("answer" in attrs):
            raise serializers.ValidationError("Give answer_index or answer.")
        return attrs


class AnsweredSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=[("answer_received", "answer received")])
    session_id = serializers.UUIDField()
    is_correct = serializers.BooleanField()
    correct_option_index = serializers.IntegerField(allow_null=True)
    explanation = serializers.CharField()


class RunStepSerializer(serializers.Serializer):
    seq = serializers.IntegerField()
    timestamp = serializers.DateTimeField()
    action = serializers.CharField()
    data = serializers.DictField()
    reasoning = serializers.CharField()
    duration_ms = serializers.IntegerField(allow_null=True)


class RunTopicSerializer(serializers.Serializer):
    topic = serializers.CharField()
    score = serializers.IntegerField()
    attempts = serializers.IntegerField()
    misconceptions = serializers.ListField(child=serializers.CharField())
    last_attempted = serializers.DateTimeField(allow_null=True)


class RunStatusSerializer(serializers.Serializer):
    """AutopilotStatus, and beside it what it waits for and what may be done."""

    session_id = serializers.UUIDField()
    run_id = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=RunStatus.choices)
    current_phase = serializers.ChoiceField(choices=RunPhase.choices)
    current_topic = serializers.CharField(allow_null=True)
    topics_completed = serializers.IntegerField()
    elapsed_seconds = serializers.IntegerField()
    target_duration_minutes = serializers.IntegerField()
    topic_mastery = serializers.DictField(child=RunTopicSerializer())
    steps = RunStepSerializer(many=True)
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    current_content = serializers.CharField(allow_null=True)
    current_question = serializers.DictField(allow_null=True)
    awaiting_input = serializers.BooleanField()
    answer_deadline = serializers.DateTimeField(allow_null=True)
    waiting_for = serializers.ChoiceField(choices=WaitingFor.choices, allow_null=True)
    wait_until = serializers.DateTimeField(allow_null=True)
    pause_reason = serializers.ChoiceField(choices=PauseReason.choices, allow_null=True)
    failure = serializers.CharField(allow_null=True)
    valid_verbs = serializers.ListField(child=serializers.CharField())
    mission_id = serializers.UUIDField(allow_null=True)
