"""What a mission is made of: hops, the tool steps of each, and the assets they leave."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from autopilot.models.missions import Mission
from autopilot.states import (
    ENDED_HOPS,
    ENDED_TOOL_STEPS,
    AssetRole,
    AssetScope,
    AssetStatus,
    AssetType,
    HopStatus,
    ToolId,
    ToolStepStatus,
)
from tutoring.models import Topic

ENDED = Q(status__in=sorted(ENDED_HOPS))


class Hop(models.Model):
    """One visit of a topic: why it was chosen, and how far it is.

    Its name is empty until the topic is chosen. Only ``autopilot.services`` moves ``status``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mission = models.ForeignKey(Mission, models.CASCADE, related_name="hops", db_index=False)
    sequence_order = models.PositiveIntegerField()
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="hops", db_index=False
    )
    name = models.CharField(max_length=200, blank=True)
    goal = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    reasons = models.JSONField(default=dict)  # the numbers behind the rationale
    status = models.CharField(max_length=9, choices=HopStatus, default=HopStatus.PROPOSED)
    is_final = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "hops"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mission", "sequence_order"], name="hop_unique_sequence_order"
            ),
            models.UniqueConstraint(
                fields=["mission"],
                condition=Q(status=HopStatus.EXECUTING),
                name="hop_one_executing_per_mission",
            ),
            models.CheckConstraint(name="hop_status", condition=Q(status__in=HopStatus.values)),
            models.CheckConstraint(
                name="hop_ended_at_iff_ended",
                condition=(ENDED & Q(ended_at__isnull=False)) | (~ENDED & Q(ended_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"hop {self.sequence_order}"


class ToolStep(models.Model):
    """One call of an agent within a run: what it was given, what it gave, what it cost.

    ``sequence_order`` counts within the run: each place is worked to an effect exactly once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hop = models.ForeignKey(Hop, models.CASCADE, related_name="tool_steps")
    run = models.ForeignKey(
        "AutopilotRun", models.CASCADE, related_name="tool_steps", db_index=False
    )
    tool_id = models.CharField(max_length=12, choices=ToolId)
    sequence_order = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=9, choices=ToolStepStatus, default=ToolStepStatus.PROPOSED)
    inputs = models.JSONField(default=dict)
    execution_result = models.JSONField(null=True, blank=True)
    error_message = models.TextField(blank=True)
    turns = models.JSONField(default=list)  # of models: who answered, tokens, cost, duration
    tries = models.PositiveSmallIntegerField(default=0)  # ended by an error of the work
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    is_void = models.BooleanField(default=False)  # set aside by staff; mastery is untouched
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "tool_steps"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "sequence_order"], name="tool_step_unique_sequence_order"
            ),
            models.UniqueConstraint(
                fields=["run"],
                condition=Q(status=ToolStepStatus.EXECUTING),
                name="tool_step_one_executing_per_run",
            ),
            models.CheckConstraint(
                name="tool_step_status", condition=Q(status__in=ToolStepStatus.values)
            ),
            models.CheckConstraint(
                name="tool_step_tool_id", condition=Q(tool_id__in=ToolId.values)
            ),
            models.CheckConstraint(
                name="tool_step_completed_at_iff_ended",
                condition=Q(status__in=sorted(ENDED_TOOL_STEPS), completed_at__isnull=False)
                | (~Q(status__in=sorted(ENDED_TOOL_STEPS)) & Q(completed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="tool_step_result_iff_completed",
                condition=Q(status=ToolStepStatus.COMPLETED, execution_result__isnull=False)
                | (~Q(status=ToolStepStatus.COMPLETED) & Q(execution_result__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence_order}. {self.name}"


class Asset(models.Model):
    """What a mission leaves behind: plan, lesson, quiz, analysis, report.

    ``content``: ``{"markdown": text, ...}``, the rest by subtype; absent until it is ready.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mission = models.ForeignKey(Mission, models.CASCADE, related_name="assets")
    hop = models.ForeignKey(Hop, models.CASCADE, null=True, blank=True, related_name="assets")
    tool_step = models.ForeignKey(
        ToolStep, models.SET_NULL, null=True, blank=True, related_name="assets"
    )
    scope_type = models.CharField(max_length=7, choices=AssetScope)
    role = models.CharField(max_length=12, choices=AssetRole, default=AssetRole.INTERMEDIATE)
    subtype = models.CharField(max_length=8, choices=AssetType)
    status = models.CharField(max_length=7, choices=AssetStatus, default=AssetStatus.PENDING)
    name = models.CharField(max_length=200)
    content = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "assets"
        constraints: ClassVar = [
            models.CheckConstraint(name="asset_status", condition=Q(status__in=AssetStatus.values)),
            models.CheckConstraint(name="asset_subtype", condition=Q(subtype__in=AssetType.values)),
            models.CheckConstraint(name="asset_role", condition=Q(role__in=AssetRole.values)),
            models.CheckConstraint(
                name="asset_hop_iff_scope_is_hop",
                condition=Q(scope_type=AssetScope.HOP, hop__isnull=False)
                | Q(scope_type=AssetScope.MISSION, hop__isnull=True),
            ),
            models.CheckConstraint(
                name="asset_content_iff_filled",
                condition=Q(
                    status__in=[AssetStatus.READY, AssetStatus.EXPIRED],
                    content__isnull=False,
                    ready_at__isnull=False,
                )
                | Q(
                    status__in=[AssetStatus.PENDING, AssetStatus.ERROR],
                    content__isnull=True,
                    ready_at__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_id(self):
        return self.hop_id if self.scope_type == AssetScope.HOP else self.mission_id
