"""Imports of question banks: what came in, from where, how far it is and what was refused."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from tutoring.models.curriculum import Lesson
from tutoring.states import BankFormat, ImportStatus, ImportStep


class ImportBatch(models.Model):
    """One file of questions, checked first and stored when somebody confirms it.

    ``done`` of ``total`` questions of the present step; ``report``: counts of all and the first
    faults, each with line, reason and what to do.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=12, choices=BankFormat, blank=True)  # "": found out
    size = models.PositiveIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64)
    bank = models.CharField(max_length=200)
    licence = models.CharField(max_length=100, blank=True)
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step = models.CharField(max_length=5, choices=ImportStep, default=ImportStep.CHECK)
    status = models.CharField(max_length=7, choices=ImportStatus, default=ImportStatus.WAITING)
    failure = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "import_batches"
        verbose_name_plural = "import batches"
        indexes: ClassVar = [
            models.Index(
                fields=["lease_until"],
                condition=Q(status__in=[ImportStatus.WAITING, ImportStatus.RUNNING]),
                name="import_batch_due",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_batch_status", condition=Q(status__in=ImportStatus.values)
            ),
            models.CheckConstraint(
                name="import_batch_step", condition=Q(step__in=ImportStep.values)
            ),
            models.CheckConstraint(
                name="import_batch_format", condition=Q(format__in=["", *BankFormat.values])
            ),
            models.CheckConstraint(
                name="import_batch_failed_has_reason",
                condition=Q(status=ImportStatus.FAILED) & ~Q(failure="")
                | ~Q(status=ImportStatus.FAILED) & Q(failure=""),
            ),
            models.CheckConstraint(
                name="import_batch_ended",
                condition=Q(
                    status__in=[ImportStatus.DONE, ImportStatus.FAILED], ended_at__isnull=False
                )
                | Q(status__in=[ImportStatus.WAITING, ImportStatus.RUNNING], ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} ({self.file_name})"


class ImportFile(models.Model):
    """The bytes of a batch while they are needed; gone when it has ended."""

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    class Meta:
        db_table = "import_files"

    def __str__(self) -> str:
        return f"file of batch {self.batch_id}"
