"""Missions: what the autopilot is asked to reach in a session."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.models import Guardianship, User
from autopilot.states import ENDED_MISSIONS, MissionStatus, valid_mission_verbs
from sessions_app.models import StudySession


class MissionQuerySet(models.QuerySet["Mission"]):
    def owned_by(self, user_id) -> MissionQuerySet:
        return self.filter(user_id=user_id)

    def visible_to(self, user: User) -> MissionQuerySet:
        """Own missions and those of the learners one is guardian of; staff: all."""
        if user.is_staff:
            return self.all()
        wards = Guardianship.objects.of_guardian(user.pk).values("learner_id")
        return self.filter(Q(user_id=user.pk) | Q(user_id__in=wards))


class Mission(models.Model):
    """A goal with its success criteria, proposed from a plan and accepted by the learner.

    One mission belongs to at most one session. Only ``autopilot.services`` moves ``status``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="missions")
    session = models.OneToOneField(
        StudySession, models.SET_NULL, null=True, blank=True, related_name="mission"
    )
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    success_criteria = models.JSONField(default=list)
    status = models.CharField(
        max_length=17, choices=MissionStatus, default=MissionStatus.AWAITING_APPROVAL
    )
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MissionQuerySet.as_manager()

    class Meta:
        db_table = "missions"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mission_status", condition=Q(status__in=MissionStatus.values)
            ),
            models.CheckConstraint(
                name="mission_ended_at_iff_ended",
                condition=Q(status__in=sorted(ENDED_MISSIONS), ended_at__isnull=False)
                | (~Q(status__in=sorted(ENDED_MISSIONS)) & Q(ended_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def valid_verbs(self) -> list[str]:
        return valid_mission_verbs(self.status)
