"""A run whose workers are killed again and again ends with the report of one left in peace."""

import itertools
import time

import pytest
from celery import Celery

from autopilot.models import Asset, AutopilotRun, ToolStep
from autopilot.services.steering import RunWish, answer, proceed, start_run, stop
from autopilot.states import WaitingFor
from sessions_app.services.presence import see_learner
from tests.autopilot.clock import void_lease
from tests.autopilot.driving import asked_item, fresh_run, right_option
from tests.tutoring.factories import planned_session

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("curriculum"),
]
WORKER = ("worker", "--concurrency", "1", "--without-gossip", "--without-mingle")
ACTS = 7  # two lessons, three answers, and the lessons of the next topic
KILLED_AFTER = (0, 1, 3, 4, 5)


@pytest.fixture
def curriculum(transactional_db, packs):
    from tutoring.services.curriculum import load_packs

    load_packs(packs)


@pytest.fixture(scope="session")
def packs():
    from tests.tutoring.mechanics import mechanics

    return mechanics()


@pytest.fixture
def ring(server_environment):
    """Return a function that rings for a run, as the web process does."""
    app = Celery(broker=server_environment["CELERY_BROKER_URL"])
    return lambda run_id: app.send_task("autopilot.advance", args=(str(run_id),))


def act(run: AutopilotRun) -> None:
    """Do what a learner does who always knows the answer."""
    if run.waiting_for == WaitingFor.READING:
        proceed(session_id=run.session_id)
    else:
        answer(session_id=run.session_id, given=right_option(asked_item(run)))


def report_of(run: AutopilotRun) -> tuple:
    """Return what a report says that is not of its own run: its key and the time it took."""
    content = Asset.objects.get(mission=run.mission, subtype="report").content
    kept = ("topic", "why", "completed", "answered", "right", "misconceptions")
    return (
        [{name: line[name] for name in kept} for line in content["topics"]],
        content["answered"],
        content["right"],
    )


def test_a_run_with_killed_workers_leaves_the_same_report(start_celery, wait_until, ring):
    runs = [
        start_run(session_id=planned_session().pk, wish=RunWish(seed=7, answer_seconds=None))
        for _ in range(2)
    ]
    workers = [start_celery(*WORKER)]
    for run, killed_after in zip(runs, ((), KILLED_AFTER), strict=True):
        for number in range(ACTS):
            _until_it_waits(run, workers, wait_until, ring)
            act(fresh_run(run))
            ring(run.pk)
            if number in killed_after:
                _wait_for_a_lease(run)
                workers.pop().kill()
                void_lease(run)
                workers.append(start_celery(*WORKER))
        _until_it_waits(run, workers, wait_until, ring)
        stop(session_id=run.session_id)

    orders = ToolStep.objects.filter(run=runs[1]).order_by("sequence_order")
    found = list(orders.values_list("sequence_order", flat=True))
    assert report_of(runs[1]) == report_of(runs[0])
    assert found == list(range(1, len(found) + 1))


def _until_it_waits(run, workers, wait_until, ring) -> None:
    rounds = itertools.count()

    def waits() -> bool:
        see_learner(run.session_id)
        if next(rounds) % 20 == 0:
            ring(run.pk)
        return fresh_run(run).waiting_for != WaitingFor.NOTHING

    wait_until(waits, *workers, seconds=120)


def _wait_for_a_lease(run: AutopilotRun) -> None:
    """Wait until a worker is in the middle of a step, or was too quick to be met there."""
    for _ in range(200):
        found = fresh_run(run)
        if found.lease_token is not None or found.waiting_for != WaitingFor.NOTHING:
            return
        time.sleep(0.01)
