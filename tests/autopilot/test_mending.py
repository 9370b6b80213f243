"""What staff do to runs: each once, with a history entry that names them."""

import pytest

from accounts.ids import uuid7
from autopilot.errors import (
    AssetNotFound,
    InvalidMissionMove,
    InvalidRunMove,
    ReportNotWritable,
    RunAlreadyLive,
    RunNotFound,
    StepNotEnded,
)
from autopilot.models import Asset, AutopilotRun, Mission, ToolStep
from autopilot.services.engine import advance, note_failure
from autopilot.services.leases import claim
from autopilot.services.mending import (
    fail_mission,
    pause_as_staff,
    retry_run,
    stop_as_staff,
    void_step,
    write_report_again,
)
from autopilot.services.missions import move_mission
from autopilot.services.steering import RunWish, start_run, stop
from sessions_app.errors import SessionNotActive
from sessions_app.models import AgentAction
from sessions_app.services.lifecycle import move_session
from tests.autopilot.driving import drive, fresh_run, work
from tests.tutoring.factories import planned_session
from tutoring.models import Attempt, SkillState, TopicState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def started(**wish):
    session = planned_session()
    return start_run(session_id=session.pk, wish=RunWish(**{"seed": 7, **wish}))


def parked() -> AutopilotRun:
    """A run whose first step failed as often as it may."""
    run = started()
    for _ in range(3):
        AutopilotRun.objects.filter(pk=run.pk).update(not_before=None)
        note_failure(claim(run.pk), RuntimeError("the agent broke"))
    return fresh_run(run)


def staff_entries(run, action) -> list[dict]:
    entries = AgentAction.objects.filter(session=run.session_id, agent="staff", action=action)
    return [entry.metadata["by"] for entry in entries]


def test_a_parked_run_is_retried_and_goes_on():
    run, by = parked(), uuid7()
    assert (run.status, run.step.status, run.step.tries) == ("failed", "failed", 3)

    assert retry_run(run_id=run.pk, by=by)
    mended = fresh_run(run)
    assert (mended.status, mended.failure, mended.ended_at) == ("running", "", None)
    assert (mended.step.status, mended.step.tries, mended.step.error_message) == ("ready", 0, "")
    assert (mended.lease_token, mended.lease_attempts, mended.not_before) == (None, 0, None)

    assert work(run).waiting_for == "reading"
    assert staff_entries(run, "session_resumed") == [str(by)]


def test_retrying_twice_is_the_same_as_once():
    run, by = parked(), uuid7()

    assert [retry_run(run_id=run.pk, by=by) for _ in range(2)] == [True, False]
    assert staff_entries(run, "session_resumed") == [str(by)]


@pytest.mark.parametrize("end", ["stopped", "paused"])
def test_only_a_parked_run_is_retried(end):
    run = started()
    (stop_as_staff if end == "stopped" else pause_as_staff)(run_id=run.pk, by=uuid7())

    with pytest.raises(InvalidRunMove):
        retry_run(run_id=run.pk, by=uuid7())
    assert fresh_run(run).status == end


def test_a_parked_run_is_not_retried_beside_another():
    run = parked()
    start_run(session_id=run.session_id, wish=RunWish())

    with pytest.raises(RunAlreadyLive):
        retry_run(run_id=run.pk, by=uuid7())
    assert fresh_run(run).status == "failed"


def test_a_parked_run_is_retried_after_another_one_has_ended():
    run = parked()
    start_run(session_id=run.session_id, wish=RunWish())
    stop(session_id=run.session_id)

    assert retry_run(run_id=run.pk, by=uuid7())

    assert work(run).waiting_for == "reading"
    assert fresh_run(run).hop.status == "executing"


def test_a_parked_run_is_not_retried_in_a_session_that_rests():
    run = parked()
    move_session(session_id=run.session_id, verb="pause")

    with pytest.raises(SessionNotActive):
        retry_run(run_id=run.pk, by=uuid7())


def test_a_parked_run_of_a_mission_that_was_given_up_stays_parked():
    run = parked()
    fail_mission(mission_id=run.mission_id, by=uuid7())

    with pytest.raises(InvalidMissionMove):
        retry_run(run_id=run.pk, by=uuid7())


def test_a_run_after_a_parked_one_fills_the_report_that_waits():
    run = parked()
    second = start_run(session_id=run.session_id, wish=RunWish(seed=3))

    stop(session_id=run.session_id)

    [report] = Asset.objects.filter(mission=run.mission_id, subtype="report")
    assert (report.status, report.content["run_id"]) == ("ready", str(second.pk))


