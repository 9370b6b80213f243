"""Shapes of the flags API."""

from rest_framework import serializers

from accounts.api.strict import StrictSerializer
from tutoring.services.flags import LONGEST_NOTE
from tutoring.states import FlagKind, FlagStatus


class FlagInputSerializer(StrictSerializer):
    kind = serializers.ChoiceField(FlagKind.choices)
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_NOTE, help_text="For staff."
    )


class FlagSerializer(serializers.Serializer):
    """A learner's flag; ``reply`` says what came of it once ``status`` is no longer open."""

    question_id = serializers.UUIDField(source="quiz_item_id")
    kind = serializers.ChoiceField(FlagKind.choices)
    note = serializers.CharField()
    status = serializers.ChoiceField(FlagStatus.choices)
    reply = serializers.CharField()
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
