"""One generator for each plan, however many ask, whatever happens to it."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from accounts.clock import ClockNow, database_now
from accounts.ids import uuid7
from tests.concurrency import run_together
from tests.tutoring.agents_model import provider as fake
from tests.tutoring.agents_model.requests import SCOPE
from tests.tutoring.factories import plan_request
from tutoring.agents import get_planner
from tutoring.agents.turns import turns_of
from tutoring.models import PlanCache
from tutoring.services.plan_cache import (
    FAILED,
    cache_key,
    cached_plan,
    cached_plan_steps,
    expire_plans,
)

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asking():
    """How many ask at once: SQLite has one writer, so it is asked by fewer."""
    return 50 if connection.vendor == "postgresql" else 8


def unhurried(request: fake.FakeRequest) -> None:
    """A model that thinks for a while before it answers validly."""
    request.server.closing.wait(0.5)
    fake.valid(request)


def ask_for_plan():
    """Ask as one learner does; return the plan and what the planner has to say of its making."""
    planner = get_planner()
    return cached_plan(plan_request(SCOPE), planner), turns_of(planner)


def plans_and_turns(results) -> tuple[list, list]:
    assert [result for result in results if isinstance(result, BaseException)] == []
    return [plan for plan, _ in results], [turn for _, turns in results for turn in turns]


def leave_lease(**values) -> PlanCache:
    """A row as a generator leaves it that was killed."""
    defaults = {"exam_type": "NEET", "expires_at": ClockNow() + 24 * HOUR, "lease_token": uuid7()}
    key = cache_key(plan_request(SCOPE))
    return PlanCache.objects.create(cache_key=key, **{**defaults, **values})


def test_parallel_misses_ask_the_model_once(provider, asking):
    provider.reply = unhurried

    plans, turns = plans_and_turns(run_together(*[ask_for_plan] * asking))

    assert len(provider.log) == 1
    assert [turn.agent for turn in turns] == ["model"]
    assert all(plan == plans[0] for plan in plans)
    row = PlanCache.objects.get()
    assert (row.hits, row.lease_token, row.lease_until) == (asking - 1, None, None)


def test_a_dead_holder_is_followed_by_exactly_one(provider, asking):
    provider.reply = unhurried
    dead = leave_lease(lease_until=database_now())

    plans, _ = plans_and_turns(run_together(*[ask_for_plan] * asking))

    assert len(provider.log) == 1
    assert len(plans) == asking
    row = PlanCache.objects.get()
    assert (row.pk, row.hits, row.plan is not None) == (dead.pk, asking - 1, True)


def test_waiters_take_over_when_the_lease_runs_out_under_them(provider, settings):
    settings.MODEL_DEADLINE_SECONDS = 6.0
    leave_lease(lease_until=ClockNow() + SECOND)

    plans_and_turns(run_together(*[ask_for_plan] * 4))

    assert len(provider.log) == 1
    assert PlanCache.objects.get().hits == 3


def test_a_failed_model_is_asked_by_one_alone(provider, asking):
    provider.reply = fake.failing(401)

    plans, turns = plans_and_turns(run_together(*[ask_for_plan] * asking))

    assert len(provider.log) == 1
    assert {turn.agent for turn in turns} == {"builtin"}
    assert sorted({str(turn.failure) for turn in turns}) == ["busy", "refused"]
    assert all(plan == plans[0] and plan.verification_summary.is_valid for plan in plans)
    row = PlanCache.objects.get()
    assert (row.plan, row.summary, row.hits) == (None, FAILED, 0)


def test_after_its_rest_a_failed_plan_is_tried_again(provider):
    provider.script = [fake.failing(401)]
    ask_for_plan()
    PlanCache.objects.update(lease_until=ClockNow())

    ask_for_plan()

    assert len(provider.log) == 2
    assert PlanCache.objects.get().plan is not None


def test_a_waiter_plans_by_itself_when_its_time_is_up(provider, settings):
    settings.MODEL_DEADLINE_SECONDS = 0.3
    leave_lease(lease_until=ClockNow() + HOUR)

    plan, (turn, *_) = ask_for_plan()

    assert plan.verification_summary.is_valid
    assert (turn.agent, turn.failure) == ("builtin", "busy")
    assert "busy" in turn.self_correction
    assert provider.log == []
    assert PlanCache.objects.get().plan is None


def test_a_waiter_without_a_model_plans_by_itself_too(settings):
    settings.AGENTS = {}
    settings.MODEL_DEADLINE_SECONDS = 0.3
    leave_lease(lease_until=ClockNow() + HOUR)

    plan, turns = ask_for_plan()

    assert plan.verification_summary.is_valid
    assert turns == ()


def test_who_stops_following_leaves_the_plan_to_the_next(provider):
    steps = cached_plan_steps(plan_request(SCOPE))
    next(steps)
    steps.close()

    ask_for_plan()

    assert PlanCache.objects.get().plan is not None


def test_who_stops_following_after_the_end_leaves_the_plan(provider):
    steps = cached_plan_steps(plan_request(SCOPE))
    while not next(steps).was_accepted:
        pass
    steps.close()

    assert PlanCache.objects.get().plan is not None


class Broken:
    name, version = "broken", "1"

    def draft(self, request):
        raise ValueError("broken")


def test_a_planner_that_breaks_gives_the_lease_back():
    with pytest.raises(ValueError, match="broken"):
        cached_plan(plan_request(SCOPE), Broken())

    row = PlanCache.objects.get()
    assert (row.plan, row.summary) == (None, FAILED)


def test_a_zombie_stores_nothing_over_its_successor(provider):
    steps = cached_plan_steps(plan_request(SCOPE))
    next(steps)
    successor = uuid7()
    PlanCache.objects.update(lease_token=successor, lease_until=ClockNow() + HOUR)

    list(steps)

    row = PlanCache.objects.get()
    assert (row.plan, row.lease_token) == (None, successor)


def test_expiry_beside_reading_gives_no_stale_plan_and_no_error(settings):
    settings.AGENTS = {}
    request = plan_request(SCOPE)
    fresh = cached_plan(request)

    def spoil_and_expire():
        """Make what is stored recognisable and a day old, then run the job."""
        for _ in range(10):
            PlanCache.objects.filter(plan__isnull=False).update(
                plan={"stale": True}, expires_at=ClockNow()
            )
            expire_plans()

    def read():
        return [cached_plan(request) for _ in range(10)]

    spoiled, *reads = run_together(spoil_and_expire, *[partial(read)] * 4)

    assert spoiled is None
    assert reads == [[fresh] * 10] * 4
