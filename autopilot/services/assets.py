"""What steps leave behind in their hop."""

from typing import Any

from accounts.clock import ClockNow
from autopilot.models import Asset
from autopilot.services.stage import Stage
from autopilot.states import AssetScope, AssetStatus, AssetType

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
