"""Shapes of the mission API."""

from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from autopilot.models import Mission
from autopilot.states import MissionStatus


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


class MissionSerializer(serializers.ModelSerializer):
    """A mission; hops and assets are empty until a run of it has made some."""

    current_hop_id = serializers.SerializerMethodField()
    hops = serializers.SerializerMethodField()
    assets = serializers.SerializerMethodField()
    valid_verbs = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Mission
        fields = [
            "id",
            "name",
            "description",
            "goal",
            "success_criteria",
            "status",
            "session_id",
            "current_hop_id",
            "hops",
            "assets",
            "valid_verbs",
            "created_at",
            "ended_at",
        ]

    def get_current_hop_id(self, mission: Mission) -> str | None:
        return None

    def get_hops(self, mission: Mission) -> list[dict]:
        return []

    def get_assets(self, mission: Mission) -> list[dict]:
        return []


class MissionPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = MissionSerializer(many=True)
