"""Leases: kept for long steps, lost by the dead, of no use to who comes back too late."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from accounts.clock import ClockNow, database_now
from autopilot.models import AutopilotRun, ToolStep
from autopilot.services import leases
from autopilot.services.engine import MOST_TRIES, advance, commit_step, read_stage, work_step
from autopilot.services.leases import MOST_ATTEMPTS, claim, end_all_leases, renew, renewed
from autopilot.services.steering import RunWish, pause, start_run
from autopilot.services.tools import TOOLS
from autopilot.states import RunStatus, ToolId, WaitingFor
from sessions_app.models import AgentAction
from tests.autopilot.clock import pass_time, void_lease
from tests.autopilot.driving import fresh_run, work
from tests.tutoring.factories import planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


@pytest.fixture
def run() -> AutopilotRun:
    return start_run(session_id=planned_session().pk, wish=RunWish(seed=7))


class Failing:
    """A step whose work ends in an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def work(self, stage):
        raise self.error


def test_an_expired_lease_is_taken_over_and_its_holder_changes_nothing(run):
    late = claim(run.pk)
    outcome = TOOLS["make_plan"].work(read_stage(late))
    void_lease(run)
    taken = claim(run.pk)

    before = (fresh_run(run).revision, ToolStep.objects.filter(run=run).count())
    stored = commit_step(late, outcome, 5)

    assert not stored.is_stored
    assert not renew(late)
    assert (fresh_run(run).revision, ToolStep.objects.filter(run=run).count()) == before
    assert (taken.attempts, fresh_run(run).lease_token) == (1, taken.token)


def test_a_kept_lease_holds_for_the_step_that_follows_alone(run):
    first = claim(run.pk)
    outcome = TOOLS["make_plan"].work(read_stage(first))

    done = commit_step(first, outcome, 5, keep=True)

    assert done.then.token == first.token
    assert not commit_step(first, outcome, 5).is_stored
    assert ToolStep.objects.get(pk=done.then.step_id).status == "executing"
    assert claim(run.pk) is None


def test_a_worker_that_died_between_two_steps_of_its_lease_is_replaced(run):
    held = claim(run.pk)
    commit_step(held, TOOLS["make_plan"].work(read_stage(held)), 5, keep=True)
    void_lease(run)

    run = work(run)

    assert run.waiting_for == WaitingFor.READING
    orders = ToolStep.objects.filter(run=run).order_by("sequence_order")
    assert list(orders.values_list("sequence_order", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_a_long_step_keeps_its_lease(run, monkeypatch):
    monkeypatch.setattr(leases, "RENEW_EVERY", 0.01)
    held = claim(run.pk)
    AutopilotRun.objects.filter(pk=run.pk).update(lease_until=ClockNow() + timedelta(hours=1))
    shorter = database_now() + timedelta(minutes=30)

    with renewed(held):
        for _ in range(10_000):
            if fresh_run(run).lease_until < shorter:
                break

    assert database_now() < fresh_run(run).lease_until < shorter
    assert claim(run.pk) is None


def test_whoever_slept_past_the_lease_changes_nothing_though_nobody_came(run):
    held = claim(run.pk)
    void_lease(run)
    before = AgentAction.objects.filter(session=run.session_id).count()

    assert renew(held) is False
    assert not work_step(held)

    after = fresh_run(run)
    assert (after.step.status, after.step_id) == ("executing", held.step_id)
    assert AgentAction.objects.filter(session=run.session_id).count() == before
    assert work(run).waiting_for == WaitingFor.READING


def test_a_poison_step_is_parked_and_others_go_on(run):
    other = start_run(session_id=planned_session().pk, wish=RunWish(seed=7))
    for _ in range(MOST_ATTEMPTS):
        assert claim(run.pk) is not None
        void_lease(run)

    advance(run.pk)

    run = fresh_run(run)
    told = AgentAction.objects.filter(session=run.session_id, action="self_correction")
    assert (run.status, run.step.status, run.lease_token) == (RunStatus.FAILED, "failed", None)
    assert "ended 5 workers" in run.failure
    assert told.get().metadata["parked"] is True
    assert work(other).waiting_for == WaitingFor.READING


def test_a_parked_run_makes_room_for_another(run):
    for _ in range(MOST_ATTEMPTS):
        claim(run.pk)
        void_lease(run)
    advance(run.pk)

    again = start_run(session_id=run.session_id, wish=RunWish(seed=8))

    assert work(again).waiting_for == WaitingFor.READING
    assert run.hop.status == "executing"
    run.hop.refresh_from_db()
    assert run.hop.status == "failed"


def test_an_error_of_the_work_is_tried_again_after_a_pause_and_then_parked(run, monkeypatch):
    monkeypatch.setitem(TOOLS, ToolId.MAKE_PLAN, Failing(ValueError("no such plan")))

    for tries in range(1, MOST_TRIES):
        advance(run.pk)
        step = fresh_run(run).step
        assert (step.tries, step.error_message) == (tries, "ValueError: no such plan")
        assert claim(run.pk) is None
        pass_time(run, 60)
    advance(run.pk)

    run = fresh_run(run)
    assert (run.status, run.step.status) == (RunStatus.FAILED, "failed")
    assert "no such plan" in run.failure


def test_a_store_that_is_away_costs_neither_lease_nor_attempt(run, monkeypatch):
    monkeypatch.setitem(TOOLS, ToolId.MAKE_PLAN, Failing(OperationalError("server closed")))

    with pytest.raises(OperationalError):
        advance(run.pk)

    run = fresh_run(run)
    assert (run.lease_token, run.lease_attempts, run.step.tries) == (None, 0, 0)
    assert claim(run.pk) is not None


def test_a_paused_step_is_worked_again_from_its_start(run):
    held = claim(run.pk)
    pause(session_id=run.session_id)

    assert not commit_step(held, TOOLS["make_plan"].work(read_stage_of(held)), 5).is_stored
    assert fresh_run(run).step.status == "executing"


def read_stage_of(held):
    """What a worker had read before its lease was taken from it."""
    from autopilot.services.engine import stage_of
    from sessions_app.services.write_path import lock_session

    return stage_of(lock_session(held.session_id), held.run_id)


def test_a_start_of_the_one_process_ends_the_leases_of_a_dead_one(run):
    dead = claim(run.pk)
    assert claim(run.pk) is None

    assert end_all_leases() == 1

    taken = claim(run.pk)
    assert taken.attempts == 1
    assert renew(dead) is False
