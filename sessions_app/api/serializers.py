"""Shapes of the session API: inputs are strict, outputs are what the contract lists."""

from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from accounts.states import ExamType
from sessions_app.models import AgentAction, Chat, ChatMessage, StudySession
from sessions_app.states import MessageRole, SessionKind, SessionStatus, StudyPhase

MESSAGE_LIMIT = 32_000  # characters of one chat message
NAME_LIMIT = 200
PAGE_LIMIT = 1_000_000
VERSION_LIMIT = 2**31 - 1


class ExamTypeField(serializers.ChoiceField):
    """An exam in any case; stored and echoed in upper case."""

    def __init__(self, **kwargs) -> None:
        super().__init__(choices=ExamType.choices, **kwargs)

    def to_internal_value(self, data):
        return super().to_internal_value(data.upper() if isinstance(data, str) else data)


class FreeFormField(serializers.JSONField):
    """An object whose members are the caller's own."""

    default_error_messages = {"not_an_object": "This must be an object."}

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            self.fail("not_an_object")
        return super().to_internal_value(data)


class NothingSerializer(StrictSerializer):
    """A body without members."""


class StartSerializer(StrictSerializer):
    user_id = serializers.UUIDField(required=False)
    exam_type = ExamTypeField(default=ExamType.NEET)
    name = serializers.CharField(max_length=NAME_LIMIT, required=False, default="")
    metadata = FreeFormField(required=False, default=dict)


class StartedSerializer(serializers.Serializer):
    session_id = serializers.UUIDField()


class SaveSerializer(StrictSerializer):
    context_data = FreeFormField()
    phase = serializers.ChoiceField(choices=StudyPhase.choices)
    version = serializers.IntegerField(required=False, min_value=0, max_value=VERSION_LIMIT)
    force = serializers.BooleanField(required=False, default=False)


class SavedSerializer(serializers.Serializer):
    ok = serializers.BooleanField()
    version = serializers.IntegerField()


class ContextSerializer(serializers.Serializer):
    """StudentContext."""

    user_id = serializers.UUIDField()
    session_id = serializers.UUIDField()
    current_topic = serializers.CharField(allow_null=True)
    last_quiz_score = serializers.FloatField(allow_null=True)
    misconceptions = serializers.ListField(child=serializers.CharField())
    plan_cache_key = serializers.CharField(allow_null=True)
    extra_data = serializers.DictField()


class StateSerializer(serializers.Serializer):
    phase = serializers.ChoiceField(choices=StudyPhase.choices)
    context = ContextSerializer()
    status = serializers.ChoiceField(choices=SessionStatus.choices)
    version = serializers.IntegerField()
    valid_actions = serializers.ListField(child=serializers.CharField())
    valid_verbs = serializers.ListField(child=serializers.CharField())


class CreateSessionSerializer(StrictSerializer):
    name = serializers.CharField(max_length=NAME_LIMIT, required=False, default="")
    exam_type = ExamTypeField(required=False)
    session_metadata = FreeFormField(required=False, default=dict)


class UpdateSessionSerializer(StrictSerializer):
    name = serializers.CharField(max_length=NAME_LIMIT, required=False)
    session_metadata = FreeFormField(required=False)
    status = serializers.ChoiceField(choices=SessionStatus.choices, required=False)
    version = serializers.IntegerField(required=False, min_value=0, max_value=VERSION_LIMIT)


class UpdateQuerySerializer(StrictQuerySerializer):
    mode = serializers.ChoiceField(choices=["merge", "replace"], default="merge")


class RecoverSerializer(StrictSerializer):
    session_id = serializers.UUIDField(required=False)


class ActionSerializer(StrictSerializer):
    action = serializers.CharField(max_length=64)
    data = FreeFormField(required=False, default=dict)


class ActedSerializer(serializers.Serializer):
    phase = serializers.ChoiceField(choices=StudyPhase.choices)
    previous_phase = serializers.ChoiceField(choices=StudyPhase.choices)
    valid_actions = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()


class ActivitySerializer(serializers.Serializer):
    message = serializers.CharField()
    last_activity_at = serializers.DateTimeField()


