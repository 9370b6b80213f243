"""The autopilot in the admin: found, read step by step, and mended after asking once more."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.models import User
from autopilot.admin.timeline import STEPS_PER_PAGE
from autopilot.models import Asset, AutopilotRun, Hop, Mission, ToolStep
from autopilot.services.engine import note_failure
from autopilot.services.leases import claim
from autopilot.services.steering import RunWish, start_run, stop
from autopilot.states import MISSION_VERBS, RUN_VERBS, RunStatus, ToolId
from sessions_app.models import AgentAction
from sessions_app.services.lifecycle import start_session
from tests.autopilot.driving import drive, fresh_run, work
from tests.autopilot.factories import WAY_TO_ASSET, mission_of, output_of
from tests.factories import make_learner
from tests.tutoring.factories import planned_session

pytestmark = pytest.mark.django_db
QUERIES_OF_LIST = 4  # the log-in and its user, the bounded count, the rows
# The log-in and its user, the run, its last step, a page of them; the clock and who was there.
QUERIES_OF_RUN = 7
MODELS = ["mission", "autopilotrun", "hop", "toolstep", "asset"]


def url(kind: str, view: str = "changelist", *args) -> str:
    return reverse(f"admin:autopilot_{kind}_{view}", args=args)


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root@example.org", "irrelevant")


@pytest.fixture
def root(client, superuser):
    client.force_login(superuser)
    return client


def bare_run(status: str = "running", **values) -> AutopilotRun:
    """A run without a worker's doing, in a session of its own."""
    learner = make_learner()
    session = start_session(user_id=learner.pk)
    mission = mission_of(learner, session_id=session.pk)
    if status == RunStatus.FAILED:
        values["failure"] = "It failed."
    if status == RunStatus.PAUSED:
        values["pause_reason"] = "learner"
    if status in {"completed", "stopped", "failed"}:
        values["ended_at"] = ClockNow()
    run = AutopilotRun.objects.create(
        session=session, mission=mission, seed=1, status=status, **values
    )
    hop = Hop.objects.create(mission=mission, sequence_order=1, name="Friction")
    step = ToolStep.objects.create(
        hop=hop, run=run, tool_id=ToolId.DECIDE, sequence_order=1, name="Decide"
    )
    AutopilotRun.objects.filter(pk=run.pk).update(hop=hop, step=step)
    return fresh_run(run)


def held(seconds: int) -> dict:
    return {"lease_token": uuid7(), "lease_until": ClockNow() + timedelta(seconds=seconds)}


def listed(client, **query) -> list:
    response = client.get(url("autopilotrun"), query)
    assert response.status_code == 200
    return sorted(run.pk for run in response.context["cl"].result_list)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_runs_costs_the_same_for_any_number(root, django_assert_num_queries, rows):
    for _ in range(rows):
        bare_run(**held(20))

    with django_assert_num_queries(QUERIES_OF_LIST):
        response = root.get(url("autopilotrun"))

    assert len(response.context["cl"].result_list) == rows


def test_the_list_says_who_holds_a_run(root):
    bare_run()
    page = root.get(url("autopilotrun")).content.decode()
    assert '<td class="field-lease">free</td>' in page
    bare_run(**held(20))
    assert "held until" in root.get(url("autopilotrun")).content.decode()
    bare_run(**held(-20))
    assert "expired" in root.get(url("autopilotrun"), {"lease": "expired"}).content.decode()


def test_runs_are_narrowed(root):
    free, mine, gone = bare_run(), bare_run(**held(20)), bare_run(**held(-20))
    asked = bare_run(waiting_for="answer")
    failed = bare_run("failed")

    assert listed(root, lease="expired") == [gone.pk]
    assert listed(root, lease="held") == [mine.pk]
    assert listed(root, lease="free") == sorted([free.pk, asked.pk])
    assert listed(root, waiting="answer") == [asked.pk]
    assert listed(root, waiting="nothing") == sorted([free.pk, mine.pk, gone.pk, failed.pk])
    assert listed(root, status__exact="failed") == [failed.pk]
    assert listed(root, q=str(free.session_id)) == [free.pk]
    assert listed(root, q=asked.session.user.email) == [asked.pk]
    assert listed(root, q="not-an-id") == []


