"""The end report of a run, built from its rows: what was studied, what changed, what next."""

from typing import Any

import structlog
from django.db import DatabaseError

from autopilot.models import Asset, AutopilotRun
from autopilot.services.moves import move_asset
from autopilot.services.report_contents import as_markdown, report_of
from autopilot.states import (
    AssetRole,
    AssetScope,
    AssetStatus,
    AssetType,
)

log = structlog.get_logger("mentor.autopilot")
REPORT_NAME = "Report"


def await_report(run: AutopilotRun) -> Asset:
    """Announce the report that a run will leave; one that still waits is this run's to fill."""
    return _waiting(run) or _announce(run)


def _waiting(run: AutopilotRun) -> Asset | None:
    waiting = Asset.objects.filter(
        mission_id=run.mission_id, subtype=AssetType.REPORT, status=AssetStatus.PENDING
    )
    return waiting.order_by("-pk").first()


def _announce(run: AutopilotRun) -> Asset:
    return Asset.objects.create(
        mission_id=run.mission_id,
        scope_type=AssetScope.MISSION,
        role=AssetRole.OUTPUT,
        subtype=AssetType.REPORT,
        name=REPORT_NAME,
    )


def write_report(run: AutopilotRun, *, ended: str) -> Asset:
    """Fill the report that waits, or leave a new one, in the caller's transaction.

    A report that cannot be made from the rows never holds the end of its run: it is marked as
    failed, and staff may have it written again.
    """
    asset = await_report(run)
    try:
        content = report_content(run, ended)
    except DatabaseError:
        raise
    except Exception:  # whatever the rows hold: the run must end
        log.exception("report not written", run=str(run.pk))
        move_asset(asset, "fail", tool_step_id=run.step_id)
        return asset
    move_asset(asset, "fill", content=content, tool_step_id=run.step_id)
    return asset


def report_content(run: AutopilotRun, ended: str) -> dict[str, Any]:
    """Return what a report asset holds: the figures, and their Markdown."""
    found = report_of(run, ended)
    return {**found, "markdown": as_markdown(found)}


def replace_report(run: AutopilotRun) -> Asset | None:
    """Expire a run's report and leave one of the rows as they are now; None: it has none yet."""
    written = Asset.objects.filter(
        mission_id=run.mission_id,
        subtype=AssetType.REPORT,
        status=AssetStatus.READY,
        content__run_id=str(run.pk),
    )
    before = written.order_by("-pk").first()
    if before is None or before.content is None:
        return None
    content = report_content(run, before.content["ended"])
    move_asset(before, "expire")
    asset = _announce(run)
    move_asset(asset, "fill", content=content, tool_step_id=run.step_id)
    return asset
