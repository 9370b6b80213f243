"""Reports: what was studied and what changed, the same for the same seed and answers."""

import pytest
from django.db import transaction

from autopilot.models import Asset
from autopilot.services.steering import RunWish, start_run, stop
from autopilot.services.vetoes import veto
from tests.autopilot.driving import drive, fresh_run, right_option, work
from tests.factories import make_learner
from tests.tutoring.factories import planned_session, wrong_option

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def run_once(*, choose=right_option, acts=10, leave=False) -> dict:
    """Return the report of a stopped run of a new learner."""
    session = planned_session(make_learner())
    run = start_run(session_id=session.pk, wish=RunWish(seed=11))
    if leave:
        work(run)
        veto(session_id=session.pk, kind="not_now")
    drive(fresh_run(run), choose=choose, steps=acts)
    stop(session_id=session.pk)
    return Asset.objects.get(mission=run.mission, subtype="report").content


def undone(run) -> dict:
    """Return what a run reports, and leave everything as it was before."""
    with transaction.atomic():
        report = run()
        transaction.set_rollback(True)
    return report


def test_the_same_seed_and_answers_give_the_same_report():
    first = undone(lambda: run_once(choose=some_wrong()))
    second = undone(lambda: run_once(choose=some_wrong()))

    assert first.pop("run_id") != second.pop("run_id")
    assert first == second
    assert first["answered"] > first["right"] > 0


def some_wrong():
    """Choose wrong at every second question."""
    count = 0

    def choose(item):
        nonlocal count
        count += 1
        return wrong_option(item) if count % 2 else right_option(item)

    return choose


def test_a_report_tells_levels_before_and_after():
    report = run_once(acts=5)

    first = report["levels"][0]
    assert first["before"] == 0
    assert first["after"] > 0
    assert f"{first['topic']}: 0 → {first['after']} of 100" in report["markdown"]
    assert [one["topic"] for one in report["next"]]


def test_a_report_tells_misconceptions_and_decisions():
    report = run_once(choose=wrong_option, leave=True)

    assert report["found"]
    assert any(change.startswith("Not now: ") for change in report["changes"])
    for name in report["found"]:
        assert f"- {name}" in report["markdown"]


def test_a_run_stopped_at_once_has_a_report_too():
    session = planned_session(make_learner())
    run = start_run(session_id=session.pk, wish=RunWish(seed=1))

    stop(session_id=session.pk)

    report = Asset.objects.get(mission=run.mission, subtype="report").content
    assert (report["topics"], report["answered"]) == ([], 0)
    assert "Nothing yet." in report["markdown"]
