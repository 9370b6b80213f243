"""The durable engine's rows: missions, their hops, steps and assets, and runs."""

from autopilot.models.hops import Asset, Hop, ToolStep
from autopilot.models.missions import Mission
from autopilot.models.runs import AutopilotRun

__all__ = ["Asset", "AutopilotRun", "Hop", "Mission", "ToolStep"]
