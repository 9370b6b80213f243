"""What a learner does: topics of a session, quizzes, attempts, misconceptions shown."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from sessions_app.models import StudySession
from tutoring.models.curriculum import Misconception, QuestionVersion, SyllabusTopic
from tutoring.states import (
    OPEN_MISCONCEPTION_STATES,
    MisconceptionState,
    QuizKind,
    QuizStatus,
    TopicStatus,
)


class Topic(models.Model):
    """A topic of one session's plan, in plan order, and how far the learner is with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(StudySession, models.CASCADE, related_name="topics", db_index=False)
    syllabus_topic = models.ForeignKey(
        SyllabusTopic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="topics",
        db_index=False,
    )
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=TopicStatus, default=TopicStatus.PENDING)
    mastery_score = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "topics"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "name"], name="topic_unique_name"),
            models.CheckConstraint(name="topic_status", condition=Q(status__in=TopicStatus.values)),
            models.CheckConstraint(
                name="topic_mastery_percent", condition=Q(mastery_score__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Quiz(models.Model):
    """A set of questions on one topic; one is open at a time for a session's topic."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="quizzes")
    session = models.ForeignKey(
        StudySession, models.CASCADE, null=True, blank=True, related_name="quizzes"
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="quizzes")
    kind = models.CharField(max_length=10, choices=QuizKind, default=QuizKind.TOPIC)
    redeems = models.OneToOneField(
        "Attempt", models.CASCADE, null=True, blank=True, related_name="redemption"
    )
    topic_name = models.CharField(max_length=200, blank=True)  # where no session's topic is meant
    status = models.CharField(max_length=8, choices=QuizStatus, default=QuizStatus.OPEN)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "quizzes"
        verbose_name_plural = "quizzes"
        constraints: ClassVar = [
            models.CheckConstraint(name="quiz_status", condition=Q(status__in=QuizStatus.values)),
            models.CheckConstraint(name="quiz_kind", condition=Q(kind__in=QuizKind.values)),
            models.CheckConstraint(
                name="quiz_redemption_redeems",
                condition=Q(kind=QuizKind.REDEMPTION, redeems__isnull=False)
                | (~Q(kind=QuizKind.REDEMPTION) & Q(redeems__isnull=True)),
            ),
            models.CheckConstraint(
                name="quiz_topic_has_session",
                condition=~Q(kind=QuizKind.TOPIC) | Q(topic__isnull=False, session__isnull=False),
            ),
            models.CheckConstraint(
                name="quiz_score_percent", condition=Q(score__isnull=True) | Q(score__lte=100)
            ),
            models.CheckConstraint(
                name="quiz_result_iff_answered",
                condition=Q(
                    status=QuizStatus.ANSWERED, score__isnull=False, submitted_at__isnull=False
                )
                | Q(status=QuizStatus.OPEN, score__isnull=True, submitted_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["session", "topic"],
                condition=Q(status=QuizStatus.OPEN),
                name="quiz_one_open_per_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"quiz {self.pk} ({self.status})"


class QuizItem(models.Model):
    """One question of a quiz as this learner sees it.

    ``shown``: ``{stem, type, difficulty, concept, options: [{id, text}], response: {kind, ...}}``
    may go to a page; ``key``: ``{graded: the grader's key, option, misconceptions: {option id:
    slug}, explanation}`` only after the answer. Items of choice alone may lack ``response`` and
    ``graded``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="+", db_index=False
    )
    seed = models.PositiveBigIntegerField(null=True, blank=True)
    shown = models.JSONField()
    key = models.JSONField()

    class Meta:
        db_table = "quiz_items"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quiz", "position"], name="quiz_item_unique_position"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} question {self.position}"


class Attempt(models.Model):
    """A learner's one answer to a quiz item: recorded once, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts", db_index=False
    )
    session = models.ForeignKey(
        StudySession, models.CASCADE, null=True, blank=True, related_name="attempts"
    )
    quiz_item = models.OneToOneField(QuizItem, models.CASCADE, related_name="attempt")
    question_version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="attempts", db_index=False
    )
    answer = models.CharField(max_length=2000)  # an option's id, a text, or canonical JSON
    correct = models.BooleanField()
    misconception = models.ForeignKey(
        Misconception, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    time_spent_ms = models.PositiveIntegerField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)  # 0 (guessed) to 1 (certain)
    aided = models.BooleanField(default=False)  # a hint or the solution had been shown
    error = models.CharField(max_length=24, blank=True)  # wrong in a known way (docs/grading.md)
    p = models.FloatField(null=True, blank=True)  # the states' chance before the answer
    p_shown = models.FloatField(null=True, blank=True)  # the prediction shown, p'
    answered_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "attempts"
        indexes: ClassVar = [
            models.Index(fields=["learner", "answered_at"], name="attempt_learner_time"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attempt_confidence",
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_item_id}: {'right' if self.correct else 'wrong'}"


class HintUse(models.Model):
    """How many hints a learner has opened on one quiz item; any makes its answer an aided one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quiz_item = models.OneToOneField(QuizItem, models.CASCADE, related_name="hints")
    opened = models.PositiveSmallIntegerField(default=1)
    first_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "hint_uses"
        constraints: ClassVar = [
            models.CheckConstraint(name="hint_use_opened", condition=Q(opened__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.opened} hints on {self.quiz_item_id}"


class LearnerMisconceptionQuerySet(models.QuerySet["LearnerMisconception"]):
    def open(self) -> LearnerMisconceptionQuerySet:
        return self.filter(state__in=OPEN_MISCONCEPTION_STATES)


class LearnerMisconception(models.Model):
    """A misconception a learner's answers showed, until later answers resolve it.

    ``evidence``: ``[{attempt, option, at}]``, oldest first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="misconceptions"
    )
    misconception = models.ForeignKey(
        Misconception, models.PROTECT, related_name="held_by", db_index=False
    )
    session = models.ForeignKey(
        StudySession, models.SET_NULL, null=True, blank=True, related_name="misconceptions"
    )
    evidence = models.JSONField(default=list)
    rivals = models.JSONField(default=dict)  # other causes and their probabilities, by slug
    clean_days = models.JSONField(default=list)  # days with a clean probe, ISO dates
    state = models.CharField(
        max_length=9, choices=MisconceptionState, default=MisconceptionState.SUSPECTED
    )
    detected_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = LearnerMisconceptionQuerySet.as_manager()

    class Meta:
        db_table = "misconceptions"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="misconception_state", condition=Q(state__in=MisconceptionState.values)
            ),
            models.CheckConstraint(
                name="misconception_resolved_has_time",
                condition=Q(state=MisconceptionState.RESOLVED, resolved_at__isnull=False)
                | Q(state__in=OPEN_MISCONCEPTION_STATES, resolved_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["learner", "misconception"],
                condition=Q(state__in=OPEN_MISCONCEPTION_STATES),
                name="misconception_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.misconception_id} ({self.state})"


class SessionTotal(models.Model):
    """Running totals of one session's attempts by topic, kept in the attempt's transaction."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(StudySession, models.CASCADE, related_name="totals", db_index=False)
    subject = models.CharField(max_length=100)
    topic = models.CharField(max_length=200)
    attempted = models.PositiveIntegerField(default=0)
    correct = models.PositiveIntegerField(default=0)
    time_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "session_totals"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "subject", "topic"], name="session_total_unique"
            ),
            models.CheckConstraint(
                name="session_total_correct_within_attempted",
                condition=Q(correct__lte=models.F("attempted")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.correct} of {self.attempted}"
