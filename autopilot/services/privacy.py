"""What the autopilot holds about a person: exported whole and without keys, erased whole."""

from typing import Any
from uuid import UUID

from autopilot.models import Asset, AutopilotRun, Hop, Mission, ToolStep

MISSION_FIELDS = (
    "id",
    "session_id",
    "name",
    "description",
    "goal",
    "success_criteria",
    "status",
    "created_at",
    "ended_at",
)
HOP_FIELDS = (
    "id",
    "mission_id",
    "sequence_order",
    "name",
    "goal",
    "rationale",
    "reasons",
    "status",
    "started_at",
    "ended_at",
)
STEP_FIELDS = (
    "id",
    "hop_id",
    "run_id",
    "tool_id",
    "sequence_order",
    "name",
    "status",
    "inputs",
    "execution_result",
    "error_message",
    "turns",
    "duration_ms",
    "is_void",
    "started_at",
    "completed_at",
)
ASSET_FIELDS = (
    "id",
    "mission_id",
    "hop_id",
    "name",
    "scope_type",
    "role",
    "subtype",
    "status",
    "content",
    "created_at",
)
RUN_FIELDS = (
    "id",
    "session_id",
    "mission_id",
    "status",
    "target_minutes",
    "answer_seconds",
    "choices",
    "active_ms",
    "content",
    "failure",
    "ended_reason",
    "started_at",
    "ended_at",
)


def export_autopilot(user_id: UUID) -> dict[str, Any]:
    """Return a person's missions with all that runs made of them."""
    missions = Mission.objects.owned_by(user_id).order_by("pk")
    hops = Hop.objects.filter(mission__user_id=user_id).order_by("mission_id", "sequence_order")
    steps = ToolStep.objects.filter(hop__mission__user_id=user_id)
    assets = Asset.objects.filter(mission__user_id=user_id).order_by("pk")
    runs = AutopilotRun.objects.filter(mission__user_id=user_id).order_by("pk")
    return {
        "missions": list(missions.values(*MISSION_FIELDS)),
        "hops": list(hops.values(*HOP_FIELDS)),
        "tool_steps": list(steps.order_by("run_id", "sequence_order").values(*STEP_FIELDS)),
        "assets": list(assets.values(*ASSET_FIELDS)),
        "runs": list(runs.values(*RUN_FIELDS)),
    }


def erase_autopilot(user_id: UUID) -> None:
    """Delete a person's missions with their runs, hops, steps and assets."""
    Asset.objects.filter(mission__user_id=user_id).delete()
    # What a run points at is let go of first, so that its steps go in one statement.
    AutopilotRun.objects.filter(mission__user_id=user_id).update(hop=None, step=None)
    ToolStep.objects.filter(hop__mission__user_id=user_id).delete()
    Hop.objects.filter(mission__user_id=user_id).delete()
    AutopilotRun.objects.filter(mission__user_id=user_id).delete()
    Mission.objects.owned_by(user_id).delete()
