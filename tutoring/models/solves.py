"""Blind solves: a question answered by somebody who did not see its key."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from tutoring.models.curriculum import QuestionVersion


class BlindSolve(models.Model):
    """One solve of a question version; ``agrees``: the key's grader passes it.

    Two are needed; the third settles what two left open: they disagree, or one solver made both.
    ``by`` is set where a person of the staff solved it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question_version = models.ForeignKey(
        QuestionVersion, models.CASCADE, related_name="blind_solves", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    solver = models.CharField(max_length=100)  # a model's name, or "staff <id>"
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.JSONField()
    agrees = models.BooleanField()
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "blind_solves"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question_version", "number"], name="blind_solve_unique_number"
            ),
            models.CheckConstraint(
                name="blind_solve_number", condition=Q(number__gte=1, number__lte=3)
            ),
            models.UniqueConstraint(
                fields=["question_version", "by"],
                condition=Q(by__isnull=False),
                name="blind_solve_one_for_each_person",
            ),
        ]

    def __str__(self) -> str:
        return f"solve {self.number} of {self.question_version_id}"
