"""What a model said of answers and quizzes: kept, so that no page asks it again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from tutoring.models.study import Attempt, Quiz
from tutoring.states import MadeBy


class AnswerAnalysis(models.Model):
    """What was said of one wrong answer: ``content`` is a MisconceptionAnalysis.

    ``content["made"]``: the turn that made it, where a model was asked (agents/turns.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attempt = models.OneToOneField(Attempt, models.CASCADE, related_name="analysis")
    content = models.JSONField()
    made_by = models.CharField(max_length=7, choices=MadeBy)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "answer_analyses"
        verbose_name_plural = "answer analyses"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="answer_analysis_made_by", condition=Q(made_by__in=MadeBy.values)
            ),
        ]

    def __str__(self) -> str:
        return f"analysis of {self.attempt_id}"


class QuizReport(models.Model):
    """What was said of one answered quiz: ``content`` is a PerformanceAnalysis.

    ``content["made"]``: the turn that made it, where a model was asked (agents/turns.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quiz = models.OneToOneField(Quiz, models.CASCADE, related_name="report")
    content = models.JSONField()
    made_by = models.CharField(max_length=7, choices=MadeBy)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "quiz_reports"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="quiz_report_made_by", condition=Q(made_by__in=MadeBy.values)
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.quiz_id}"
