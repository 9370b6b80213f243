"""A mission as its page shows it: hops newest first, with their steps, reasons and assets."""

from dataclasses import dataclass

from django.db.models import Prefetch

from autopilot.models import Asset, Hop, Mission, ToolStep
from autopilot.selectors.logs import reason_rows
from autopilot.states import AssetScope, AssetStatus, ToolId, ToolStepStatus

MOST_HOPS = 50
ICONS = {
    ToolId.MAKE_PLAN: "calendar",
    ToolId.CHOOSE_TOPIC: "target",
    ToolId.MICRO_LESSON: "book",
    ToolId.MAKE_QUIZ: "list",
    ToolId.ASK: "chat",
    ToolId.ANALYSE: "chart",
    ToolId.DECIDE: "compass",
    ToolId.REVIEW: "undo",
    ToolId.REPORT: "flag",
}
TONES = {"completed": "good", "executing": "accent", "failed": "bad"}


@dataclass(frozen=True)
class StepShown:
    """``said`` is what came of a step in a few words."""

    name: str
    icon: str
    status: str
    tone: str
    said: str
    assets: list[Asset]


@dataclass(frozen=True)
class HopShown:
    """One visit of a topic; ``rows``: the numbers behind its choice."""

    hop: Hop
    tone: str
    rows: tuple[tuple[str, ...], ...]
    steps: list[StepShown]


@dataclass(frozen=True)
class MissionPage:
    """``more``: how many older hops are not shown. ``reports``: of whole runs, newest first."""

    hops: list[HopShown]
    more: int
    reports: list[Asset]


def mission_page(mission: Mission) -> MissionPage:
    """Return what a mission's page shows beside its words. Five queries."""
    ready = Asset.objects.filter(status=AssetStatus.READY).defer("content")
    steps = ToolStep.objects.order_by("run_id", "sequence_order").prefetch_related(
        Prefetch("assets", queryset=ready.filter(scope_type=AssetScope.HOP).order_by("pk"))
    )
    hops = Hop.objects.filter(mission=mission)
    newest = hops.order_by("-sequence_order").prefetch_related(Prefetch("tool_steps", steps))
    shown = [_hop(hop) for hop in newest[:MOST_HOPS]]
    more = hops.count() - len(shown) if len(shown) == MOST_HOPS else 0
    reports = ready.filter(mission=mission, scope_type=AssetScope.MISSION)
    return MissionPage(shown, more, list(reports.order_by("-pk")[:MOST_HOPS]))


def _hop(hop: Hop) -> HopShown:
    return HopShown(
        hop=hop,
        tone=TONES.get(hop.status, ""),
        rows=reason_rows(hop.reasons),
        steps=[_step(step) for step in hop.tool_steps.all()],
    )


def _step(step: ToolStep) -> StepShown:
    return StepShown(
        name=step.name,
        icon=ICONS[ToolId(step.tool_id)],
        status=step.get_status_display().capitalize(),
        tone=TONES.get(step.status, ""),
        said=_said(step),
        assets=list(step.assets.all()),
    )


def _said(step: ToolStep) -> str:
    result = step.execution_result or {}
    if step.is_void:
        return "Set aside by staff; it does not count."
    if step.error_message:
        return step.error_message
    if step.tool_id == ToolId.ASK and step.status == ToolStepStatus.COMPLETED:
        if not result.get("answered"):
            return "No answer."
        held = result.get("misconception")
        return "Right." if result.get("correct") else f"Wrong{f': {held}' if held else ''}."
    if step.tool_id == ToolId.ANALYSE and "right" in result:
        return f"{result['right']} of {result['answered']} right."
    return ""
