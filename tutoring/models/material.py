"""Study material: files that a learner brought, and the text read out of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from sessions_app.encryption import EncryptedJSONField
from sessions_app.models import StudySession
from tutoring.states import MaterialStatus


class StudyMaterial(models.Model):
    """One uploaded file; ``file_name`` is a random name in the store, never the learner's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="materials", db_index=False
    )
    session = models.ForeignKey(
        StudySession, models.SET_NULL, null=True, blank=True, related_name="materials"
    )
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=50)
    file_name = models.CharField(max_length=100, unique=True)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=7, choices=MaterialStatus, default=MaterialStatus.WAITING)
    failure = models.CharField(max_length=200, blank=True)
    page_count = models.PositiveSmallIntegerField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "study_materials"
        verbose_name_plural = "study material"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "sha256"], name="material_unique_file"),
            models.CheckConstraint(
                name="material_status", condition=Q(status__in=MaterialStatus.values)
            ),
            models.CheckConstraint(
                name="material_failed_has_reason",
                condition=Q(status=MaterialStatus.FAILED) & ~Q(failure="")
                | ~Q(status=MaterialStatus.FAILED) & Q(failure=""),
            ),
            models.CheckConstraint(
                name="material_ready_has_pages",
                condition=~Q(status=MaterialStatus.READY) | Q(page_count__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"  # the title is the learner's words: no list of staff shows it


class MaterialPage(models.Model):
    """The text of one page, encrypted; ``number`` counts from 1 and is what is cited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    material = models.ForeignKey(
        StudyMaterial, models.CASCADE, related_name="pages", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    text = EncryptedJSONField()

    class Meta:
        db_table = "material_pages"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["material", "number"], name="material_page_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} page {self.number}"
