"""The OpenAPI document: what every route shares."""

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

MUTATING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class ProblemSerializer(serializers.Serializer):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField(allow_null=True)
    errors = serializers.DictField(required=False)


class MentorSchema(AutoSchema):
    """Adds the Idempotency-Key header and the problem answers that every route can give."""

    def get_override_parameters(self):
        from drf_spectacular.utils import OpenApiParameter  # noqa: PLC0415 -- heavy import

        parameters = list(super().get_override_parameters())
        if self.method in MUTATING and getattr(self._handler(), "is_idempotent", False):
            parameters.append(
                OpenApiParameter(
                    name="Idempotency-Key",
                    location=OpenApiParameter.HEADER,
                    description="1-200 printable characters; the same key and body replays the "
                    "first answer for 24 hours.",
                )
            )
        return parameters

    def _handler(self):
        name = getattr(self.view, "action", None) or self.method.lower()
        return getattr(self.view, name, None)

    def _get_response_bodies(self, direction="response"):
        responses = super()._get_response_bodies(direction)
        problem = self._get_response_for_code(
            ProblemSerializer, "default", ["application/problem+json"], direction
        )
        responses.setdefault("default", {**problem, "description": "A problem document."})
        return responses
