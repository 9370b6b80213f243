"""The session core: study sessions, their agent history, chat, idempotent replies, job runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.models import Guardianship
from accounts.states import ExamType
from sessions_app.context import empty_context
from sessions_app.encryption import EncryptedJSONField
from sessions_app.states import ENDED, MessageRole, SessionKind, SessionStatus, StudyPhase
from sessions_app.states import valid_actions as actions_now
from sessions_app.states import valid_verbs as verbs_now

if TYPE_CHECKING:
    from accounts.models import User


class StudySessionQuerySet(models.QuerySet["StudySession"]):
    def owned_by(self, user_id: UUID) -> StudySessionQuerySet:
        return self.filter(user_id=user_id)

    def visible_to(self, user: User) -> StudySessionQuerySet:
        """Own sessions and those of the learners one is guardian of; staff: all."""
        if user.is_staff:
            return self.all()
        wards = Guardianship.objects.of_guardian(user.pk).values("learner_id")
        return self.filter(Q(user_id=user.pk) | Q(user_id__in=wards))

    def of_kind(self, kind: str) -> StudySessionQuerySet:
        return self.filter(kind=kind)

    def open(self) -> StudySessionQuerySet:
        return self.filter(status__in=[SessionStatus.ACTIVE, SessionStatus.PAUSED])

    def newest_activity_first(self) -> StudySessionQuerySet:
        return self.order_by("-last_activity_at", "-id")

    def inactive_for(self, duration: timedelta) -> StudySessionQuerySet:
        """Sessions whose last activity is older, by the database's clock."""
        return self.filter(last_activity_at__lt=Now() - duration)

    def abandonable(self) -> StudySessionQuerySet:
        """Active study sessions without activity; a paused one is not abandoned."""
        due = self.filter(status=SessionStatus.ACTIVE, kind=SessionKind.STUDY)
        return due.inactive_for(settings.SESSION_ABANDON_AFTER)

    def archivable(self) -> StudySessionQuerySet:
        due = self.filter(status=SessionStatus.ABANDONED)
        return due.filter(ended_at__lt=Now() - settings.SESSION_ARCHIVE_AFTER)

    def idle_practice(self) -> StudySessionQuerySet:
        due = self.filter(status=SessionStatus.ACTIVE, kind=SessionKind.PRACTICE)
        return due.inactive_for(settings.PRACTICE_IDLE_AFTER)


class StudySession(models.Model):
    """One resumable piece of study: the row every promise of resuming rests on.

    Only ``sessions_app.services`` writes it; each change raises ``version`` and leaves a history
    entry in the same transaction.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="study_sessions", db_index=False
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=SessionKind, default=SessionKind.STUDY)
    status = models.CharField(max_length=9, choices=SessionStatus, default=SessionStatus.ACTIVE)
    current_state = models.CharField(max_length=9, choices=StudyPhase, default=StudyPhase.INTAKE)
    exam_type = models.CharField(max_length=8, choices=ExamType, default=ExamType.NEET)
    subject = models.CharField(max_length=100, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    subtopic = models.CharField(max_length=200, blank=True)
    current_context = models.JSONField(default=empty_context)
    metadata = EncryptedJSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    history_length = models.PositiveIntegerField(default=0)
    archived_from = models.CharField(max_length=9, choices=SessionStatus, null=True, blank=True)
    started_at = models.DateTimeField(db_default=ClockNow())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=32, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField(db_default=ClockNow())
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    updated_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    objects = StudySessionQuerySet.as_manager()

    class Meta:
        db_table = "study_sessions"
        indexes: ClassVar = [
            models.Index("user", F("last_activity_at").desc(), name="session_user_activity"),
            models.Index(
                fields=["last_activity_at"],
                condition=Q(status=SessionStatus.ACTIVE),
                name="session_active_activity",
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(status=SessionStatus.ABANDONED),
                name="session_abandoned_ended",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="session_status", condition=Q(status__in=SessionStatus.values)
            ),
            models.CheckConstraint(name="session_kind", condition=Q(kind__in=SessionKind.values)),
            models.CheckConstraint(
                name="session_phase", condition=Q(current_state__in=StudyPhase.values)
            ),
            models.CheckConstraint(
                name="session_exam_type", condition=Q(exam_type__in=ExamType.values)
            ),
            models.CheckConstraint(
                name="session_ended_at_iff_ended",
                condition=Q(status__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(status__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="session_archived_from_iff_archived",
                condition=Q(status=SessionStatus.ARCHIVED, archived_from__isnull=False)
                | (~Q(status=SessionStatus.ARCHIVED) & Q(archived_from__isnull=True)),
            ),
            models.CheckConstraint(name="session_version_positive", condition=Q(version__gte=1)),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status=SessionStatus.ACTIVE, kind=SessionKind.PRACTICE),
                name="session_one_active_practice",
                violation_error_message="The learner already has an active practice session.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phase(self) -> str:
        return self.current_state

    @property
    def valid_actions(self) -> list[str]:
        return actions_now(self.status, self.current_state)

    @property
    def valid_verbs(self) -> list[str]:
        return verbs_now(self.status)


class AgentAction(models.Model):
    """One entry of a session's agent history: inserted once, never changed.

    ``(session, seq)`` is its public identity; seq runs from 1 without a gap. ``change`` is what the
    entry did to the session (phase, status, context patch): folding all of them rebuilds it. A
    database trigger refuses UPDATE, and DELETE without a permit (``services.history``).
    """

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(
        StudySession, models.CASCADE, related_name="agent_history", db_index=False
    )
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=ClockNow())
    agent = models.CharField(max_length=32)
    action = models.CharField(max_length=64)
    reasoning = models.TextField(blank=True)
    metadata = models.JSONField(default=dict)
    change = models.JSONField(null=True)
    phase = models.CharField(max_length=9, choices=StudyPhase)
    duration_ms = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "agent_history"
        verbose_name_plural = "agent history"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "seq"], name="history_unique_seq"),
            models.CheckConstraint(name="history_seq_positive", condition=Q(seq__gte=1)),
            models.CheckConstraint(name="history_phase", condition=Q(phase__in=StudyPhase.values)),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.agent} {self.action}"


class ErasePermit(models.Model):
    """Lets one transaction delete a session's history; it never outlives that transaction."""

    session_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "history_erase_permits"

    def __str__(self) -> str:
        return str(self.session_id)


