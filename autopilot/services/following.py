"""After an effect: the next step, the wait before it, or the end; in the effect's transaction."""

from datetime import timedelta
from typing import Any

from accounts.clock import ClockNow
from autopilot.models import AutopilotRun, Hop, ToolStep
from autopilot.services.endings import complete_run
from autopilot.services.moves import change_run, move_hop, move_step
from autopilot.services.stage import Follow, Next, Stage
from autopilot.services.waiting import begin_wait, nothing_waited
from autopilot.states import HopStatus, ToolStepStatus
from tutoring.agents.turns import Turn


def complete_step(
    stage: Stage,
    follow: Follow,
    *,
    turns: tuple[Turn, ...] = (),
    duration_ms: int = 0,
    lease: timedelta | None = None,
) -> None:
    """Complete the present step with its result and do what follows from it.

    ``lease``: its holder goes on, for this long, with a step that can be worked at once.
    """
    run, step = stage.run, stage.step
    if step.status == ToolStepStatus.READY:
        move_step(step, "execute")
    move_step(
        step,
        "complete",
        execution_result=follow.result,
        turns=[turn.metadata() for turn in turns],
        duration_ms=duration_ms,
    )
    values: dict[str, Any] = {
        "lease_token": None,
        "lease_until": None,
        "lease_attempts": 0,
        "active_ms": run.active_ms + duration_ms,
        **nothing_waited(),
    }
    if follow.phase is not None:
        values["current_phase"] = follow.phase
    if follow.content is not None:
        values["content"] = follow.content
    if follow.then is None:
        change_run(run, **values)
        complete_run(stage, follow.end)
        return
    goes_on = lease is not None and follow.wait is None
    status = ToolStepStatus.EXECUTING if goes_on else ToolStepStatus.READY
    hop = follow.then.hop or stage.hop
    following = add_step(run, follow.then, hop=hop, after=step, status=status)
    if follow.wait is not None:
        values |= begin_wait(follow.wait, ClockNow())
    if goes_on:
        values |= {"lease_token": run.lease_token, "lease_until": ClockNow() + lease}
    change_run(run, **values, step=following, hop=following.hop)


def add_step(
    run: AutopilotRun,
    following: Next,
    *,
    hop: Hop,
    after: ToolStep | None = None,
    status: ToolStepStatus = ToolStepStatus.READY,
) -> ToolStep:
    """Add the next step of a run: ready to be worked, or under way in its worker's hands."""
    return ToolStep.objects.create(
        hop=hop,
        run=run,
        tool_id=following.tool,
        sequence_order=after.sequence_order + 1 if after else 1,
        name=following.name,
        inputs=following.inputs,
        status=status,
        started_at=ClockNow() if status == ToolStepStatus.EXECUTING else None,
    )


def new_hop(run: AutopilotRun) -> Hop:
    """Begin a hop whose topic is still to be chosen; the one before must have ended."""
    order = Hop.objects.filter(mission_id=run.mission_id).count() + 1
    hop = Hop.objects.create(
        mission_id=run.mission_id, sequence_order=order, status=HopStatus.READY
    )
    move_hop(hop, "execute")
    return hop
