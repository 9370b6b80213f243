"""Study plans: every version a session saw, and the plans that can be given again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.states import ExamType
from sessions_app.models import StudySession


class Onboarding(models.Model):
    """One sent onboarding form: a second click finds the session that the first one made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="onboardings", db_index=False
    )
    key = models.UUIDField()
    session = models.ForeignKey(StudySession, models.CASCADE, null=True, related_name="onboardings")
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "onboardings"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="onboarding_unique_key"),
        ]

    def __str__(self) -> str:
        return f"onboarding {self.key}"


class StudyPlan(models.Model):
    """One version of a session's plan with its verification; one of them was accepted.

    A version made later stands beside it until the learner takes it (``plan_versions``).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(StudySession, models.CASCADE, related_name="plans", db_index=False)
    version = models.PositiveSmallIntegerField()
    plan = models.JSONField()
    verification = models.JSONField(null=True)
    was_accepted = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "study_plans"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "version"], name="plan_unique_version"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(was_accepted=True),
                name="plan_one_accepted_per_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} plan v{self.version}"


class PlanCacheQuerySet(models.QuerySet["PlanCache"]):
    def fresh(self) -> PlanCacheQuerySet:
        """Finished plans that have not expired, by the database's clock."""
        return self.filter(plan__isnull=False, expires_at__gt=ClockNow())

    def expired(self) -> PlanCacheQuerySet:
        return self.filter(expires_at__lte=ClockNow())


class PlanCache(models.Model):
    """A plan under the hash of everything that changes it, and nothing else.

    Without ``plan`` somebody is making it until ``lease_until``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cache_key = models.CharField(max_length=64, unique=True)
    exam_type = models.CharField(max_length=8, choices=ExamType)
    plan = models.JSONField(null=True)
    versions = models.JSONField(null=True)
    summary = models.JSONField(null=True)
    hits = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    expires_at = models.DateTimeField(db_index=True)

    objects = PlanCacheQuerySet.as_manager()

    class Meta:
        db_table = "plan_cache"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="plan_cache_exam_type", condition=Q(exam_type__in=ExamType.values)
            ),
            models.CheckConstraint(
                name="plan_cache_made_or_leased",
                condition=Q(plan__isnull=False, versions__isnull=False)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_type} {self.cache_key[:12]}"
