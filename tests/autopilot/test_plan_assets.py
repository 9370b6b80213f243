"""The plan a mission follows is one of its assets; another plan takes its place."""

import pytest

from autopilot.models import Asset
from autopilot.services.assets import leave_plan
from autopilot.services.engine import stage_of
from autopilot.services.steering import RunWish, start_run, stop
from sessions_app.services.lifecycle import start_session
from sessions_app.services.write_path import lock_session
from tests.autopilot.driving import work
from tests.factories import make_learner
from tests.tutoring.factories import planned_session
from tutoring.models import StudyPlan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def plans_of(run) -> list[tuple[str, int]]:
    kept = Asset.objects.filter(mission=run.mission_id, subtype="plan").order_by("pk")
    return [(one.status, one.content["version"]) for one in kept]


def test_a_run_keeps_the_plan_it_follows_once():
    session = planned_session()
    run = work(start_run(session_id=session.pk, wish=RunWish(seed=7)))
    accepted = StudyPlan.objects.get(session=session, was_accepted=True)
    stop(session_id=session.pk)
    work(start_run(session_id=session.pk, wish=RunWish(seed=8)))

    asset = Asset.objects.get(mission=run.mission_id, subtype="plan")
    assert (asset.role, asset.scope_type, asset.content["plan_id"]) == (
        "input",
        "mission",
        str(accepted.pk),
    )
    first = accepted.plan["schedule"][0]["topics"][0]["name"]
    assert f"- {first} (" in asset.content["markdown"]


def test_a_plan_made_by_the_run_is_kept():
    session = start_session(user_id=make_learner().pk, exam_type="NEET")

    run = work(start_run(session_id=session.pk, wish=RunWish(seed=7)))

    [(status, version)] = plans_of(run)
    assert (status, version) == (
        "ready",
        StudyPlan.objects.get(session=session, was_accepted=True).version,
    )


def test_another_plan_lets_the_one_before_expire():
    session = planned_session()
    run = work(start_run(session_id=session.pk, wish=RunWish(seed=7)))
    followed = StudyPlan.objects.get(session=session, was_accepted=True)
    another = StudyPlan.objects.create(session=session, version=99, plan=followed.plan)

    for _ in range(2):
        leave_plan(stage_of(lock_session(session.pk), run.pk), another)

    assert plans_of(run) == [("expired", followed.version), ("ready", 99)]
