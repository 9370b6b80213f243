"""What front ends keep here of their own: the quizzes they saved."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.clock import ClockNow
from accounts.ids import uuid7


class SavedQuiz(models.Model):
    """Questions as a front end saved them on a topic; nothing here is graded or asked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_quizzes", db_index=False
    )
    topic_id = models.SlugField(max_length=200, db_index=False)
    questions = models.JSONField()
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "saved_quizzes"
        verbose_name_plural = "saved quizzes"
        indexes: ClassVar = [
            models.Index(fields=["learner", "topic_id", "-id"], name="saved_quiz_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} of {self.learner_id}"
