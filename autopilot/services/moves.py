"""Moving rows along their tables: the one place where a status of the autopilot changes."""

from typing import Any, TypeVar

from django.db import models

from accounts.clock import ClockNow
from accounts.compiled import update_row
from autopilot.errors import InvalidRunMove
from autopilot.models import Asset, AutopilotRun, Hop, ToolStep
from autopilot.states import (
    ASSET_VERBS,
    ENDED_HOPS,
    ENDED_RUNS,
    ENDED_TOOL_STEPS,
    HOP_VERBS,
    RUN_VERBS,
    TOOL_STEP_VERBS,
    RunStatus,
    Table,
)

Row = TypeVar("Row", bound=models.Model)


def move_run(run: AutopilotRun, verb: str, **values: Any) -> None:
    """Move a locked run; its lease ends unless it runs on. Raises InvalidRunMove."""
    move = RUN_VERBS[verb]
    _require(run, verb, RUN_VERBS)
    ended = move.target in ENDED_RUNS
    defaults: dict[str, Any] = {"ended_at": ClockNow() if ended else None}
    if move.target != RunStatus.PAUSED:
        defaults["pause_reason"] = ""
    if move.target != RunStatus.RUNNING:
        defaults |= {"lease_token": None, "lease_until": None}
    if move.target != RunStatus.FAILED:
        defaults["failure"] = ""
    change_run(run, status=move.target, **{**defaults, **values})


def change_run(run: AutopilotRun, **values: Any) -> None:
    """Write a locked run's columns and raise the revision that watchers compare."""
    values["revision"] = run.revision + 1
    update_row(AutopilotRun, run.pk, values)
    for name, value in values.items():
        setattr(run, name, value)


def move_hop(hop: Hop, verb: str, **values: Any) -> None:
    """Move a hop of a locked run. Raises InvalidRunMove."""
    target = _require(hop, verb, HOP_VERBS)
    if verb == "execute":
        values["started_at"] = ClockNow()
    _write(hop, status=target, ended_at=ClockNow() if target in ENDED_HOPS else None, **values)


def move_step(step: ToolStep, verb: str, **values: Any) -> None:
    """Move a tool step of a locked run. Raises InvalidRunMove."""
    target = _require(step, verb, TOOL_STEP_VERBS)
    if verb == "execute":
        values["started_at"] = ClockNow()
    ended = ClockNow() if target in ENDED_TOOL_STEPS else None
    _write(step, status=target, completed_at=ended, **values)


def move_asset(asset: Asset, verb: str, **values: Any) -> None:
    """Move an asset; ``fill`` needs its ``content``. Raises InvalidRunMove."""
    target = _require(asset, verb, ASSET_VERBS)
    if verb == "fill":
        values["ready_at"] = ClockNow()
    _write(asset, status=target, **values)


def _require(row: Any, verb: str, table: Table) -> str:
    move = table[verb]
    if row.status not in move.sources:
        raise InvalidRunMove(
            f"Cannot {verb} what is {row.get_status_display()}.",
            run_status=row.status,
            valid_verbs=[name for name, other in table.items() if row.status in other.sources],
        )
    return move.target


def _write(row: Row, **values: Any) -> None:
    update_row(type(row), row.pk, values)
    for name, value in values.items():
        setattr(row, name, value)