class Chat(models.Model):
    """A conversation with the tutor: of a session, or of a learner about a topic."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="chats")
    session = models.OneToOneField(
        StudySession, models.CASCADE, null=True, blank=True, related_name="chat"
    )
    topic_id = models.SlugField(max_length=200, null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    explanation = models.JSONField(null=True, blank=True)
    length = models.PositiveIntegerField(default=0)  # the last message's seq
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "tutor_chats"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "topic_id"], name="chat_unique_topic"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)


class ChatMessage(models.Model):
    """One message; ``seq`` is given under the chat's lock, never by counting."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="messages", db_index=False)
    seq = models.PositiveIntegerField()
    role = models.CharField(max_length=9, choices=MessageRole)
    content = models.TextField()
    metadata = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "chat_messages"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chat", "seq"], name="message_unique_seq"),
            models.CheckConstraint(name="message_role", condition=Q(role__in=MessageRole.values)),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.role}"


class IdempotentReply(models.Model):
    """A claim on an Idempotency-Key, then the first answer given under it.

    Without ``status`` the claim is running until ``lease_until``; the answer commits together with
    its effect.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    lease_token = models.UUIDField(default=uuid7)
    lease_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    body = EncryptedJSONField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "idempotent_replies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="reply_unique_key"),
            models.CheckConstraint(
                name="reply_status_with_body",
                condition=Q(status__isnull=True, body__isnull=True)
                | Q(status__isnull=False, body__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"


class JobRun(models.Model):
    """One run of a job in one window of time: the unique row keeps two beats from both doing it."""

    id = models.BigAutoField(primary_key=True)
    job = models.CharField(max_length=64)
    window = models.CharField(max_length=32)
    effects = models.JSONField(default=dict)
    last_beat = models.DateTimeField(db_default=ClockNow())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "job_runs"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "window"], name="job_unique_window"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.window}"


class SessionPresence(models.Model):
    """When the learner was last there: a page or client polled, or held the events open."""

    session = models.OneToOneField(
        StudySession, models.CASCADE, primary_key=True, related_name="presence"
    )
    seen_at = models.DateTimeField(db_default=ClockNow())

    class Meta:
        db_table = "session_presence"
        verbose_name_plural = "session presence"

    def __str__(self) -> str:
        return f"{self.session_id} seen {self.seen_at}"


class EventTicket(models.Model):
    """Leave to open a session's events once, for browsers that can send no header."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    session = models.ForeignKey(StudySession, models.CASCADE, db_index=False)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "event_tickets"

    def __str__(self) -> str:
        return f"ticket for {self.session_id}"