@pytest.mark.parametrize("steps", [1, 10_000])
def test_a_run_opens_at_the_same_cost_whatever_its_length(root, django_assert_num_queries, steps):
    run = bare_run(waiting_for="answer", wait_since=ClockNow())
    ToolStep.objects.bulk_create(
        [
            ToolStep(hop=run.hop, run=run, tool_id="decide", sequence_order=n, name=f"No. {n}")
            for n in range(2, steps + 1)
        ],
        batch_size=1_000,  # PostgreSQL takes 65,535 values in one statement
    )

    ContentType.objects.get_for_model(AutopilotRun)  # kept by the process from then on
    with django_assert_num_queries(QUERIES_OF_RUN):
        response = root.get(url("autopilotrun", "change", run.pk))

    shown = response.context["timeline"]
    assert (shown.total, shown.page) == (steps, -(-steps // STEPS_PER_PAGE))
    assert len(shown.lines) == min(steps, STEPS_PER_PAGE)


@pytest.mark.parametrize(
    ("wanted", "first"), [("1", 1), ("2", 51), ("99", 101), ("0", 1), ("x", 101), ("9" * 40, 101)]
)
def test_steps_are_turned_page_by_page(root, wanted, first):
    run = bare_run()
    ToolStep.objects.bulk_create(
        [
            ToolStep(hop=run.hop, run=run, tool_id="decide", sequence_order=n, name=f"No. {n}")
            for n in range(2, 121)
        ]
    )

    response = root.get(url("autopilotrun", "change", run.pk), {"steps": wanted})

    assert response.context["timeline"].lines[0].step.sequence_order == first


def test_a_step_tells_who_worked_and_what_it_took(root):
    run = bare_run()
    turn = {
        "role": "planner",
        "agent": "model",
        "model": "m-1",
        "input_tokens": 1200,
        "output_tokens": 300,
        "cost_usd": "0.0012",
    }
    again = {"role": "tutor", "agent": "builtin", "self_correction": "The model was away."}
    ToolStep.objects.filter(pk=run.step.pk).update(
        turns=[turn, again], duration_ms=42, inputs={"part": "<b>idea</b>"}, is_void=True
    )

    page = root.get(url("autopilotrun", "change", run.pk)).content.decode()

    assert "planner: model m-1, tutor: built-in (The model was away.)" in page
    assert "1200 tokens in, 300 out · $0.0012 · 42 ms" in page
    assert "<b>idea" not in page
    assert "set aside" in page


@pytest.mark.parametrize("deed", ["pause", "stop", "retry"])
@pytest.mark.parametrize("status", RunStatus.values)
def test_a_run_offers_what_its_table_allows(root, status, deed):
    run = bare_run(status)

    page = root.get(url("autopilotrun", "change", run.pk)).content.decode()

    assert (f"/do/{deed}/" in page) == (status in RUN_VERBS[deed].sources)


@pytest.mark.usefixtures("curriculum")
@pytest.mark.parametrize(
    ("deed", "status"), [("pause", "paused"), ("stop", "stopped"), ("retry", "running")]
)
def test_a_deed_is_asked_done_told_and_logged(root, superuser, deed, status):
    run = start_run(session_id=planned_session().pk, wish=RunWish(seed=7))
    if deed == "retry":
        for _ in range(3):
            AutopilotRun.objects.filter(pk=run.pk).update(not_before=None)
            note_failure(claim(run.pk), RuntimeError("the agent broke"))
    address = url("autopilotrun", "deed", run.pk, deed)
    before = fresh_run(run).status

    asked = root.get(address)
    assert (asked.status_code, fresh_run(run).status) == (200, before)
    root.post(address)
    again = root.post(address, follow=True)

    assert fresh_run(run).status == status
    [entry] = AgentAction.objects.filter(session=run.session_id, agent="staff")
    assert entry.metadata["by"] == str(superuser.pk)
    assert LogEntry.objects.filter(object_id=str(run.pk), user=superuser).count() == 1
    assert [str(one) for one in again.context["messages"]][-1] == (
        "It was so already; nothing was changed."
    )


@pytest.mark.usefixtures("curriculum")
def test_a_step_is_set_aside_and_a_report_written_again(root):
    run = drive(start_run(session_id=planned_session().pk, wish=RunWish(seed=7)), steps=6)
    step = ToolStep.objects.filter(run=run, tool_id="ask", status="completed").first()
    ToolStep.objects.filter(pk=step.pk).update(execution_result=["damaged"])
    stop(session_id=run.session_id)
    report = Asset.objects.get(mission=run.mission_id, subtype="report")
    address = url("asset", "deed", report.pk, "write-again")

    refused = root.post(address, follow=True)
    [said] = [str(one) for one in refused.context["messages"]]
    assert said.startswith("The report cannot be made from the steps: ")
    root.post(url("toolstep", "deed", step.pk, "void"))
    root.post(address)

    step.refresh_from_db()
    report.refresh_from_db()
    assert (step.is_void, report.status) == (True, "ready")
    assert "/do/void/" not in root.get(url("toolstep", "change", step.pk)).content.decode()


@pytest.mark.parametrize("status", ["in_progress", "awaiting_approval"])
def test_a_mission_is_given_up_along_its_table_and_never_completed_by_hand(root, status):
    mission = mission_of(make_learner())
    Mission.objects.filter(pk=mission.pk).update(status=status)

    root.post(url("mission", "deed", mission.pk, "fail"))

    mission.refresh_from_db()
    expected = "failed" if status in MISSION_VERBS["fail"].sources else status
    assert mission.status == expected
    for verb in ("complete", "accept", "cancel"):
        assert root.post(url("mission", "deed", mission.pk, verb)).status_code == 404


@pytest.mark.parametrize("status", WAY_TO_ASSET)
def test_an_asset_offers_another_writing_only_after_an_error(root, status):
    asset = output_of(mission_of(make_learner()), status)

    page = root.get(url("asset", "change", asset.pk)).content.decode()

    assert ("/do/write-again/" in page) == (status == "error")


@pytest.mark.parametrize("kind", MODELS)
def test_nothing_is_added_changed_or_deleted_by_hand(root, kind):
    run = bare_run()
    rows = {
        "mission": run.mission,
        "autopilotrun": run,
        "hop": run.hop,
        "toolstep": run.step,
        "asset": output_of(run.mission),
    }
    row = rows[kind]

    page = root.get(url(kind, "change", row.pk))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert root.get(url(kind)).status_code == 200
    assert root.get(url(kind, "add")).status_code == 403
    assert root.post(url(kind, "change", row.pk), {"status": "completed"}).status_code == 403
    assert root.post(url(kind, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert root.post(url(kind), {"action": "delete_selected", "_selected_action": row.pk})
    assert type(row).objects.get(pk=row.pk).status == row.status


@pytest.mark.parametrize("permissions", [(), ("view_autopilotrun",)])
def test_deeds_need_their_permission(client, permissions):
    run = bare_run()
    staff = User.objects.create_user("staff@example.org", "irrelevant", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(staff)

    assert client.post(url("autopilotrun", "deed", run.pk, "stop")).status_code == 403
    assert fresh_run(run).status == "running"


def test_unknown_rows_and_deeds_are_not_found(root):
    run = bare_run()

    assert root.get(url("autopilotrun", "deed", uuid7(), "stop")).status_code == 404
    assert root.get(url("autopilotrun", "deed", run.pk, "complete")).status_code == 404


@pytest.mark.usefixtures("curriculum")
def test_the_page_of_a_run_under_way_shows_its_steps(root):
    run = work(start_run(session_id=planned_session().pk, wish=RunWish(seed=7)))

    page = root.get(url("autopilotrun", "change", run.pk)).content.decode()

    for step in ToolStep.objects.filter(run=run):
        assert f"{step.sequence_order}. {step.name}" in page
