"""Every pair of writers of a run at the same moment, each on its own connection."""

from functools import partial

import pytest

from autopilot.errors import InvalidRunMove, NotWaiting, RunAlreadyLive
from autopilot.models import Asset, AutopilotRun, Hop, ToolStep
from autopilot.services.engine import advance, commit_step, read_stage
from autopilot.services.leases import claim
from autopilot.services.steering import (
    RunWish,
    answer,
    pause,
    proceed,
    resume,
    settle_wait,
    start_run,
    stop,
    wake,
)
from autopilot.services.sweeping import sweep_runs
from autopilot.services.tools import TOOLS
from autopilot.services.vetoes import veto
from autopilot.states import RunStatus, WaitingFor
from sessions_app.models import AgentAction, SessionPresence, StudySession
from sessions_app.services.history import erase_sessions
from sessions_app.services.lifecycle import move_session
from tests.autopilot.clock import leave, time_is_up
from tests.autopilot.driving import asked_item, fresh_run, right_option, work
from tests.concurrency import run_together
from tests.tutoring.factories import planned_session
from tutoring.models import Attempt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("curriculum")]


@pytest.fixture
def run() -> AutopilotRun:
    session = planned_session()
    return start_run(session_id=session.pk, wish=RunWish(seed=7))


@pytest.fixture
def asking(run) -> AutopilotRun:
    """A run that waits for the first answer of its quiz."""
    run = work(run)
    while run.waiting_for == WaitingFor.READING:
        proceed(session_id=run.session_id)
        run = work(run)
    return run


def assert_sound(run: AutopilotRun) -> None:
    """What must hold of a run however its writers met."""
    steps = list(ToolStep.objects.filter(run=run).order_by("sequence_order"))
    seqs = AgentAction.objects.filter(session=run.session_id).order_by("seq")
    length = StudySession.objects.get(pk=run.session_id).history_length
    assert [step.sequence_order for step in steps] == list(range(1, len(steps) + 1))
    assert [step.status for step in steps].count("executing") <= 1
    assert list(seqs.values_list("seq", flat=True)) == list(range(1, length + 1))


def refusals(results: list, *kinds: type) -> int:
    """Count the refusals among results; anything else that was raised fails the test."""
    raised = [result for result in results if isinstance(result, Exception)]
    assert [one for one in raised if not isinstance(one, kinds)] == []
    return len(raised)


def test_of_many_claims_one_is_granted(run):
    claims = run_together(*[partial(claim, run.pk)] * 8)

    assert refusals(claims) == 0
    assert sum(one is not None for one in claims) == 1


def test_many_workers_do_each_step_once(run):
    results = run_together(*[partial(advance, run.pk)] * 6)

    run = fresh_run(run)
    assert refusals(results) == 0
    assert (run.waiting_for, run.step.sequence_order) == (WaitingFor.READING, 4)
    assert Asset.objects.filter(mission=run.mission, subtype="lesson").count() == 1
    assert_sound(run)


@pytest.mark.parametrize("steer", [pause, stop])
def test_a_commit_meets_a_learner_who_steers(run, steer):
    held = claim(run.pk)
    outcome = TOOLS["make_plan"].work(read_stage(held))

    stored, steered = run_together(
        partial(commit_step, held, outcome, 5), partial(steer, session_id=run.session_id)
    )

    step = ToolStep.objects.get(pk=held.step_id)
    run = fresh_run(run)
    assert refusals([stored, steered]) == 0
    assert run.status == {pause: RunStatus.PAUSED, stop: RunStatus.STOPPED}[steer]
    assert stored.is_stored == (step.status == "completed")
    assert run.lease_token is None
    assert_sound(run)


def test_a_commit_meets_the_end_of_its_session(run):
    held = claim(run.pk)
    outcome = TOOLS["make_plan"].work(read_stage(held))

    results = run_together(
        partial(commit_step, held, outcome, 5),
        partial(move_session, session_id=run.session_id, verb="archive"),
    )

    assert refusals(results) == 0
    assert fresh_run(run).status == RunStatus.STOPPED
    assert Asset.objects.get(mission=run.mission, subtype="report").status == "ready"
    assert_sound(run)


