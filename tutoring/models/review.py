"""Reviewing the bank: what was decided, what learners report, what the answers say."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from sessions_app.encryption import EncryptedJSONField
from tutoring.models.curriculum import Question, QuestionVersion
from tutoring.models.study import QuizItem
from tutoring.states import FlagKind, FlagStatus, ReviewVerb


class ReviewDecision(models.Model):
    """What somebody did with a version of a question: inserted once, never changed.

    ``by`` is None for the system. It is no constraint of the database: who left is a name less,
    and a trigger refuses every UPDATE.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="decisions")
    question_version = models.ForeignKey(
        QuestionVersion, models.CASCADE, null=True, blank=True, related_name="decisions"
    )
    verb = models.CharField(max_length=10, choices=ReviewVerb)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "review_decisions"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="review_decision_verb", condition=Q(verb__in=ReviewVerb.values)
            ),
            models.CheckConstraint(
                name="review_decision_says_why",
                condition=~Q(verb__in=[ReviewVerb.REJECT, ReviewVerb.RETIRE]) | ~Q(reason=""),
                violation_error_message="Say why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.question_id}"


class QuestionFlag(models.Model):
    """A learner's report of a question that they answered, as they saw it in ``quiz_item``.

    ``note`` and ``reply`` are private texts, encrypted. ``seen_at``: the learner read the reply.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="question_flags", db_index=False
    )
    question_version = models.ForeignKey(
        QuestionVersion, models.CASCADE, related_name="flags", db_index=False
    )
    quiz_item = models.ForeignKey(QuizItem, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=9, choices=FlagKind)
    note = EncryptedJSONField(default="")
    status = models.CharField(max_length=9, choices=FlagStatus, default=FlagStatus.OPEN)
    reply = EncryptedJSONField(default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "question_flags"
        indexes: ClassVar = [
            models.Index(fields=["learner", "id"], name="flag_of_learner"),
            models.Index(
                fields=["question_version"],
                condition=Q(status=FlagStatus.OPEN),
                name="flag_open_of_version",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="flag_kind", condition=Q(kind__in=FlagKind.values)),
            models.CheckConstraint(name="flag_status", condition=Q(status__in=FlagStatus.values)),
            models.CheckConstraint(
                name="flag_answered_has_time",
                condition=Q(status=FlagStatus.OPEN, answered_at__isnull=True, seen_at__isnull=True)
                | (~Q(status=FlagStatus.OPEN) & Q(answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["learner", "question_version"],
                condition=Q(status=FlagStatus.OPEN),
                name="flag_one_open_for_each_version",
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"  # who wrote it, and what, no list shows


class ItemStatistic(models.Model):
    """What first answers without help say of a question, or of one version of it; made nightly.

    ``difficulty``: share right. ``discrimination``: correlation with the share right of the
    lesson's other questions (docs/review.md), of ``n_ability`` learners. ``picks``:
    ``[{option, count, share, ability, right}]``. ``suspicion``: is set where the rule finds it
    suspicious.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="statistics", db_index=False
    )
    question_version = models.ForeignKey(
        QuestionVersion,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="statistics",
        db_index=False,
    )
    n = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    difficulty = models.FloatField()
    n_ability = models.PositiveIntegerField(default=0)
    discrimination = models.FloatField(null=True, blank=True)
    picks = models.JSONField(default=list)
    median_ms = models.PositiveIntegerField(null=True, blank=True)
    suspicion = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "item_statistics"
        indexes: ClassVar = [
            models.Index(
                fields=["question"],
                condition=Q(question_version__isnull=True) & ~Q(suspicion=""),
                name="statistic_suspicious",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question_version"],
                condition=Q(question_version__isnull=False),
                name="statistic_one_for_each_version",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(question_version__isnull=True),
                name="statistic_one_for_each_question",
            ),
            models.CheckConstraint(
                name="statistic_counts",
                condition=Q(n__gte=1, right__lte=models.F("n"), n_ability__lte=models.F("n")),
            ),
            models.CheckConstraint(
                name="statistic_discrimination",
                condition=Q(discrimination__isnull=True)
                | Q(discrimination__gte=-1, discrimination__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.right} of {self.n}"


class QueuedQuestion(Question):
    """A question as the review queue lists it."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "question to review"
        verbose_name_plural = "review queue"


class FlaggedQuestion(Question):
    """A question that learners reported."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "flagged question"
        verbose_name_plural = "flags from learners"
