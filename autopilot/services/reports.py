"""The end report of a run, built from its rows: what was studied, what changed, what next."""

from typing import Any

from autopilot.models import Asset, AutopilotRun, Hop, ToolStep
from autopilot.services.moves import move_asset
from autopilot.states import (
    AssetRole,
    AssetScope,
    AssetStatus,
    AssetType,
    HopStatus,
    ToolId,
    ToolStepStatus,
)

REPORT_NAME = "Report"


def await_report(run: AutopilotRun) -> Asset:
    """Announce the report that a run will leave."""
    return Asset.objects.create(
        mission_id=run.mission_id,
        scope_type=AssetScope.MISSION,
        role=AssetRole.OUTPUT,
        subtype=AssetType.REPORT,
        name=REPORT_NAME,
    )


def write_report(run: AutopilotRun, *, ended: str) -> Asset:
    """Fill the report that waits, or leave a new one, in the caller's transaction."""
    waiting = Asset.objects.filter(
        mission_id=run.mission_id, subtype=AssetType.REPORT, status=AssetStatus.PENDING
    )
    asset = waiting.order_by("-pk").first() or await_report(run)
    found = report_of(run, ended)
    move_asset(asset, "fill", content={**found, "markdown": as_markdown(found)})
    return asset


def report_of(run: AutopilotRun, ended: str) -> dict[str, Any]:
    """Return the report's figures: per topic what was answered and where its level moved."""
    hops = Hop.objects.filter(mission_id=run.mission_id, tool_steps__run=run)
    topics = [_topic_line(run, hop) for hop in hops.distinct().order_by("sequence_order")]
    return {
        "run_id": str(run.pk),
        "ended": ended,
        "topics": [line for line in topics if line is not None],
        "answered": sum(line["answered"] for line in topics if line),
        "right": sum(line["right"] for line in topics if line),
    }


def _topic_line(run: AutopilotRun, hop: Hop) -> dict[str, Any] | None:
    if not hop.name:
        return None
    asked = ToolStep.objects.filter(
        run=run, hop=hop, tool_id=ToolId.ASK, status=ToolStepStatus.COMPLETED, is_void=False
    )
    results = list(asked.order_by("sequence_order").values_list("execution_result", flat=True))
    return {
        "topic": hop.name,
        "why": hop.rationale,
        "completed": hop.status == HopStatus.COMPLETED,
        "answered": len(results),
        "right": sum(bool(result.get("correct")) for result in results),
        "misconceptions": sorted(
            {result["misconception"] for result in results if result.get("misconception")}
        ),
    }


def as_markdown(found: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    lines = ["# Report", "", found["ended"], ""]
    for line in found["topics"]:
        lines += [f"## {line['topic']}", "", line["why"], ""]
        lines.append(f"{line['right']} of {line['answered']} right.")
        lines += [f"- Misconception: {name}" for name in line["misconceptions"]]
        lines.append("")
    return "\n".join(lines)
