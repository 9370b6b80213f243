"""Runs: one sitting of the autopilot in a session, advanced step by step under a lease."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from autopilot.models.hops import Hop, ToolStep
from autopilot.models.missions import Mission
from autopilot.states import (
    ENDED_RUNS,
    LIVE_RUNS,
    PauseReason,
    RunPhase,
    RunStatus,
    WaitingFor,
    valid_run_verbs,
)
from sessions_app.models import StudySession

ENDED = Q(status__in=sorted(ENDED_RUNS))


class AutopilotRunQuerySet(models.QuerySet["AutopilotRun"]):
    def live(self) -> AutopilotRunQuerySet:
        return self.filter(status__in=sorted(LIVE_RUNS))

    def claimable(self) -> AutopilotRunQuerySet:
        """Runs with a step to work on that nobody holds, by the database's clock."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=ClockNow())
        due = Q(not_before__isnull=True) | Q(not_before__lte=ClockNow())
        return self.filter(free, due, status=RunStatus.RUNNING, waiting_for=WaitingFor.NOTHING)

    def waiting(self) -> AutopilotRunQuerySet:
        return self.filter(status=RunStatus.RUNNING).exclude(waiting_for=WaitingFor.NOTHING)


class AutopilotRun(models.Model):
    """A run and where it stands; whoever holds the lease may work its present step.

    ``active_ms``: work and waiting so far, without pauses and downtime; a wait that goes on counts
    from ``wait_since``. ``wait_left_ms``: what a paused wait has left. ``lease_attempts``: workers
    that ended while holding the present step. ``revision`` rises with every change a watcher sees.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(StudySession, models.CASCADE, related_name="runs", db_index=False)
    mission = models.ForeignKey(Mission, models.CASCADE, related_name="runs")
    status = models.CharField(max_length=9, choices=RunStatus, default=RunStatus.IDLE)
    current_phase = models.CharField(
        max_length=15, choices=RunPhase, default=RunPhase.SELECTING_TOPIC
    )
    hop = models.ForeignKey(
        Hop, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    step = models.ForeignKey(
        ToolStep, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    target_minutes = models.PositiveSmallIntegerField(default=30)
    answer_seconds = models.PositiveSmallIntegerField(null=True, blank=True)  # None: untimed
    seed = models.PositiveBigIntegerField()
    choices = models.JSONField(default=dict)  # {"in": [slugs], "out": [slugs], "vetoes": [...]}
    first_seq = models.PositiveBigIntegerField(default=0)  # of the history, where this run begins
    active_ms = models.PositiveBigIntegerField(default=0)
    waiting_for = models.CharField(
        max_length=7, choices=WaitingFor, default=WaitingFor.NOTHING, blank=True
    )
    wait_since = models.DateTimeField(null=True, blank=True)
    wait_until = models.DateTimeField(null=True, blank=True)  # None while waiting: no limit
    wait_left_ms = models.PositiveIntegerField(null=True, blank=True)
    content = models.TextField(blank=True)  # what is to be read now, Markdown
    pause_reason = models.CharField(
        max_length=7, choices=PauseReason, default=PauseReason.NONE, blank=True
    )
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)  # after an error of the work
    failure = models.TextField(blank=True)
    ended_reason = models.CharField(max_length=32, blank=True)
    revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AutopilotRunQuerySet.as_manager()

    class Meta:
        db_table = "autopilot_runs"
        indexes: ClassVar = [
            models.Index(fields=["session", "-id"], name="run_of_session"),
            models.Index(
                fields=["lease_until"],
                name="run_to_sweep",
                condition=Q(status=RunStatus.RUNNING),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(status__in=sorted(LIVE_RUNS)),
                name="run_one_live_per_session",
            ),
            models.CheckConstraint(name="run_status", condition=Q(status__in=RunStatus.values)),
            models.CheckConstraint(
                name="run_waiting_for", condition=Q(waiting_for__in=WaitingFor.values)
            ),
            models.CheckConstraint(
                name="run_ended_at_iff_ended",
                condition=(ENDED & Q(ended_at__isnull=False)) | (~ENDED & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="run_failure_iff_failed",
                condition=(Q(status=RunStatus.FAILED) & ~Q(failure=""))
                | (~Q(status=RunStatus.FAILED) & Q(failure="")),
            ),
            models.CheckConstraint(
                name="run_lease_whole",
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="run_lease_only_while_working",
                condition=Q(lease_token__isnull=True)
                | Q(status=RunStatus.RUNNING, waiting_for=WaitingFor.NOTHING),
            ),
            models.CheckConstraint(
                name="run_wait_since_iff_waiting",
                condition=Q(wait_since__isnull=True)
                | (Q(status=RunStatus.RUNNING) & ~Q(waiting_for=WaitingFor.NOTHING)),
            ),
            models.CheckConstraint(
                name="run_pause_reason_iff_paused",
                condition=(Q(status=RunStatus.PAUSED) & ~Q(pause_reason=PauseReason.NONE))
                | (~Q(status=RunStatus.PAUSED) & Q(pause_reason=PauseReason.NONE)),
            ),
            models.CheckConstraint(
                name="run_target_minutes",
                condition=Q(target_minutes__gte=5, target_minutes__lte=180),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} ({self.status})"

    @property
    def target(self) -> timedelta:
        return timedelta(minutes=self.target_minutes)

    @property
    def awaiting_input(self) -> bool:
        return self.waiting_for == WaitingFor.ANSWER

    @property
    def valid_verbs(self) -> list[str]:
        return valid_run_verbs(self.status)
