"""What the learner does with a run: start, answer, go on, pause, resume, stop."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.clock import ClockNow, database_now
from autopilot.doorbell import ring_on_commit
from autopilot.errors import NotWaiting, RunAlreadyLive, RunNotFound
from autopilot.models import AutopilotRun, Hop, Mission
from autopilot.selectors.elapsed import DEFAULT_ANSWER_SECONDS, active_ms, is_away
from autopilot.services.endings import pause_run, stop_run
from autopilot.services.engine import lock_stage, stage_of
from autopilot.services.following import add_step, new_hop
from autopilot.services.missions import mission_for_run
from autopilot.services.moves import change_run, move_hop, move_run
from autopilot.services.questions import charge_wait, finish_question, record_answer
from autopilot.services.records import record
from autopilot.services.reports import await_report
from autopilot.services.stage import Next, Stage
from autopilot.services.waiting import GRACE, go_on_waiting, interrupt_wait, nothing_waited
from autopilot.states import HopStatus, PauseReason, RunStatus, ToolId, WaitingFor
from sessions_app.services.presence import note_presence, see_learner
from sessions_app.services.write_path import lock_session, require_active
from sessions_app.states import SessionStatus
from tutoring.judging import NOT_ANSWERED
from tutoring.models import Attempt

SEED_BITS = 31


@dataclass(frozen=True)
class RunWish:
    """What the learner asks of a run; ``answer_seconds`` None: untimed.

    ``typed``: whoever asks can ask for more than a choice of one option.
    """

    target_minutes: int = 30
    answer_seconds: int | None = DEFAULT_ANSWER_SECONDS
    topics_in: tuple[str, ...] = ()
    topics_out: tuple[str, ...] = ()
    typed: bool = False
    seed: int | None = None


@transaction.atomic
def start_run(*, session_id: UUID, wish: RunWish) -> AutopilotRun:
    """Start the autopilot in an active session; the first step is worked at once.

    Raises SessionNotFound, SessionNotActive and RunAlreadyLive (with ``run_id``).
    """
    session = lock_session(session_id)
    _refuse_second(session_id)
    require_active(session)
    mission = mission_for_run(session)
    _close_left_hops(mission)
    try:
        with transaction.atomic():
            run = AutopilotRun.objects.create(
                session=session,
                mission=mission,
                target_minutes=wish.target_minutes,
                answer_seconds=wish.answer_seconds,
                seed=secrets.randbits(SEED_BITS) if wish.seed is None else wish.seed,
                choices={
                    "in": list(wish.topics_in),
                    "out": list(wish.topics_out),
                    "typed": wish.typed,
                    "vetoes": [],
                },
                first_seq=session.history_length + 1,
            )
    except IntegrityError:
        _refuse_second(session_id)
        raise
    hop = new_hop(run)
    step = add_step(run, Next(ToolId.MAKE_PLAN, "Look at the plan"), hop=hop)
    await_report(run)
    move_run(run, "start", hop=hop, step=step)
    stage = Stage(run, session, hop, step)
    note_presence(session_id)
    said = f"The autopilot takes over for {wish.target_minutes} minutes."
    record(stage, "session_started", said, {"target_minutes": wish.target_minutes})
    ring_on_commit(run.pk)
    return run


def _close_left_hops(mission: Mission) -> None:
    """A run that was parked kept its hop for a retry; another run takes its place."""
    for hop in Hop.objects.filter(mission=mission, status=HopStatus.EXECUTING):
        move_hop(hop, "fail")


def _refuse_second(session_id: UUID) -> None:
    live = AutopilotRun.objects.live().filter(session_id=session_id).first()
    if live is not None:
        raise RunAlreadyLive(
            f"The autopilot is {live.get_status_display()} in this session already.",
            run_id=str(live.pk),
            run_status=live.status,
        )


def attend(*, session_id: UUID) -> None:
    """Note that the learner is there, and do what that and the clock make due in their run.

    Reading a status calls this: a question whose time is up ends without waiting for the sweep.
    """
    live = AutopilotRun.objects.live().filter(session_id=session_id)
    if not live.exists():
        return
    see_learner(session_id)
    late = Q(wait_until__lte=ClockNow()) & Q(status=RunStatus.RUNNING)
    due = live.filter(late | Q(pause_reason=PauseReason.AWAY)).values_list("pk", "pause_reason")
    for run_id, pause_reason in due:
        settle = wake if pause_reason == PauseReason.AWAY else settle_wait
        settle(session_id=session_id, run_id=run_id)


@transaction.atomic
def greet_returned(session_id: UUID) -> None:
    """Let a session's run go on when its learner is back: the absence counts for nothing.

    Called before the return is noted, so that what was counted ends where they were seen last.
    """
    live = AutopilotRun.objects.live().filter(session_id=session_id)
    run_id = live.values_list("pk", flat=True).first()
    stage = lock_stage(session_id, run_id) if run_id else None
    if stage is not None:
        _go_on_for(stage)


def greet(stage: Stage) -> None:
    """An act of the learner shows that they are there: their locked run goes on, if need be."""
    _go_on_for(stage)
    note_presence(stage.session.pk)


def _go_on_for(stage: Stage) -> None:
    if stage.session.status != SessionStatus.ACTIVE:
        return
    at = database_now()
    if stage.run.pause_reason == PauseReason.AWAY:
        resume_run(stage)
    elif is_away(stage.run, at):
        change_run(stage.run, **interrupt_wait(stage.run, at))
        change_run(stage.run, **go_on_waiting(stage.run, at))


@transaction.atomic
def wake(*, session_id: UUID, run_id: UUID) -> bool:
    """Let a run go on that was paused because nobody was there; tell whether it does."""
    stage = stage_of(lock_session(session_id), run_id)
    if stage is None or stage.run.pause_reason != PauseReason.AWAY:
        return False
    if stage.session.status != SessionStatus.ACTIVE:
        return False
    resume_run(stage)
    return True


def lock_latest(session_id: UUID) -> Stage:
    session = lock_session(session_id)
    runs = AutopilotRun.objects.filter(session=session).order_by("-pk")
    run_id = runs.values_list("pk", flat=True).first()
    stage = stage_of(session, run_id) if run_id else None
    if stage is None:
        raise RunNotFound("The autopilot has not run in this session.")
    return stage


@transaction.atomic
def pause(*, session_id: UUID) -> AutopilotRun:
    """Pause at once, whatever a worker is doing. Raises RunNotFound, InvalidRunMove."""
    stage = lock_latest(session_id)
    if stage.run.status != RunStatus.PAUSED:
        pause_run(stage, PauseReason.LEARNER)
    elif stage.run.pause_reason != PauseReason.LEARNER:
        change_run(stage.run, pause_reason=PauseReason.LEARNER)
    return stage.run


@transaction.atomic
def resume(*, session_id: UUID) -> AutopilotRun:
    """Go on where the run was paused: the same question waits again.

    Raises RunNotFound, InvalidRunMove and SessionNotActive.
    """
    stage = lock_latest(session_id)
    if stage.run.status != RunStatus.RUNNING:
        require_active(stage.session)
        resume_run(stage)
        note_presence(session_id)
    return stage.run


def resume_run(stage: Stage) -> None:
    """Resume a locked run."""
    values = go_on_waiting(stage.run, database_now())
    move_run(stage.run, "resume", **values)
    record(stage, "session_resumed", "It goes on where it was.")
    if stage.run.waiting_for == WaitingFor.NOTHING:
        ring_on_commit(stage.run.pk)


@transaction.atomic
def stop(*, session_id: UUID) -> AutopilotRun:
    """Stop at once; the report tells what was done. Raises RunNotFound, InvalidRunMove."""
    stage = lock_latest(session_id)
    if stage.run.status != RunStatus.STOPPED:
        stop_run(stage)
    return stage.run


@transaction.atomic
def answer(*, session_id: UUID, given: Any, item_id: UUID | None = None) -> Attempt:
    """Record the answer to the question that the run asks, once.

    Raises RunNotFound, NotWaiting (no question, another one, or its time was up), UnknownOption
    and UnreadableAnswer; the question then waits on.
    """
    stage = lock_latest(session_id)
    greet(stage)
    run, step = stage.run, stage.step
    if run.waiting_for != WaitingFor.ANSWER or run.status != RunStatus.RUNNING:
        raise NotWaiting("The autopilot asks no question now.", run_status=run.status)
    asked = UUID(step.inputs["item_id"])
    if item_id is not None and item_id != asked:
        raise NotWaiting("Another question is asked now.", question_id=str(asked))
    now = database_now()
    if run.wait_until is not None and now > run.wait_until + GRACE:
        raise NotWaiting("The time for this question was up.", question_id=str(asked))
    spent = None if run.wait_since is None else active_ms(run, now) - run.active_ms
    attempt = record_answer(stage, given, spent)
    finish_question(stage, attempt)
    return attempt


@transaction.atomic
def proceed(*, session_id: UUID) -> AutopilotRun:
    """Go on from what was to be read. Raises RunNotFound and NotWaiting."""
    stage = lock_latest(session_id)
    greet(stage)
    if stage.run.waiting_for != WaitingFor.READING or stage.run.status != RunStatus.RUNNING:
        raise NotWaiting("There is nothing to read on from now.", run_status=stage.run.status)
    end_reading(stage)
    return stage.run


def end_reading(stage: Stage) -> None:
    """End the wait for a reader; the step that waited is worked now."""
    charge_wait(stage)
    change_run(stage.run, active_ms=stage.run.active_ms, **nothing_waited())
    ring_on_commit(stage.run.pk)


@transaction.atomic
def settle_wait(*, session_id: UUID, run_id: UUID) -> bool:
    """Do what is due with a wait: pause when nobody is there, go on when its time is up.

    Of the two the one that came first counts, however late this is asked. Safe to repeat and to
    race; True when something changed.
    """
    session = lock_session(session_id)
    stage = stage_of(session, run_id)
    if stage is None or stage.run.status != RunStatus.RUNNING or stage.run.wait_since is None:
        return False
    now = database_now()
    if is_away(stage.run, now):
        pause_run(stage, PauseReason.AWAY)
        return True
    if stage.run.wait_until is None or now < stage.run.wait_until:
        return False
    if stage.run.waiting_for == WaitingFor.READING:
        end_reading(stage)
        return True
    if now < stage.run.wait_until + GRACE:
        return False
    attempt = record_answer(stage, NOT_ANSWERED, None)
    finish_question(stage, attempt)
    return True