def test_a_commit_meets_the_erasure_of_its_session(run):
    held = claim(run.pk)
    outcome = TOOLS["make_plan"].work(read_stage(held))

    results = run_together(
        partial(commit_step, held, outcome, 5),
        partial(erase_sessions, session_ids=[run.session_id]),
    )

    assert refusals(results) == 0
    assert not AutopilotRun.objects.filter(pk=run.pk).exists()
    assert not ToolStep.objects.filter(run_id=run.pk).exists()


def test_twenty_equal_answers_make_one_attempt(asking):
    item = asked_item(asking)
    say = partial(answer, session_id=asking.session_id, given=right_option(item), item_id=item.pk)

    results = run_together(*[say] * 20)

    assert refusals(results, NotWaiting) == 19
    assert Attempt.objects.filter(quiz_item=item).count() == 1
    assert Attempt.objects.filter(session=asking.session_id).count() == 1
    assert_sound(asking)


def test_an_answer_meets_its_deadline(asking):
    item = asked_item(asking)
    time_is_up(asking)

    results = run_together(
        partial(answer, session_id=asking.session_id, given=right_option(item), item_id=item.pk),
        partial(settle_wait, session_id=asking.session_id, run_id=asking.pk),
        partial(settle_wait, session_id=asking.session_id, run_id=asking.pk),
    )

    assert refusals(results, NotWaiting) == 1
    assert Attempt.objects.get(session=asking.session_id).answer == ""
    assert_sound(asking)


def test_an_answer_meets_a_veto(asking):
    item = asked_item(asking)

    results = run_together(
        partial(answer, session_id=asking.session_id, given=right_option(item), item_id=item.pk),
        partial(veto, session_id=asking.session_id, kind="not_now"),
    )

    attempts = Attempt.objects.filter(quiz_item=item)
    assert refusals(results, NotWaiting) <= 1
    assert not isinstance(results[1], Exception)
    assert attempts.count() == 1
    assert (attempts.get().answer == "") == isinstance(results[0], NotWaiting)
    assert_sound(asking)


def test_of_fifty_starts_one_makes_a_run():
    session = planned_session()
    begin = partial(start_run, session_id=session.pk, wish=RunWish(seed=7))

    results = run_together(*[begin] * 50)

    run = AutopilotRun.objects.get(session=session)
    assert refusals(results, RunAlreadyLive) == 49
    assert {one.extra["run_id"] for one in results if isinstance(one, Exception)} == {str(run.pk)}
    assert Hop.objects.filter(mission=run.mission).count() == 1
    assert_sound(run)


def test_many_resumes_resume_once(asking):
    pause(session_id=asking.session_id)

    results = run_together(*[partial(resume, session_id=asking.session_id)] * 8)

    told = AgentAction.objects.filter(session=asking.session_id, action="session_resumed")
    assert refusals(results) == 0
    assert (fresh_run(asking).status, told.count()) == (RunStatus.RUNNING, 1)


def test_sweeps_at_once_settle_a_wait_once(asking):
    time_is_up(asking)

    results = run_together(*[sweep_runs] * 4)

    assert refusals(results) == 0
    assert sum(result["settled"] for result in results) == 1
    assert Attempt.objects.filter(session=asking.session_id).count() == 1
    assert_sound(asking)


def test_a_wake_meets_a_stop(asking):
    leave(asking)
    settle_wait(session_id=asking.session_id, run_id=asking.pk)
    SessionPresence.objects.filter(session=asking.session_id).delete()

    results = run_together(
        partial(wake, session_id=asking.session_id, run_id=asking.pk),
        partial(stop, session_id=asking.session_id),
    )

    assert refusals(results) == 0
    assert fresh_run(asking).status == RunStatus.STOPPED
    assert_sound(asking)


def test_a_pause_meets_a_stop(asking):
    results = run_together(
        partial(pause, session_id=asking.session_id), partial(stop, session_id=asking.session_id)
    )

    assert refusals(results, InvalidRunMove) <= 1
    assert fresh_run(asking).status == RunStatus.STOPPED
    assert_sound(asking)
