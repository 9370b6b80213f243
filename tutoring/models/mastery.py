"""What is known of learners, topics and questions: the rows of the mastery model.

A learner's own rows are written under their lock; topic and question rows are shared by all
learners and only ever incremented (``tutoring.mastery``), by way of ``MasteryStep``.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from tutoring.models.curriculum import Lesson, Question


class SkillState(models.Model):
    """One learner over all topics."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="skill_state"
    )
    theta = models.FloatField(default=0)
    answers = models.PositiveIntegerField(default=0)
    recent = models.FloatField(default=0)

    class Meta:
        db_table = "skill_states"

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.theta:+.2f}"


class TopicState(models.Model):
    """One learner in one lesson's topic; ``days`` counts the days with an answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="topic_states", db_index=False
    )
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="topic_states", db_index=False)
    theta = models.FloatField(default=0)
    right = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    recent = models.FloatField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    days = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "topic_states"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="topic_state_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.lesson_id}: {self.theta:+.2f}"


class TopicDifficulty(models.Model):
    """One lesson's topic, shared by all learners."""

    lesson = models.OneToOneField(
        Lesson, models.CASCADE, primary_key=True, related_name="difficulty"
    )
    difficulty = models.FloatField(default=0)
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "topic_difficulties"
        verbose_name_plural = "topic difficulties"

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.difficulty:+.2f}"


class ItemState(models.Model):
    """One question, shared by all learners: how much harder it is than its topic."""

    question = models.OneToOneField(
        Question, models.CASCADE, primary_key=True, related_name="item_state"
    )
    deviation = models.FloatField(default=0)
    answers = models.PositiveIntegerField(default=0)
    median_ms = models.PositiveIntegerField(null=True, blank=True)  # time taken; made nightly

    class Meta:
        db_table = "item_states"

    def __str__(self) -> str:
        return f"{self.question_id}: {self.deviation:+.2f}"


class MasteryStep(models.Model):
    """What one answer adds to its topic's and its question's row, until it has been added.

    Inserted in the answer's transaction, where a change of the shared rows would make learners
    wait for each other; added in a short transaction of its own. What is known of a topic or
    question is its row plus the steps that wait.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="mastery_steps")
    question = models.ForeignKey(Question, models.CASCADE, related_name="mastery_steps")
    difficulty = models.FloatField()
    deviation = models.FloatField()

    class Meta:
        db_table = "mastery_steps"

    def __str__(self) -> str:
        return f"{self.question_id}: {self.deviation:+.3f}"


class LearnerItem(models.Model):
    """One learner's answers to one very question."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="learner_items", db_index=False
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="learner_items", db_index=False
    )
    right = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "learner_items"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "question"], name="learner_item_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.question_id}: {self.right}/{self.right + self.wrong}"


class ReviewCard(models.Model):
    """When one learner's missed question comes back (FSRS)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="review_cards", db_index=False
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="review_cards", db_index=False
    )
    stability = models.FloatField()
    difficulty = models.FloatField()
    due_at = models.DateTimeField()
    last_review_at = models.DateTimeField()

    class Meta:
        db_table = "review_cards"
        indexes: ClassVar = [
            models.Index(fields=["learner", "due_at"], name="review_card_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "question"], name="review_card_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} due {self.due_at:%Y-%m-%d}"


class ModelWeights(models.Model):
    """One fit of the prediction's weights with how well it did; one is in use."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    weights = models.JSONField()
    answers = models.PositiveIntegerField()
    auc = models.FloatField(null=True, blank=True)
    log_loss = models.FloatField(null=True, blank=True)
    calibration_error = models.FloatField(null=True, blank=True)
    report = models.JSONField(default=dict)
    in_use = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "model_weights"
        verbose_name_plural = "model weights"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["in_use"], condition=Q(in_use=True), name="model_weights_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"weights of {self.created_at:%Y-%m-%d}"
