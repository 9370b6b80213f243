"""The engine: a run is advanced step by step, each worked under a lease and stored at once.

``claim`` takes the lease in one short transaction, the agent works outside any, and the effect
commits together with the next step, if the lease's token still holds. Whatever dies in between
leaves either a lease that runs out or a step that is done.
"""

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from accounts.clock import ClockNow, database_now
from accounts.compiled import CompiledQuery
from autopilot.models import AutopilotRun, ToolStep
from autopilot.services.endings import fail_run, follow_session
from autopilot.services.following import complete_step
from autopilot.services.leases import (
    LEASE,
    MOST_ATTEMPTS,
    Claim,
    claim,
    holds,
    release,
    renewed,
)
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

    Any number of calls at once do each step once. The lease is kept from step to step and given
    back with the last. Raises OperationalError with the lease given back when the database is
    away.
    """
    ends = time.monotonic() + SLICE
    held = claim(run_id)
    while held is not None:
        if held.attempts >= MOST_ATTEMPTS:
            park(held)
            return False
        done = work_step(held, ends=ends)
        if done.is_more:
            return True
        held = done.then
    return False


@dataclass(frozen=True)
class Done:
    """What became of a claimed step; true when its effect is stored.

    ``then``: the claim on the step that follows. ``is_more``: there is one, for somebody else.
    """

    is_stored: bool
    then: Claim | None = None
    is_more: bool = False

    def __bool__(self) -> bool:
        return self.is_stored


NOTHING = Done(is_stored=False)


def work_step(held: Claim, *, ends: float = 0.0) -> Done:
    """Work one claimed step and store its effect; go on from it until ``ends`` (monotonic)."""
    started = time.monotonic()
    try:
        stage = read_stage(held)
        if stage is None:
            return NOTHING
        with renewed(held):
            outcome = TOOLS[stage.step.tool_id].work(stage)
        now = time.monotonic()
        return commit_step(held, outcome, round((now - started) * 1000), keep=now < ends)
    except (OperationalError, InterfaceError):
        release(held)
        raise
    except Exception as error:  # whatever an agent or a rule did: the run must not hang
        log.exception("step failed", run=str(held.run_id), step=str(held.step_id))
        note_failure(held, error)
        return NOTHING


def _to_work(step_id: UUID) -> QuerySet[ToolStep]:
    steps = ToolStep.objects.select_related("hop__topic", "run__session")
    return steps.defer("run__session__metadata").filter(pk=step_id)


def _locked(run_id: UUID, session_id: UUID) -> QuerySet[AutopilotRun]:
    runs = AutopilotRun.objects.select_for_update(of=("self",), no_key=True)
    return runs.select_related("step__hop__topic").filter(pk=run_id, session_id=session_id)


def _locked_by_holder(run_id: UUID, session_id: UUID, token: UUID) -> QuerySet[AutopilotRun]:
    return _locked(run_id, session_id).filter(lease_token=token, lease_until__gt=ClockNow())


ONE, OTHER, TOKEN = UUID(int=1), UUID(int=2), UUID(int=3)
TO_WORK = CompiledQuery(_to_work, ONE)
LOCKED = CompiledQuery(_locked, ONE, OTHER)
LOCKED_BY_HOLDER = CompiledQuery(_locked_by_holder, ONE, OTHER, TOKEN)


def read_stage(held: Claim) -> Stage | None:
    """Return what a step's work may read; None when the step is gone or another's."""
    found = TO_WORK.first(held.step_id)
    if found is None or not holds(found.run, held):
        return None
    return Stage(found.run, found.run.session, found.hop, found)


@transaction.atomic
def commit_step(held: Claim, outcome: Outcome, duration_ms: int, *, keep: bool = False) -> Done:
    """Store a step's effect with the step that follows, if the lease still holds and runs.

    ``keep``: the lease goes over to a step that can be worked at once.
    """
    stage = lock_held(held)
    if stage is None:
        log.info("stale step dropped", run=str(held.run_id))
        return NOTHING
    if stage.session.status != SessionStatus.ACTIVE:
        follow_session(stage)
        return NOTHING
    follow = TOOLS[stage.step.tool_id].apply(stage, outcome)
    lease = LEASE if keep else None
    complete_step(stage, follow, turns=outcome.turns, duration_ms=duration_ms, lease=lease)
    following = stage.run.step
    if follow.then is None or follow.wait is not None or following is None:
        return Done(is_stored=True)
    if not keep:
        return Done(is_stored=True, is_more=True)
    return Done(is_stored=True, then=replace(held, step_id=following.pk, attempts=0))


@transaction.atomic
def park(held: Claim) -> None:
    """Fail a run whose step ended too many workers: others have their turn, staff may retry it."""
    stage = lock_stage(held.session_id, held.run_id)
    if stage is None or not holds(stage.run, held):
        return
    step = stage.step
    fail_run(stage, f"Step {step.sequence_order} ({step.name}) ended {held.attempts} workers.")
    log.error("run parked", run=str(held.run_id), step=step.sequence_order)


def lock_stage(session_id: UUID, run_id: UUID) -> Stage | None:
    """Lock a session and then its run: every writer of both takes them in this order."""
    try:
        session = lock_session(session_id)
    except SessionNotFound:
        return None
    return stage_of(session, run_id)


def lock_held(held: Claim) -> Stage | None:
    """Lock a claim's session and run; None when the lease is another's or its time is over.

    Whoever slept past its lease changes nothing, even when nobody has overtaken it yet.
    """
    try:
        session = lock_session(held.session_id)
    except SessionNotFound:
        return None
    run = LOCKED_BY_HOLDER.first(held.run_id, session.pk, held.token)
    if run is None or run.step is None or run.step_id != held.step_id:
        return None
    return Stage(run, session, run.step.hop, run.step)


def stage_of(session: StudySession, run_id: UUID) -> Stage | None:
    """Lock a run of a session that is locked already."""
    run = LOCKED.first(run_id, session.pk)
    if run is None or run.step is None:
        return None
    return Stage(run, session, run.step.hop, run.step)


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
