"""Missions with their hops, steps and assets, as front ends are given them.

A step tells what it did, never what it was given; no key of an open question is in any of them.
Every shape takes the same number of queries for one row and for thousands.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from autopilot.models import Asset, Hop, Mission, ToolStep
from autopilot.selectors.markdown import asset_markdown
from autopilot.states import AssetScope, HopStatus

Row = dict[str, Any]
HOP_LINE = (
    "id",
    "sequence_order",
    "name",
    "goal",
    "rationale",
    "status",
    "is_final",
    "started_at",
    "ended_at",
)
STEP_SHAPE = (
    "id",
    "tool_id",
    "sequence_order",
    "name",
    "status",
    "execution_result",
    "error_message",
    "is_void",
    "duration_ms",
    "started_at",
    "completed_at",
)
ASSET_LINE = (
    "id",
    "name",
    "scope_type",
    "scope_id",
    "role",
    "status",
    "subtype",
    "created_at",
    "ready_at",
)


def step_rows(steps: QuerySet[ToolStep]) -> QuerySet[ToolStep, Row]:
    """Return steps as rows in their shape; the queryset may still be cut into pages."""
    return steps.values(*STEP_SHAPE)


def asset_rows(assets: QuerySet[Asset], *, with_content: bool = True) -> QuerySet[Asset, Row]:
    """Return assets as rows in their shape; lines come without content."""
    shape = [name for name in ASSET_LINE if name != "scope_id"]
    if with_content:
        shape.append("content")
    return assets.values(*shape, scope_id=Coalesce(F("hop_id"), F("mission_id")))


def asset_row(asset: Asset) -> Row:
    """Return one asset with its content as Markdown too. A quiz takes one query."""
    row = {name: getattr(asset, name) for name in ASSET_LINE}
    content = asset.content
    if content is not None:
        content = {**content, "markdown": asset_markdown(asset)}
    return {**row, "content": content}


def hop_rows(hops: QuerySet[Hop]) -> QuerySet[Hop, Row]:
    """Return hops as rows without their steps and assets; ``with_contents`` adds those."""
    return hops.values(*HOP_LINE)


def with_contents(hops: Iterable[Row]) -> list[Row]:
    """Return hop rows with their steps and assets. Two queries."""
    rows = list(hops)
    ids = [row["id"] for row in rows]
    steps = ToolStep.objects.filter(hop__in=ids).order_by("run_id", "sequence_order")
    assets = Asset.objects.filter(hop__in=ids).order_by("pk")
    steps_of = _grouped(steps.values(*STEP_SHAPE, "hop_id"), "hop_id")
    assets_of = _grouped(asset_rows(assets), "scope_id", keep=True)
    return [
        {**row, "tool_steps": steps_of.get(row["id"], []), "assets": assets_of.get(row["id"], [])}
        for row in rows
    ]


def _grouped(rows: Iterable[Row], name: str, *, keep: bool = False) -> dict[UUID, list[Row]]:
    groups: dict[UUID, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[name] if keep else row.pop(name), []).append(row)
    return groups


def mission_tree(mission: Mission) -> Row:
    """Return a mission with all its hops, their steps, and assets. Four queries."""
    hops = with_contents(hop_rows(Hop.objects.filter(mission=mission).order_by("sequence_order")))
    own = Asset.objects.filter(mission=mission, scope_type=AssetScope.MISSION).order_by("pk")
    return _mission(mission, hops, list(asset_rows(own)))


def mission_lines(missions: Sequence[Mission]) -> list[Row]:
    """Return missions as lists carry them: hops without contents, assets too. Two queries."""
    ids = [mission.pk for mission in missions]
    hops = Hop.objects.filter(mission__in=ids).order_by("sequence_order")
    own = Asset.objects.filter(mission__in=ids, scope_type=AssetScope.MISSION).order_by("pk")
    hops_of = _grouped(hops.values(*HOP_LINE, "mission_id"), "mission_id")
    assets_of = _grouped(asset_rows(own, with_content=False), "scope_id", keep=True)
    return [
        _mission(mission, hops_of.get(mission.pk, []), assets_of.get(mission.pk, []))
        for mission in missions
    ]


def _mission(mission: Mission, hops: list[Row], assets: list[Row]) -> Row:
    open_hops = (hop["id"] for hop in hops if hop["status"] == HopStatus.EXECUTING)
    return {
        "id": mission.pk,
        "name": mission.name,
        "description": mission.description,
        "goal": mission.goal,
        "success_criteria": mission.success_criteria,
        "status": mission.status,
        "session_id": mission.session_id,
        "current_hop_id": next(open_hops, None),
        "hops": hops,
        "assets": assets,
        "valid_verbs": mission.valid_verbs,
        "created_at": mission.created_at,
        "ended_at": mission.ended_at,
    }
