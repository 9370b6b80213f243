"""What staff do to a run: pause, stop, retry a parked step, set one aside, write a report again.

Each is one transaction under the locks of session and run, safe to repeat, and leaves a history
entry that names who did it. False: it was so already, and nothing was changed.
"""

from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from autopilot.doorbell import ring_on_commit
from autopilot.errors import (
    AssetNotFound,
    InvalidMissionMove,
    ReportNotWritable,
    RunAlreadyLive,
    RunNotFound,
    StepNotEnded,
)
from autopilot.models import Asset, AutopilotRun, Hop, ToolStep
from autopilot.services.endings import REASONS, mission_is_open, pause_run, stop_run
from autopilot.services.engine import lock_stage
from autopilot.services.missions import (
    complete_mission_if_ready,
    fail_left_hops,
    lock_mission,
    move_mission,
)
from autopilot.services.moves import change_run, move_asset, move_hop, move_run, move_step
from autopilot.services.records import record
from autopilot.services.reports import replace_report, report_content
from autopilot.services.stage import Stage
from autopilot.states import (
    ENDED_TOOL_STEPS,
    AssetStatus,
    HopStatus,
    MissionStatus,
    PauseReason,
    RunStatus,
    ToolStepStatus,
)
from sessions_app.services.write_path import STAFF, require_active


@transaction.atomic
def pause_as_staff(*, run_id: UUID, by: UUID) -> bool:
    """Pause a running run at once; the learner resumes it. Raises RunNotFound, InvalidRunMove."""
    stage = _locked(run_id)
    if stage.run.status == RunStatus.PAUSED:
        return False
    pause_run(stage, PauseReason.LEARNER)
    _tell(stage, "run_paused_by_staff", "Paused by staff.", by)
    return True


@transaction.atomic
def stop_as_staff(*, run_id: UUID, by: UUID) -> bool:
    """Stop a live run at once; its report is written. Raises RunNotFound, InvalidRunMove."""
    stage = _locked(run_id)
    if stage.run.status == RunStatus.STOPPED:
        return False
    stop_run(stage, "staff")
    _tell(stage, "run_stopped_by_staff", "Stopped by staff.", by)
    return True


@transaction.atomic
def retry_run(*, run_id: UUID, by: UUID) -> bool:
    """Let a parked run try its step again, with all its tries.

    Raises RunNotFound, InvalidRunMove, SessionNotActive, InvalidMissionMove (its mission has
    ended) and RunAlreadyLive (the session has another run by now).
    """
    stage = _locked(run_id)
    run, step = stage.run, stage.step
    if run.status == RunStatus.RUNNING:
        return False
    _refuse_retry(stage)
    move_run(run, "retry", lease_token=None, lease_until=None, lease_attempts=0, not_before=None)
    _open_hop(stage.hop)
    if step.status == ToolStepStatus.FAILED:
        move_step(step, "retry", tries=0, error_message="")
    _tell(stage, "session_resumed", "Staff let the step be tried again.", by)
    ring_on_commit(run.pk)
    return True


def _refuse_retry(stage: Stage) -> None:
    if stage.run.status != RunStatus.FAILED:
        return  # the table says so better
    require_active(stage.session)
    mission = stage.run.mission
    if not mission_is_open(mission):
        raise InvalidMissionMove(
            f"Its mission is {mission.get_status_display()}.",
            mission_status=mission.status,
            valid_verbs=mission.valid_verbs,
        )
    live = AutopilotRun.objects.live().filter(session=stage.session).first()
    if live is not None:
        raise RunAlreadyLive(
            f"The autopilot is {live.get_status_display()} in this session already.",
            run_id=str(live.pk),
            run_status=live.status,
        )


def _open_hop(hop: Hop) -> None:
    """Go on in a hop that was ended because another run began meanwhile."""
    fail_left_hops(hop.mission_id, but=hop.pk)
    if hop.status == HopStatus.FAILED:
        move_hop(hop, "retry")
        move_hop(hop, "execute")


@transaction.atomic
def void_step(*, step_id: UUID, by: UUID) -> bool:
    """Set an ended step aside: reports leave it out, what is known of the learner stays.

    A report that was written already is replaced. Raises RunNotFound and StepNotEnded.
    """
    run_id = ToolStep.objects.filter(pk=step_id).values_list("run_id", flat=True).first()
    if run_id is None:
        raise RunNotFound("No such step.")
    stage = _locked(run_id)
    step = ToolStep.objects.select_related("hop").get(pk=step_id)
    if step.is_void:
        return False
    if step.status not in ENDED_TOOL_STEPS:
        raise StepNotEnded(f"Step {step.sequence_order} has not ended.", step_status=step.status)
    ToolStep.objects.filter(pk=step.pk).update(is_void=True)
    change_run(stage.run)  # watchers look again
    replace_report(stage.run)
    stage = Stage(stage.run, stage.session, step.hop, step)
    _tell(stage, "step_voided", f"Step {step.sequence_order} was set aside by staff.", by)
    return True


@transaction.atomic
def write_report_again(*, asset_id: UUID, by: UUID) -> bool:
    """Write a report that could not be written; its mission completes if that was missing.

    Raises AssetNotFound (no report of a run), InvalidRunMove and ReportNotWritable (what hindered
    it still does).
    """
    asset = Asset.objects.select_related("tool_step").filter(pk=asset_id).first()
    if asset is None or asset.tool_step is None:
        raise AssetNotFound("No report of a run.")
    stage = _locked(asset.tool_step.run_id)
    asset.refresh_from_db(fields=["status"])
    if asset.status == AssetStatus.READY:
        return False
    move_asset(asset, "retry")
    content = _report_again(stage.run)
    move_asset(asset, "fill", content=content)
    _tell(stage, "report_written_again", "The report was written again.", by)
    if stage.run.status == RunStatus.COMPLETED:
        complete_mission_if_ready(stage.run.mission_id)
    return True


def _report_again(run: AutopilotRun) -> dict[str, Any]:
    try:
        return report_content(run, REASONS[run.ended_reason])
    except DatabaseError:
        raise
    except Exception as error:  # whatever the rows hold
        said = f"{type(error).__name__}: {error}"[:200]
        raise ReportNotWritable(f"The report cannot be made from the steps: {said}") from error


@transaction.atomic
def fail_mission(*, mission_id: UUID, by: UUID) -> bool:
    """Give a mission up: its live run stops, and what it still owed will not come.

    Raises MissionNotFound and InvalidMissionMove.
    """
    if lock_mission(mission_id).status == MissionStatus.FAILED:
        return False
    move_mission(mission_id=mission_id, verb="fail", by=by)
    for asset in Asset.objects.filter(mission_id=mission_id, status=AssetStatus.PENDING):
        move_asset(asset, "fail")
    return True


def _locked(run_id: UUID) -> Stage:
    """Lock a run with its session. Raises RunNotFound."""
    found = AutopilotRun.objects.filter(pk=run_id).values_list("session_id", flat=True).first()
    stage = lock_stage(found, run_id) if found is not None else None
    if stage is None:
        raise RunNotFound("No such run.")
    return stage


def _tell(stage: Stage, action: str, reasoning: str, by: UUID) -> None:
    about: dict[str, Any] = {"by": str(by)}
    record(stage, action, reasoning, about, agent=STAFF, any_status=True)
