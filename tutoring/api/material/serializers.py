"""Shapes of the study material API."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from tutoring.material.sources import Source
from tutoring.models import StudyMaterial
from tutoring.states import MaterialStatus


class UploadSerializer(StrictSerializer):
    """The fields of the multipart form."""

    file = serializers.FileField(help_text="PDF, PNG, JPEG or WebP, at most 10 MB.")
    title = serializers.CharField(
        required=False, max_length=200, help_text="Default: the file's name."
    )
    session_id = serializers.UUIDField(
        required=False, help_text="Serve this session alone; default: all of the learner's."
    )
    user_id = serializers.UUIDField(required=False, help_text="A child profile of the caller's.")


class MaterialQuerySerializer(StrictQuerySerializer):
    user_id = serializers.UUIDField(required=False, help_text="Default: the caller.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100)
    cursor = serializers.CharField(required=False)


class MaterialSerializer(serializers.Serializer):
    """One file; ``status`` failed comes with ``failure`` in words."""

    id = serializers.UUIDField()
    user_id = serializers.UUIDField(source="learner_id")
    session_id = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    status = serializers.ChoiceField(MaterialStatus.choices)
    failure = serializers.CharField(allow_null=True)
    page_count = serializers.IntegerField(allow_null=True)
    pages_read = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    file_url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField())
    def get_file_url(self, material: StudyMaterial) -> str:
        return reverse("material-file", args=[material.pk])

    def to_representation(self, instance: StudyMaterial) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "failure": shown["failure"] or None}


class PageRowSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    source = serializers.ChoiceField(
        [source.value for source in Source],
        help_text="text: of the file itself; picture: found in a picture; none: no text to be "
        "found; slow, broken: the page could not be read.",
    )
    characters = serializers.IntegerField()


class MaterialWithPagesSerializer(MaterialSerializer):
    pages = PageRowSerializer(many=True, source="pages_listed")


class PageSerializer(serializers.Serializer):
    material_id = serializers.UUIDField()
    number = serializers.IntegerField()
    source = serializers.ChoiceField([source.value for source in Source])
    text = serializers.CharField(help_text="Plain text, as it was found.")
