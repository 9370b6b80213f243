"""What steps leave behind: in their hop, and the plan that the whole mission follows."""

from typing import Any

from accounts.clock import ClockNow
from autopilot.models import Asset
from autopilot.selectors.markdown import plan_markdown
from autopilot.services.moves import move_asset
from autopilot.services.stage import Stage
from autopilot.states import AssetRole, AssetScope, AssetStatus, AssetType
from tutoring.models import StudyPlan

LONGEST_NAME = 200


def leave_asset(stage: Stage, subtype: AssetType, name: str, content: dict[str, Any]) -> Asset:
    """Store a finished asset of the present hop, in the effect's transaction."""
    return Asset.objects.create(
        mission_id=stage.run.mission_id,
        hop=stage.hop,
        tool_step=stage.step,
        scope_type=AssetScope.HOP,
        subtype=subtype,
        status=AssetStatus.READY,
        name=name[:LONGEST_NAME],
        content=content,
        ready_at=ClockNow(),
    )


def leave_plan(stage: Stage, plan: StudyPlan) -> Asset:
    """Keep the plan that is followed from now on; the one before it expires.

    Safe to repeat: the same plan is kept once.
    """
    kept = Asset.objects.filter(
        mission_id=stage.run.mission_id, subtype=AssetType.PLAN, status=AssetStatus.READY
    )
    before = kept.order_by("-pk").first()
    if before is not None and before.content and before.content["plan_id"] == str(plan.pk):
        return before
    if before is not None:
        move_asset(before, "expire")
    return Asset.objects.create(
        mission_id=stage.run.mission_id,
        tool_step=stage.step,
        scope_type=AssetScope.MISSION,
        role=AssetRole.INPUT,
        subtype=AssetType.PLAN,
        status=AssetStatus.READY,
        name=f"Plan, version {plan.version}",
        content={
            "plan_id": str(plan.pk),
            "version": plan.version,
            "markdown": plan_markdown(plan.plan),
        },
        ready_at=ClockNow(),
    )
