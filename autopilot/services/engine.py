"""The engine: a run is advanced step by step, each worked under a lease and stored at once.

``claim`` takes the lease in one short transaction, the agent works outside any, and the effect
commits together with the next step, if the lease's token still holds. Whatever dies in between
leaves either a lease that runs out or a step that is done.
"""

import time
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import OperationalError, transaction

from accounts.clock import database_now
from autopilot.models import AutopilotRun, ToolStep
from autopilot.services.endings import fail_run, follow_session
from autopilot.services.following import complete_step
from autopilot.services.leases import Claim, claim, holds, release, renewed
from autopilot.services.moves import change_run
from autopilot.services.stage import Outcome, Stage
from autopilot.services.tools import TOOLS
from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.services.write_path import lock_session
from sessions_app.states import SessionStatus

log = structlog.get_logger("mentor.autopilot")
SLICE = 1.0  # seconds that one run may have of a worker before others get their turn
MOST_TRIES = 3  # errors of one step's work before its run is parked
FIRST_PAUSE = 2.0  # seconds before the second try; doubled for the third


def advance(run_id: UUID) -> bool:
    """Work a run's steps until it waits, ends or is another's; True when only the time is up.

    Any number of calls at once do each step once. Raises OperationalError with the lease given
    back when the database is away.
    """
    ends = time.monotonic() + SLICE
    while (held := claim(run_id)) is not None:
        if not work_step(held):
            return False
        if time.monotonic() >= ends:
            return True
    return False


def work_step(held: Claim) -> bool:
    """Work one claimed step and store its effect; False when it came to nothing."""
    stage = read_stage(held)
    if stage is None:
        return False
    tool = TOOLS[stage.step.tool_id]
    started = time.monotonic()
    try:
        with renewed(held):
            outcome = tool.work(stage)
        duration_ms = round((time.monotonic() - started) * 1000)
        return commit_step(held, outcome, duration_ms)
    except OperationalError:
        release(held)
        raise
    except Exception as error:  # whatever an agent or a rule did: the run must not hang
        log.exception("step failed", run=str(held.run_id), step=stage.step.sequence_order)
        note_failure(held, error)
        return False


def read_stage(held: Claim) -> Stage | None:
    """Return what a step's work may read; None when the step is gone or another's."""
    step = ToolStep.objects.select_related("hop__topic", "run__session").filter(pk=held.step_id)
    found = step.first()
    if found is None or not holds(found.run, held):
        return None
    return Stage(found.run, found.run.session, found.hop, found)


@transaction.atomic
def commit_step(held: Claim, outcome: Outcome, duration_ms: int) -> bool:
    """Store a step's effect with the step that follows, if the lease still holds."""
    stage = lock_stage(held.session_id, held.run_id)
    if stage is None or not holds(stage.run, held):
        log.info("stale step dropped", run=str(held.run_id))
        return False
    if stage.session.status != SessionStatus.ACTIVE:
        follow_session(stage)
        return False
    follow = TOOLS[stage.step.tool_id].apply(stage, outcome)
    complete_step(stage, follow, turns=outcome.turns, duration_ms=duration_ms)
    return True


def lock_stage(session_id: UUID, run_id: UUID) -> Stage | None:
    """Lock a session and then its run: every writer of both takes them in this order."""
    try:
        session = lock_session(session_id)
    except SessionNotFound:
        return None
    return stage_of(session, run_id)


def stage_of(session: StudySession, run_id: UUID) -> Stage | None:
    """Lock a run of a session that is locked already."""
    runs = AutopilotRun.objects.select_for_update(of=("self",), no_key=True)
    run = runs.filter(pk=run_id, session=session).first()
    if run is None or run.step_id is None:
        return None
    step = ToolStep.objects.select_related("hop__topic").get(pk=run.step_id)
    return Stage(run, session, step.hop, step)


@transaction.atomic
def note_failure(held: Claim, error: Exception) -> None:
    """Count an error of a step's work: it is tried again, and parked after ``MOST_TRIES``."""
    stage = lock_stage(held.session_id, held.run_id)
    if stage is None or not holds(stage.run, held):
        return
    tries = stage.step.tries + 1
    said = f"{type(error).__name__}: {error}"[:500]
    ToolStep.objects.filter(pk=stage.step.pk).update(tries=tries, error_message=said)
    if tries >= MOST_TRIES:
        stage.step.tries = tries
        fail_run(stage, f"Step {stage.step.sequence_order} ({stage.step.name}) failed: {said}")
        return
    pause = FIRST_PAUSE * 2 ** (tries - 1)
    change_run(
        stage.run,
        lease_token=None,
        lease_until=None,
        not_before=database_now() + timedelta(seconds=pause),
    )