class SessionQuerySerializer(StrictQuerySerializer):
    """Filters of the session list."""

    status_filter = serializers.ChoiceField(choices=SessionStatus.choices, required=False)
    kind = serializers.ChoiceField(choices=SessionKind.choices, required=False)
    exam_type = ExamTypeField(required=False)
    child_id = serializers.UUIDField(required=False)
    started_after = serializers.DateTimeField(required=False)
    started_before = serializers.DateTimeField(required=False)
    page = serializers.IntegerField(required=False, min_value=1, max_value=PAGE_LIMIT)
    per_page = serializers.IntegerField(required=False, min_value=1, max_value=100)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100)
    cursor = serializers.CharField(required=False, max_length=500)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class DetailQuerySerializer(StrictQuerySerializer):
    include = serializers.ChoiceField(choices=["chat"], required=False)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class HistoryQuerySerializer(StrictQuerySerializer):
    after_seq = serializers.IntegerField(required=False, min_value=0, max_value=VERSION_LIMIT)
    before_seq = serializers.IntegerField(required=False, min_value=1, max_value=VERSION_LIMIT)
    limit = serializers.IntegerField(default=50, min_value=1, max_value=200)
    agent = serializers.CharField(required=False, max_length=32)
    action = serializers.CharField(required=False, max_length=64)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class MessageQuerySerializer(StrictQuerySerializer):
    before = serializers.IntegerField(required=False, min_value=1, max_value=VERSION_LIMIT)
    limit = serializers.IntegerField(default=50, min_value=1, max_value=200)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class MessageInputSerializer(StrictSerializer):
    role = serializers.ChoiceField(choices=MessageRole.choices, default=MessageRole.USER)
    content = serializers.CharField(max_length=MESSAGE_LIMIT, trim_whitespace=False)
    metadata = FreeFormField(required=False, default=dict)


class MessageSerializer(serializers.ModelSerializer):
    class Meta:
        model = ChatMessage
        fields = ["id", "seq", "role", "content", "metadata", "created_at"]


class ChatSerializer(serializers.ModelSerializer):
    """A chat with its latest messages, newest last."""

    messages = serializers.SerializerMethodField()

    class Meta:
        model = Chat
        fields = ["id", "title", "messages"]

    def get_messages(self, chat: Chat) -> list[dict]:
        latest = chat.messages.filter(seq__gt=chat.length - 50).order_by("seq")
        return MessageSerializer(latest, many=True).data


class HistoryEntrySerializer(serializers.ModelSerializer):
    class Meta:
        model = AgentAction
        fields = [
            "seq",
            "at",
            "agent",
            "action",
            "reasoning",
            "metadata",
            "change",
            "duration_ms",
            "phase",
        ]


class SessionSerializer(serializers.ModelSerializer):
    """A session's scalars, as lists carry them."""

    user_id = serializers.UUIDField()
    child_id = serializers.UUIDField(source="user_id")
    phase = serializers.ChoiceField(source="current_state", choices=StudyPhase.choices)
    session_metadata = serializers.DictField(source="metadata")
    chat_id = serializers.SerializerMethodField()
    mission_id = serializers.SerializerMethodField()
    valid_actions = serializers.ListField(child=serializers.CharField())
    valid_verbs = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = StudySession
        fields = [
            "id",
            "user_id",
            "child_id",
            "name",
            "kind",
            "status",
            "phase",
            "exam_type",
            "session_metadata",
            "chat_id",
            "mission_id",
            "subject",
            "topic",
            "subtopic",
            "started_at",
            "ended_at",
            "created_at",
            "updated_at",
            "last_activity_at",
            "version",
            "valid_actions",
            "valid_verbs",
        ]

    def get_chat_id(self, session: StudySession) -> str | None:
        chat = getattr(session, "chat", None)
        return str(chat.pk) if chat else None

    def get_mission_id(self, session: StudySession) -> str | None:
        mission = getattr(session, "mission", None)  # a higher app's; absent until it links one
        return str(mission.pk) if mission else None


class SessionPageSerializer(serializers.Serializer):
    sessions = SessionSerializer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    per_page = serializers.IntegerField()


class HistoryPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = HistoryEntrySerializer(many=True)


class MessagePageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = MessageSerializer(many=True)
