"""Shapes of identity, children and guardians; what is written is for the services."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer
from accounts.models import GuardianInvitation, Guardianship, User
from accounts.selectors import is_guardian
from accounts.services.refresh_tokens import TokenPair
from accounts.validators import validate_birthdate

EMAIL_LENGTH, NAME_LENGTH, GRADE_MAX = 254, 150, 12
TOKEN_LENGTH = 200


class PasswordField(serializers.CharField):
    """A password as typed; its length is bounded before anything is hashed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", settings.PASSWORD_MAX_LENGTH)
        super().__init__(trim_whitespace=False, style={"input_type": "password"}, **options)


class SignUpSerializer(StrictSerializer):
    email = serializers.EmailField(max_length=EMAIL_LENGTH)
    password = PasswordField(min_length=settings.PASSWORD_MIN_LENGTH)
    name = serializers.CharField(max_length=NAME_LENGTH, required=False, allow_blank=True)
    birthdate = serializers.DateField(
        required=False, allow_null=True, validators=[validate_birthdate]
    )


class LoginSerializer(StrictSerializer):
    email = serializers.CharField(max_length=EMAIL_LENGTH)
    password = PasswordField()


class LoginFormSerializer(StrictSerializer):
    """The same as a form; ``grant_type`` and ``scope`` are what OAuth 2.0 clients add."""

    username = serializers.CharField(max_length=EMAIL_LENGTH)
    password = PasswordField()
    grant_type = serializers.ChoiceField(choices=["password"], required=False, allow_blank=True)
    scope = serializers.CharField(max_length=100, required=False, allow_blank=True)


class RefreshTokenSerializer(StrictSerializer):
    refresh_token = serializers.CharField(max_length=TOKEN_LENGTH)


class PublicUserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "email", "name", "created_at"]


class ParentSerializer(serializers.ModelSerializer):
    """The same person, under the name that StudyBuddy clients know."""

    class Meta:
        model = User
        fields = ["id", "email", "created_at"]


class TokenAnswerSerializer(serializers.Serializer):
    """What sign-up, log-in and refresh answer."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="bearer")
    user = PublicUserSerializer()
    parent = ParentSerializer(source="user")

    def to_representation(self, instance: TokenPair) -> dict[str, Any]:
        return {
            "access_token": instance.access_token,
            "refresh_token": instance.refresh_token,
            "token_type": "bearer",
            "user": PublicUserSerializer(instance.user).data,
            "parent": ParentSerializer(instance.user).data,
        }


class ConfirmationSentSerializer(serializers.Serializer):
    """Known and unknown addresses get the same words."""

    status = serializers.CharField()
    detail = serializers.CharField()


class MeSerializer(serializers.ModelSerializer):
    is_guardian = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "email", "name", "is_guardian", "is_staff", "created_at"]

    @extend_schema_field(bool)
    def get_is_guardian(self, user: User) -> bool:
        return is_guardian(user.pk)


class ChildInputSerializer(StrictSerializer):
    name = serializers.CharField(max_length=NAME_LENGTH)
    birthdate = serializers.DateField(
        required=False, allow_null=True, validators=[validate_birthdate]
    )
    grade = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=GRADE_MAX
    )


class ChildSerializer(serializers.Serializer):
    """A learner as their guardian sees them; ``parent_id`` is the caller."""

    id = serializers.UUIDField(source="pk")
    parent_id = serializers.SerializerMethodField()
    name = serializers.CharField(source="user.name")
    birthdate = serializers.DateField(allow_null=True)
    grade = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField(source="user.created_at")

    @extend_schema_field({"type": "string", "format": "uuid"})
    def get_parent_id(self, _learner: Any) -> str:
        return str(self.context["request"].user.pk)


class ChildListQuerySerializer(StrictQuerySerializer):
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100)
    cursor = serializers.CharField(required=False, max_length=500)
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class InvitationInputSerializer(StrictSerializer):
    email = serializers.EmailField(max_length=EMAIL_LENGTH)
    child_id = serializers.UUIDField(required=False)


class InvitationSerializer(serializers.ModelSerializer):
    class Meta:
        model = GuardianInvitation
        fields = ["id", "email", "learner_id", "expires_at"]
        extra_kwargs = {"learner_id": {"read_only": True}}


class GuardianshipSerializer(serializers.ModelSerializer):
    class Meta:
        model = Guardianship
        fields = ["id", "guardian_id", "learner_id", "status", "consented_at"]
