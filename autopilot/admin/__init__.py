"""What staff see of missions and runs; every change goes through a service."""

from autopilot.admin.contents import AssetAdmin, HopAdmin, ToolStepAdmin
from autopilot.admin.missions import MissionAdmin
from autopilot.admin.runs import AutopilotRunAdmin

__all__ = ["AssetAdmin", "AutopilotRunAdmin", "HopAdmin", "MissionAdmin", "ToolStepAdmin"]
