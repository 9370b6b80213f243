"""The engine: steps worked once, in order, under a lease."""

import pytest

from autopilot.models import Asset, Hop, ToolStep
from autopilot.services.engine import advance, commit_step, read_stage
from autopilot.services.leases import claim
from autopilot.services.steering import RunWish, pause, resume, start_run, stop
from autopilot.services.tools import TOOLS
from autopilot.states import RunStatus, WaitingFor
from sessions_app.services.lifecycle import move_session
from tests.autopilot.driving import drive, fresh_run, work
from tests.tutoring.factories import planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def started(**wish):
    session = planned_session()
    return start_run(session_id=session.pk, wish=RunWish(**{"seed": 7, **wish}))


def test_a_run_teaches_asks_and_goes_on_to_the_next_topic():
    run = drive(started(), steps=10)

    hops = list(Hop.objects.filter(mission=run.mission).order_by("sequence_order"))
    tools = list(
        ToolStep.objects.filter(run=run, hop=hops[0])
        .order_by("sequence_order")
        .values_list("tool_id", flat=True)
    )
    assert [hop.status for hop in hops] == ["completed", "completed", "executing"]
    assert tools == [
        "make_plan",
        "choose_topic",
        "micro_lesson",
        "micro_lesson",
        "make_quiz",
        "ask",
        "ask",
        "ask",
        "analyse",
        "decide",
    ]


def test_a_stopped_run_leaves_its_report():
    run = drive(started(), steps=6)

    stop(session_id=run.session_id)

    run = fresh_run(run)
    report = Asset.objects.get(mission=run.mission, subtype="report")
    assert (run.status, report.status) == (RunStatus.STOPPED, "ready")
    assert report.content["answered"] == report.content["right"] == 3


def test_a_stale_token_changes_nothing():
    run = started()
    held = claim(run.pk)
    stage = read_stage(held)
    outcome = TOOLS[stage.step.tool_id].work(stage)
    pause(session_id=run.session_id)
    resume(session_id=run.session_id)
    second = claim(run.pk)

    stored = commit_step(held, outcome, 5)

    step = ToolStep.objects.get(pk=held.step_id)
    assert (stored.is_stored, step.status) == (False, "executing")
    assert second.step_id == held.step_id
    assert commit_step(second, outcome, 5).is_stored


def test_a_claimed_run_is_nobody_elses():
    run = started()
    claim(run.pk)

    assert claim(run.pk) is None
    assert not advance(run.pk)


def test_a_run_waits_while_its_lesson_is_read():
    run = work(started())

    assert (run.waiting_for, run.current_phase) == (WaitingFor.READING, "teaching")
    assert run.content.startswith("## ")
    assert run.lease_token is None


def test_a_run_pauses_and_goes_on_with_its_session():
    run = work(started())

    move_session(session_id=run.session_id, verb="pause")
    paused = fresh_run(run)
    move_session(session_id=run.session_id, verb="resume")
    resumed = fresh_run(run)
    move_session(session_id=run.session_id, verb="archive")

    assert (paused.status, paused.pause_reason) == (RunStatus.PAUSED, "session")
    assert (resumed.status, resumed.waiting_for) == (RunStatus.RUNNING, WaitingFor.READING)
    assert fresh_run(run).status == RunStatus.STOPPED
