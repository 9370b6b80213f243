"""How a run ends: completed, stopped, failed, or because its session did."""

from typing import Any

from accounts.clock import database_now
from autopilot.models import Mission
from autopilot.services.moves import move_hop, move_run, move_step
from autopilot.services.records import record
from autopilot.services.reports import write_report
from autopilot.services.stage import Stage
from autopilot.services.waiting import interrupt_wait, nothing_waited
from autopilot.states import (
    HopStatus,
    MissionStatus,
    PauseReason,
    RunStatus,
    ToolStepStatus,
)
from sessions_app.states import SessionStatus

REASONS = {
    "time_up": "The time is up.",
    "all_mastered": "Every topic in scope is mastered.",
    "nothing_left": "Nothing is left to gain in scope today.",
    "stopped": "Stopped by the learner.",
    "session_ended": "The session has ended.",
    "mission_ended": "Its mission was given up.",
    "staff": "Stopped by staff.",
}


def complete_run(stage: Stage, reason: str) -> None:
    """End a run that came to its end: report written, mission completed when all is ready."""
    run = stage.run
    close_hop(stage, completed=True)
    move_run(run, "complete", ended_reason=reason, content="")
    write_report(run, ended=REASONS[reason])
    record(stage, "session_completed", REASONS[reason], {"reason": reason})
    from autopilot.services.missions import complete_mission_if_ready  # noqa: PLC0415 -- both end

    complete_mission_if_ready(run.mission_id)


def stop_run(stage: Stage, reason: str = "stopped") -> None:
    """End a live run at once; its report tells what was done until here."""
    run = stage.run
    at = database_now()
    end_step(stage, REASONS[reason])
    close_hop(stage, completed=False)
    values: dict[str, Any] = {**interrupt_wait(run, at), **nothing_waited()}
    move_run(run, "stop", ended_reason=reason, content="", **values)
    write_report(run, ended=REASONS[reason])
    record(stage, "session_stopped", REASONS[reason], {"reason": reason}, any_status=True)


def fail_run(stage: Stage, why: str) -> None:
    """Park a run whose step cannot be done; staff may retry it."""
    end_step(stage, why)
    move_run(stage.run, "fail", failure=why, **nothing_waited())
    record(stage, "self_correction", why, {"parked": True}, any_status=True)


def pause_run(stage: Stage, reason: PauseReason) -> None:
    """Pause a running run at once: whoever works a step of it works for nothing."""
    values = interrupt_wait(stage.run, database_now())
    move_run(stage.run, "pause", pause_reason=reason, **values)
    record(stage, "session_paused", PAUSED[reason], {"reason": reason}, any_status=True)


PAUSED: dict[str, str] = {
    PauseReason.LEARNER: "Paused.",
    PauseReason.AWAY: "Nobody was there; the same question waits.",
    PauseReason.SESSION: "The session is paused.",
}


def follow_session(stage: Stage) -> None:
    """Bring a live run where its session is: paused with it, stopped when it has ended."""
    run, status = stage.run, stage.session.status
    if status == SessionStatus.ACTIVE:
        return
    if status == SessionStatus.PAUSED:
        if run.status == RunStatus.RUNNING:
            pause_run(stage, PauseReason.SESSION)
        return
    if run.status in {RunStatus.RUNNING, RunStatus.PAUSED}:
        stop_run(stage, "session_ended")


def end_step(stage: Stage, why: str) -> None:
    """End the present step without an effect."""
    step = stage.step
    if step.status == ToolStepStatus.EXECUTING:
        move_step(step, "fail", error_message=why)
    elif step.status in {ToolStepStatus.READY, ToolStepStatus.PROPOSED}:
        move_step(step, "cancel", error_message=why)


def close_hop(stage: Stage, *, completed: bool) -> None:
    """End the present hop; one without a topic never began."""
    hop = stage.hop
    if hop.status != HopStatus.EXECUTING:
        return
    move_hop(hop, "complete" if completed and hop.topic_id else "fail")


def mission_is_open(mission: Mission) -> bool:
    return mission.status == MissionStatus.IN_PROGRESS