@pytest.mark.parametrize("deed", [pause_as_staff, stop_as_staff, retry_run])
def test_an_unknown_run_is_not_found(deed):
    with pytest.raises(RunNotFound):
        deed(run_id=uuid7(), by=uuid7())


@pytest.mark.parametrize(
    ("deed", "status", "action"),
    [
        (pause_as_staff, "paused", "run_paused_by_staff"),
        (stop_as_staff, "stopped", "run_stopped_by_staff"),
    ],
)
def test_staff_pause_and_stop_once_and_by_name(deed, status, action):
    run, by = work(started()), uuid7()

    assert [deed(run_id=run.pk, by=by) for _ in range(2)] == [True, False]

    assert fresh_run(run).status == status
    assert staff_entries(run, action) == [str(by)]
    assert not advance(run.pk)


def learned(run) -> list:
    who = run.session.user_id
    return [
        list(TopicState.objects.filter(learner_id=who).order_by("pk").values()),
        list(SkillState.objects.filter(learner_id=who).order_by("pk").values()),
        list(Attempt.objects.filter(learner_id=who).order_by("pk").values()),
    ]


def test_a_void_step_leaves_the_report_and_nothing_else():
    run, by = drive(started(), steps=6), uuid7()
    stop(session_id=run.session_id)
    before = learned(run)
    step = ToolStep.objects.filter(run=run, tool_id="ask", status="completed").first()

    assert [void_step(step_id=step.pk, by=by) for _ in range(2)] == [True, False]

    reports = Asset.objects.filter(mission=run.mission_id, subtype="report").order_by("pk")
    assert [(one.status, one.content["answered"]) for one in reports] == [
        ("expired", 3),
        ("ready", 2),
    ]
    assert learned(run) == before
    assert staff_entries(run, "step_voided") == [str(by)]


def test_a_step_under_way_is_not_void():
    run = work(started())

    with pytest.raises(StepNotEnded):
        void_step(step_id=run.step.pk, by=uuid7())
    assert not fresh_run(run).step.is_void


def unreadable(run) -> ToolStep:
    """Damage what an answered question left, so that no report can be made of it."""
    step = ToolStep.objects.filter(run=run, tool_id="ask", status="completed").first()
    ToolStep.objects.filter(pk=step.pk).update(execution_result=["damaged"])
    return step


def test_a_report_that_cannot_be_written_holds_nothing_up_and_is_written_later():
    run, by = drive(started(), steps=6), uuid7()
    step = unreadable(run)

    stop(session_id=run.session_id)
    report = Asset.objects.get(mission=run.mission_id, subtype="report")
    assert (fresh_run(run).status, report.status, report.content) == ("stopped", "error", None)
    with pytest.raises(ReportNotWritable):
        write_report_again(asset_id=report.pk, by=by)
    report.refresh_from_db()
    assert report.status == "error"

    void_step(step_id=step.pk, by=by)
    assert [write_report_again(asset_id=report.pk, by=by) for _ in range(2)] == [True, False]
    report.refresh_from_db()
    assert (report.status, report.content["answered"]) == ("ready", 2)
    assert staff_entries(run, "report_written_again") == [str(by)]


def test_a_mission_completes_once_its_report_is_written_again():
    run = drive(started(target_minutes=5), steps=6)
    step = unreadable(run)
    AutopilotRun.objects.filter(pk=run.pk).update(active_ms=5 * 60_000)
    run = drive(run)
    assert run.status == "completed"
    assert Mission.objects.get(pk=run.mission_id).status == "in_progress"

    void_step(step_id=step.pk, by=uuid7())
    report = Asset.objects.get(mission=run.mission_id, subtype="report")
    write_report_again(asset_id=report.pk, by=uuid7())

    assert Mission.objects.get(pk=run.mission_id).status == "completed"


def test_what_is_no_report_of_a_run_is_not_written_again():
    with pytest.raises(AssetNotFound):
        write_report_again(asset_id=uuid7(), by=uuid7())


@pytest.mark.parametrize("how", ["cancel", "fail"])
def test_a_mission_that_is_given_up_leaves_nothing_running(how):
    run, by = work(started()), uuid7()

    if how == "cancel":
        move_mission(mission_id=run.mission_id, verb="cancel")
    else:
        assert [fail_mission(mission_id=run.mission_id, by=by) for _ in range(2)] == [True, False]

    mission = Mission.objects.get(pk=run.mission_id)
    assert (mission.status, fresh_run(run).status) == (
        "cancelled" if how == "cancel" else "failed",
        "stopped",
    )
    assert not Asset.objects.filter(mission=mission, status="pending").exists()
    assert staff_entries(run, "mission_failed") == ([str(by)] if how == "fail" else [])
