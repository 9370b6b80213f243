"""Shapes of the mission API."""

from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from autopilot.states import (
    AssetRole,
    AssetScope,
    AssetStatus,
    AssetType,
    HopStatus,
    MissionStatus,
    ToolId,
    ToolStepStatus,
)


class CriteriaField(serializers.ListField):
    """Success criteria, a sentence each."""

    child = serializers.CharField(max_length=500)

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=400, **kwargs)


class MissionInputSerializer(StrictSerializer):
    name = serializers.CharField(max_length=200)
    goal = serializers.CharField(max_length=4_000, required=False, allow_blank=True)
    description = serializers.CharField(max_length=8_000, required=False, allow_blank=True)
    success_criteria = CriteriaField(required=False)
    session_id = serializers.UUIDField(required=False)


class MissionUpdateSerializer(StrictSerializer):
    name = serializers.CharField(max_length=200, required=False)
    goal = serializers.CharField(max_length=4_000, required=False, allow_blank=True)
    description = serializers.CharField(max_length=8_000, required=False, allow_blank=True)
    success_criteria = CriteriaField(required=False)


class MissionQuerySerializer(StrictQuerySerializer):
    status = serializers.ChoiceField(choices=MissionStatus.choices, required=False)
    session_id = serializers.UUIDField(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100)
    cursor = serializers.CharField(required=False, max_length=500)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class ToolStepSerializer(serializers.Serializer):
    """A step: what it did, never what it was given."""

    id = serializers.UUIDField()
    tool_id = serializers.ChoiceField(choices=ToolId.choices)
    sequence_order = serializers.IntegerField(help_text="Counts within its run.")
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=ToolStepStatus.choices)
    execution_result = serializers.JSONField(allow_null=True)
    error_message = serializers.CharField()
    is_void = serializers.BooleanField(help_text="Set aside by staff; reports leave it out.")
    duration_ms = serializers.IntegerField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)


class AssetLineSerializer(serializers.Serializer):
    """An asset without its content."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scope_type = serializers.ChoiceField(choices=AssetScope.choices)
    scope_id = serializers.UUIDField(help_text="Of the mission or the hop.")
    role = serializers.ChoiceField(choices=AssetRole.choices)
    status = serializers.ChoiceField(choices=AssetStatus.choices)
    subtype = serializers.ChoiceField(choices=AssetType.choices)
    created_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)


class AssetSerializer(AssetLineSerializer):
    """What a mission leaves behind; ``content`` is null until it is ready."""

    content = serializers.JSONField(allow_null=True)


class HopLineSerializer(serializers.Serializer):
    """One visit of a topic, without what happened in it."""

    id = serializers.UUIDField()
    sequence_order = serializers.IntegerField()
    name = serializers.CharField()
    goal = serializers.CharField()
    rationale = serializers.CharField()
    status = serializers.ChoiceField(choices=HopStatus.choices)
    is_final = serializers.BooleanField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class HopSerializer(HopLineSerializer):
    """One visit of a topic with its steps and assets."""

    tool_steps = ToolStepSerializer(many=True)
    assets = AssetSerializer(many=True)


class MissionScalarsSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    goal = serializers.CharField()
    success_criteria = serializers.ListField(child=serializers.CharField())
    status = serializers.ChoiceField(choices=MissionStatus.choices)
    session_id = serializers.UUIDField(allow_null=True)
    current_hop_id = serializers.UUIDField(allow_null=True)
    valid_verbs = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class MissionSerializer(MissionScalarsSerializer):
    """A mission with its hops; ``assets`` are those of the mission itself."""

    hops = HopSerializer(many=True)
    assets = AssetSerializer(many=True)


class MissionLineSerializer(MissionScalarsSerializer):
    """A mission as lists carry it."""

    hops = HopLineSerializer(many=True)
    assets = AssetLineSerializer(many=True)


class PageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class MissionPageSerializer(PageSerializer):
    results = MissionLineSerializer(many=True)


class HopPageSerializer(PageSerializer):
    results = HopSerializer(many=True)


class ToolStepPageSerializer(PageSerializer):
    results = ToolStepSerializer(many=True)


class AssetPageSerializer(PageSerializer):
    results = AssetSerializer(many=True)


class PageQuerySerializer(StrictQuerySerializer):
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100)
    cursor = serializers.CharField(required=False, max_length=500)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class AssetQuerySerializer(PageQuerySerializer):
    mission_id = serializers.UUIDField(required=False)
    hop_id = serializers.UUIDField(required=False)


class FormatQuerySerializer(StrictQuerySerializer):
    format = serializers.ChoiceField(choices=["json", "api"], required=False)
