"""Shapes of the practice API: inputs are strict, outputs are what the contract lists."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from sessions_app.api.serializers import ExamTypeField, SessionSerializer
from tutoring.agents.shapes import ResponseForm
from tutoring.api.answer_field import SelectedField
from tutoring.selectors.summary import WINDOWS
from tutoring.services.attempts import LONGEST_TIME_MS
from tutoring.states import Difficulty

MAX_QUESTIONS = 20
SUBJECT_LIMIT, TOPIC_LIMIT = 100, 200
TRENDS = ("improving", "flat", "declining")


class LiteralField(serializers.CharField):
    """A name, compared as it is: no wildcards, no trimming."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)


@extend_schema_field(ResponseForm)
class ResponseField(serializers.JSONField):
    """The form of an answer, as a quiz item holds it."""


class FetchSerializer(StrictSerializer):
    child_id = serializers.UUIDField()
    subject = LiteralField(max_length=SUBJECT_LIMIT)
    topic = LiteralField(max_length=TOPIC_LIMIT, required=False, allow_null=True)
    subtopic = LiteralField(max_length=TOPIC_LIMIT, required=False, allow_null=True)
    limit = serializers.IntegerField(default=5, min_value=1, max_value=MAX_QUESTIONS)
    typed = serializers.BooleanField(
        default=False,
        help_text="Take questions with a `response` too: typed, ordered and matched answers.",
    )


class ServedQuestionSerializer(serializers.Serializer):
    """A question as served; its `id` is the one an attempt names."""

    id = serializers.UUIDField()
    subject = serializers.CharField()
    topic = serializers.CharField()
    sub_topic = serializers.CharField()
    difficulty = serializers.ChoiceField(choices=Difficulty.choices)
    stem = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    response = ResponseField(
        required=False,
        help_text="How a question that is no plain choice is answered; absent for one.",
    )
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    hash = serializers.CharField(help_text="SHA-256 of stem and options.")
    correct_answer = serializers.CharField(allow_blank=True, help_text="Always empty here.")
    rationale = serializers.CharField(allow_blank=True, help_text="Always empty here.")


class FetchedSerializer(serializers.Serializer):
    questions = ServedQuestionSerializer(many=True)
    selected_subtopic = serializers.CharField(allow_null=True)
    session_id = serializers.UUIDField(allow_null=True)


class TopicQuerySerializer(StrictQuerySerializer):
    subject = LiteralField(max_length=SUBJECT_LIMIT)
    exam_type = ExamTypeField(required=False)
    grade = serializers.IntegerField(required=False, min_value=0, max_value=12)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class SubtopicQuerySerializer(TopicQuerySerializer):
    topic = LiteralField(max_length=TOPIC_LIMIT, required=False)


class TopicToPractiseSerializer(serializers.Serializer):
    topic = serializers.CharField()


class TopicsSerializer(serializers.Serializer):
    topics = TopicToPractiseSerializer(many=True)


class SubtopicsSerializer(serializers.Serializer):
    subtopics = serializers.ListField(child=serializers.CharField())


class AttemptInputSerializer(StrictSerializer):
    child_id = serializers.UUIDField()
    question_id = serializers.UUIDField()
    selected = SelectedField()
    time_spent_ms = serializers.IntegerField(min_value=0, max_value=LONGEST_TIME_MS)
    session_id = serializers.UUIDField(required=False, allow_null=True)


class AttemptSerializer(serializers.Serializer):
    attempt_id = serializers.UUIDField()
    correct = serializers.BooleanField()
    expected = serializers.CharField(
        help_text="The right answer in plain words: of a choice, the text of the right option."
    )
    explanation = serializers.CharField()
    misconception = serializers.CharField(
        allow_null=True, help_text="The wrong belief that the answer betrays, if it is known."
    )
    session_id = serializers.UUIDField()


class TallySerializer(serializers.Serializer):
    topic = serializers.CharField()
    attempted = serializers.IntegerField()
    correct = serializers.IntegerField()
    accuracy = serializers.IntegerField(min_value=0, max_value=100)


class TopicSummarySerializer(TallySerializer):
    total_time_ms = serializers.IntegerField()


class ComparedSerializer(serializers.Serializer):
    """The learner's sessions of the same kind that began in the days before this one."""

    window_days = serializers.IntegerField()
    accuracy = serializers.IntegerField(allow_null=True)
    avg_time_per_question_ms = serializers.IntegerField(allow_null=True)


class SummarySerializer(serializers.Serializer):
    session = SessionSerializer()
    questions_attempted = serializers.IntegerField()
    questions_correct = serializers.IntegerField()
    accuracy = serializers.IntegerField(min_value=0, max_value=100)
    total_time_ms = serializers.IntegerField()
    avg_time_per_question_ms = serializers.IntegerField()
    subjects_practiced = serializers.ListField(child=serializers.CharField())
    by_topic = TopicSummarySerializer(many=True)
    trend = serializers.ChoiceField(choices=TRENDS, allow_null=True)
    compared_with = ComparedSerializer()


class ProgressQuerySerializer(StrictQuerySerializer):
    window = serializers.ChoiceField(choices=sorted(WINDOWS), default="all")
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class SubjectTallySerializer(serializers.Serializer):
    correct = serializers.IntegerField()
    total = serializers.IntegerField()
    accuracy = serializers.IntegerField(min_value=0, max_value=100)


class ProgressSerializer(serializers.Serializer):
    attempted = serializers.IntegerField()
    correct = serializers.IntegerField()
    accuracy = serializers.IntegerField(min_value=0, max_value=100)
    current_streak = serializers.IntegerField(help_text="Right answers in a row.")
    day_streak = serializers.IntegerField(help_text="Days in a row with at least one answer.")
    by_subject = serializers.DictField(child=SubjectTallySerializer())
    by_topic = TallySerializer(many=True)
    trend = serializers.ChoiceField(choices=TRENDS, allow_null=True)
