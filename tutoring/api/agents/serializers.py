"""Inputs of the agents API: strict and bounded; the outputs are the agents' own shapes."""

from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from sessions_app.api.serializers import MESSAGE_LIMIT, ExamTypeField, FreeFormField
from sessions_app.states import MessageRole
from tutoring.agents.requests import MAX_DAYS, MAX_HOURS_PER_DAY, MIN_DAYS
from tutoring.api.answer_field import AnswerField
from tutoring.services.plans import MAX_GOAL_LENGTH, MIN_HOURS_PER_DAY
from tutoring.states import Difficulty
from tutoring.syllabus_text import MAX_BYTES

TOPIC_LIMIT = 200  # characters
CONTEXT_LIMIT = 10_000  # characters
MESSAGES_LIMIT = 500
MISTAKES_LIMIT = 50
QUESTIONS_LIMIT = 30
LARGEST_INDEX = 2**31 - 1


class PlanInputSerializer(StrictSerializer):
    exam_type = ExamTypeField()
    goal = serializers.CharField(max_length=MAX_GOAL_LENGTH, allow_blank=True)
    days = serializers.IntegerField(default=7, min_value=MIN_DAYS, max_value=MAX_DAYS)
    syllabus_text = serializers.CharField(
        required=False, allow_blank=True, default="", help_text=f"At most {MAX_BYTES} bytes."
    )
    hours_per_day = serializers.FloatField(
        required=False, min_value=MIN_HOURS_PER_DAY, max_value=MAX_HOURS_PER_DAY
    )
    exam_date = serializers.DateField(required=False, allow_null=True, default=None)
    session_id = serializers.UUIDField(required=False)


class ChatTurnSerializer(StrictSerializer):
    role = serializers.ChoiceField(choices=MessageRole.choices)
    content = serializers.CharField(
        max_length=MESSAGE_LIMIT, trim_whitespace=False, allow_blank=True
    )


class ExplainInputSerializer(StrictSerializer):
    topic = serializers.CharField(max_length=TOPIC_LIMIT)
    context = serializers.CharField(
        max_length=CONTEXT_LIMIT, required=False, allow_blank=True, default=""
    )
    difficulty = serializers.ChoiceField(choices=Difficulty.choices, default=Difficulty.MEDIUM)
    history = ChatTurnSerializer(many=True, required=False, max_length=MESSAGES_LIMIT)
    session_id = serializers.UUIDField(required=False)


class TopicQuerySerializer(StrictQuerySerializer):
    user_id = serializers.UUIDField(required=False)
    topic_id = serializers.SlugField(max_length=TOPIC_LIMIT)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class ExplanationField(serializers.JSONField):
    """A text or an object, as the client keeps it."""

    default_error_messages = {"wrong_kind": "This must be a text, an object or null."}

    def to_internal_value(self, data):
        if not isinstance(data, (str, dict)):
            self.fail("wrong_kind")
        return super().to_internal_value(data)


class TopicChatInputSerializer(StrictSerializer):
    user_id = serializers.UUIDField(required=False)
    topic_id = serializers.SlugField(max_length=TOPIC_LIMIT)
    messages = ChatTurnSerializer(many=True, max_length=MESSAGES_LIMIT)
    explanation = ExplanationField(required=False, allow_null=True)
    reply = serializers.BooleanField(
        default=False, help_text="Have the tutor answer the last message, which is the user's."
    )

    def validate(self, attrs):
        said = attrs["messages"]
        if attrs["reply"] and not (said and said[-1]["role"] == MessageRole.USER):
            raise serializers.ValidationError({"reply": ["The last message must be the user's."]})
        return attrs


class TopicChatSerializer(serializers.Serializer):
    """One conversation of a learner about a topic."""

    messages = ChatTurnSerializer(many=True)
    explanation = serializers.JSONField(allow_null=True)


class QuizInputSerializer(StrictSerializer):
    topic = serializers.CharField(max_length=TOPIC_LIMIT)
    context = serializers.CharField(
        max_length=CONTEXT_LIMIT, required=False, allow_blank=True, default=""
    )
    num_questions = serializers.IntegerField(default=5, min_value=1, max_value=QUESTIONS_LIMIT)
    difficulty = serializers.ChoiceField(choices=Difficulty.choices, default=Difficulty.MEDIUM)
    previous_mistakes = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, max_length=MISTAKES_LIMIT
    )
    session_id = serializers.UUIDField(required=False)
    typed = serializers.BooleanField(
        default=False,
        help_text="Take questions with a `response` too: typed, ordered and matched answers.",
    )


class SavedQuizInputSerializer(StrictSerializer):
    user_id = serializers.UUIDField(required=False)
    topic_id = serializers.SlugField(max_length=TOPIC_LIMIT)
    questions = serializers.ListField(
        child=FreeFormField(), min_length=1, max_length=QUESTIONS_LIMIT
    )


class SavedQuizSerializer(serializers.Serializer):
    """The questions last saved on a topic, as they were saved."""

    id = serializers.UUIDField()
    topic = serializers.CharField()
    questions = serializers.ListField(child=serializers.DictField())
    time_estimate_minutes = serializers.IntegerField()


def one_answer(serializer, attrs):
    """Refuse a body with both writings of an answer, or none."""
    if ("student_answer_index" in attrs) == ("answer" in attrs):
        message = "Give student_answer_index or answer, one of them."
        raise serializers.ValidationError({"student_answer_index": [message]})
    return attrs


class EvaluateInputSerializer(StrictSerializer):
    quiz_id = serializers.UUIDField(required=False)
    question_id = serializers.UUIDField()
    student_answer_index = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST_INDEX
    )
    answer = AnswerField(required=False)
    confidence = serializers.FloatField(required=False, min_value=0, max_value=1)
    session_id = serializers.UUIDField(required=False)

    validate = one_answer


class EvaluationSerializer(serializers.Serializer):
    """What an answer was worth."""

    is_correct = serializers.BooleanField()
    feedback = serializers.CharField()
    misconception = serializers.CharField(allow_null=True)
    hint_for_similar = serializers.CharField()
    correct_option_index = serializers.IntegerField(allow_null=True)
    explanation = serializers.CharField()
    correct_answer = serializers.CharField(
        required=False, help_text="In plain words; only where no single option is right."
    )


class MisconceptionInputSerializer(StrictSerializer):
    question_id = serializers.UUIDField()
    student_answer_index = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST_INDEX
    )
    answer = AnswerField(required=False)
    session_id = serializers.UUIDField(required=False)
    validate = one_answer


class PerformanceInputSerializer(StrictSerializer):
    session_id = serializers.UUIDField(required=False)
    quiz_id = serializers.UUIDField(required=False)

    def validate(self, attrs):
        if len(attrs) != 1:
            raise serializers.ValidationError(
                {"session_id": ["Give session_id or quiz_id, one of them."]}
            )
        return attrs
