"""People: users, learners, guardians, and what proves who they are."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.states import (
    AttemptScope,
    ConsentMethod,
    ExamType,
    GuardianshipStatus,
    MailKind,
    Theme,
)


class UserQuerySet(models.QuerySet["User"]):
    def with_email(self, email: str) -> UserQuerySet:
        return self.filter(email=email.strip().lower())


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def create_user(self, email: str | None, password: str | None = None, **fields) -> User:
        """Create a user; without a password the account cannot log in (a child profile)."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        """Create a staff member with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Anybody with an account: learner, guardian or staff; a child profile has no e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True, max_length=254)
    name = models.CharField(max_length=150, blank=True)
    timezone = models.CharField(max_length=64, default="Asia/Kolkata")
    language = models.CharField(max_length=16, default="en")
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    # Rises with a password change; tokens and cookies of an older epoch are void.
    token_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "users"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_lower_unique"),
            models.CheckConstraint(name="user_theme", condition=Q(theme__in=Theme.values)),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"child {self.pk}"

    def get_session_auth_hash(self) -> str:
        """Return what a login cookie must match: it changes with password and epoch."""
        return f"{super().get_session_auth_hash()}:{self.token_epoch}"

    @property
    def is_child_profile(self) -> bool:
        """Whether this learner has no log-in and is used from a guardian's."""
        return self.email is None


class Learner(models.Model):
    """What is needed to teach a user; ``child_id`` everywhere is this row's key."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="learner")
    birthdate = models.DateField(null=True, blank=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    exam_type = models.CharField(max_length=8, choices=ExamType, default=ExamType.NEET)
    exam_date = models.DateField(null=True, blank=True)
    minutes_per_day = models.PositiveSmallIntegerField(default=60)
    # Guardians read chat and free text only if the learner says so (child profiles: always).
    shares_free_text = models.BooleanField(default=False)

    class Meta:
        db_table = "learners"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="learner_exam_type", condition=Q(exam_type__in=ExamType.values)
            ),
            models.CheckConstraint(name="learner_grade", condition=Q(grade__lte=12)),
            models.CheckConstraint(name="learner_minutes", condition=Q(minutes_per_day__lte=1440)),
        ]

    def __str__(self) -> str:
        return str(self.user)


class GuardianshipQuerySet(models.QuerySet["Guardianship"]):
    def active(self) -> GuardianshipQuerySet:
        return self.filter(status=GuardianshipStatus.ACTIVE)

    def of_guardian(self, user_id: UUID) -> GuardianshipQuerySet:
        return self.active().filter(guardian_id=user_id)


class Guardianship(models.Model):
    """A guardian may follow a learner; revoked means from the next request on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    guardian = models.ForeignKey(User, models.CASCADE, related_name="guardianships")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="guardianships")
    status = models.CharField(
        max_length=8, choices=GuardianshipStatus, default=GuardianshipStatus.ACTIVE
    )
    # Consent facts: who is `guardian`, when, and how (created the profile, accepted an invitation).
    consented_at = models.DateTimeField(db_default=Now())
    consent_method = models.CharField(
        max_length=32, choices=ConsentMethod, default=ConsentMethod.CREATED_PROFILE
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        db_table = "guardianships"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guardian", "learner"], name="guardianship_unique_pair"
            ),
            models.CheckConstraint(
                name="guardianship_not_of_oneself", condition=~Q(guardian=F("learner"))
            ),
            models.CheckConstraint(
                name="guardianship_consent_method",
                condition=Q(consent_method__in=ConsentMethod.values),
            ),
            models.CheckConstraint(
                name="guardianship_status", condition=Q(status__in=GuardianshipStatus.values)
            ),
            models.CheckConstraint(
                name="guardianship_revoked_has_time",
                condition=Q(status=GuardianshipStatus.ACTIVE, revoked_at=None)
                | Q(status=GuardianshipStatus.REVOKED, revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} guards {self.learner_id} ({self.status})"


class GuardianInvitationQuerySet(models.QuerySet["GuardianInvitation"]):
    def pending(self) -> GuardianInvitationQuerySet:
        """Neither accepted nor revoked; it may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> GuardianInvitationQuerySet:
        """Pending and, by the database's clock, not expired."""
        return self.pending().filter(expires_at__gt=ClockNow())


class GuardianInvitation(models.Model):
    """A learner asks a guardian by e-mail; the mailed token is stored hashed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="guardian_invitations")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    guardianship = models.ForeignKey(
        Guardianship, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = GuardianInvitationQuerySet.as_manager()

    class Meta:
        db_table = "guardian_invitations"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="guardian_invitation_one_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SignUpRequest(models.Model):
    """A sign-up that waits for the mailed link; the account is made when it is followed.

    Known and unknown addresses leave the same row: only the mail differs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    password = models.CharField(max_length=128)  # a hash
    birthdate = models.DateField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "sign_up_requests"

    def __str__(self) -> str:
        return f"sign-up request {self.pk}"


class RefreshFamily(models.Model):
    """One log-in of one client: its refresh tokens follow each other (RFC 9700, 4.14.2)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="refresh_families")
    epoch = models.PositiveIntegerField()  # the user's at log-in; an older one is void
    refreshed_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "refresh_families"
        verbose_name_plural = "refresh families"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="refresh_family_reason_with_time",
                condition=Q(revoked_at=None, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"refresh family {self.pk}"


class RefreshToken(models.Model):
    """One link of a refresh family, consumed by one conditional UPDATE."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    family = models.ForeignKey(RefreshFamily, models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "refresh_tokens"

    def __str__(self) -> str:
        return f"refresh token {self.pk}"


class LoginAttempt(models.Model):
    """Tries of one subject since its window began; counted before any password is hashed.

    A window begins with its first try, so no burst falls on both sides of a full minute.
    """

    scope = models.CharField(max_length=8, choices=AttemptScope)
    subject = models.CharField(max_length=64)  # SHA-256 of the e-mail, address or user id
    window_started_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "login_attempts"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "subject"], name="login_attempt_one_window"),
            models.CheckConstraint(
                name="login_attempt_scope", condition=Q(scope__in=AttemptScope.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.window_started_at}: {self.count}"


class OutgoingMail(models.Model):
    """A mail that somebody asked for; the worker decides what is in it and sends it.

    The request that asks leaves the same row for known and unknown addresses.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=MailKind)
    recipient = models.EmailField(max_length=254)
    subject_id = models.UUIDField(null=True, blank=True)  # the sign-up request or invitation
    base_url = models.CharField(max_length=300)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "outgoing_mails"
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], condition=Q(sent_at=None), name="outgoing_mail_unsent"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outgoing_mail_kind", condition=Q(kind__in=MailKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
