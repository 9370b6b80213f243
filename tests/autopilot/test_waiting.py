"""Waiting for the learner: only presence counts, and nobody's silence is taken for an option."""

import pytest

from autopilot.errors import NotWaiting
from autopilot.models import AutopilotRun
from autopilot.selectors.elapsed import elapsed_seconds
from autopilot.services.steering import (
    RunWish,
    answer,
    attend,
    pause,
    proceed,
    resume,
    start_run,
)
from autopilot.services.sweeping import sweep_runs
from autopilot.services.vetoes import veto
from autopilot.states import PauseReason, RunStatus, WaitingFor
from sessions_app.services.presence import see_learners
from tests.autopilot.clock import leave, pass_time, time_is_up
from tests.autopilot.driving import asked_item, fresh_run, right_option, work
from tests.tutoring.factories import planned_session
from tutoring.models import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def asking(**wish) -> AutopilotRun:
    """A run that waits for its first answer."""
    begun = {"seed": 7, "answer_seconds": 60, **wish}
    run = work(start_run(session_id=planned_session().pk, wish=RunWish(**begun)))
    while run.waiting_for == WaitingFor.READING:
        proceed(session_id=run.session_id)
        run = work(run)
    return run


def left_seconds(run: AutopilotRun) -> int:
    return round((run.wait_left_ms or 0) / 1000)


def test_a_run_pauses_when_nobody_is_there_and_keeps_the_time_left():
    run = asking()
    leave(run)  # 40 s ago, 20 s of which still counted

    sweep_runs()

    run = fresh_run(run)
    assert (run.status, run.pause_reason) == (RunStatus.PAUSED, PauseReason.AWAY)
    assert left_seconds(run) == 40


def test_a_learner_who_is_back_finds_the_same_question_and_the_time_left():
    run = asking()
    item, before = asked_item(run), elapsed_seconds(run)
    leave(run)
    sweep_runs()

    attend(session_id=run.session_id)

    run = fresh_run(run)
    assert (run.status, run.awaiting_input, asked_item(run)) == (RunStatus.RUNNING, True, item)
    assert round((run.wait_until - run.wait_since).total_seconds()) == 40
    assert elapsed_seconds(run) - before == 20


@pytest.mark.parametrize("seen_by", ["status", "events", "answer"])
def test_an_hour_without_server_and_learner_takes_no_question_away(seen_by):
    run = asking()
    item, before = asked_item(run), elapsed_seconds(run)
    pass_time(run, 3_600, present=False)  # nobody swept meanwhile

    if seen_by == "status":
        attend(session_id=run.session_id)
    elif seen_by == "events":
        see_learners([run.session_id])
    sweep_runs()

    assert asked_item(run) == item
    assert not Attempt.objects.filter(session=run.session_id).exists()
    answer(session_id=run.session_id, given=right_option(item), item_id=item.pk)
    assert elapsed_seconds(fresh_run(run)) - before <= 21


def test_a_question_whose_time_is_up_counts_as_not_answered():
    run = asking()
    item = asked_item(run)
    time_is_up(run)

    sweep_runs()

    attempt = Attempt.objects.get(quiz_item=item)
    assert (attempt.answer, attempt.correct, attempt.misconception) == ("", False, None)
    assert asked_item(run) != item


def test_an_answer_after_the_time_is_refused():
    run = asking()
    item = asked_item(run)
    time_is_up(run)

    with pytest.raises(NotWaiting):
        answer(session_id=run.session_id, given=right_option(item), item_id=item.pk)

    assert not Attempt.objects.filter(quiz_item=item).exists()


def test_a_learner_who_left_after_the_time_was_up_has_not_answered():
    run = asking()
    item = asked_item(run)
    time_is_up(run)
    pass_time(run, 600, present=False)

    sweep_runs()

    assert Attempt.objects.get(quiz_item=item).answer == ""


def test_questions_do_not_run_out_one_after_another_with_nobody_there():
    run = asking(answer_seconds=10)
    time_is_up(run)
    sweep_runs()
    for _ in range(3):
        run = work(run)
        pass_time(run, 60, present=False)
        sweep_runs()

    assert fresh_run(run).pause_reason == PauseReason.AWAY
    # The one whose time was up, and one more within 20 s of the learner being seen last.
    assert Attempt.objects.filter(session=run.session_id).count() == 2


def test_an_untimed_question_never_runs_out():
    run = asking(answer_seconds=None)
    item = asked_item(run)

    pass_time(run, 7_200)
    sweep_runs()
    attend(session_id=run.session_id)

    assert (fresh_run(run).status, asked_item(run)) == (RunStatus.RUNNING, item)
    assert elapsed_seconds(fresh_run(run)) <= 61


def test_a_pause_keeps_what_is_left_and_counts_for_nothing():
    run = asking()
    pass_time(run, 25)
    before = elapsed_seconds(fresh_run(run))
    pause(session_id=run.session_id)
    left = left_seconds(fresh_run(run))
    pass_time(run, 3_600)

    resume(session_id=run.session_id)

    run = fresh_run(run)
    assert left == 35
    assert round((run.wait_until - run.wait_since).total_seconds()) == 35
    assert elapsed_seconds(run) == before


def test_a_pause_by_the_learner_is_ended_by_nobody_else():
    run = asking()
    pause(session_id=run.session_id)

    attend(session_id=run.session_id)
    sweep_runs()

    assert fresh_run(run).status == RunStatus.PAUSED


def test_a_veto_shows_that_its_learner_is_there():
    run = asking()
    leave(run)
    sweep_runs()

    veto(session_id=run.session_id, kind="not_now")

    assert fresh_run(run).status == RunStatus.RUNNING


def test_a_lesson_that_nobody_reads_waits():
    run = work(start_run(session_id=planned_session().pk, wish=RunWish(seed=7)))
    step = run.step_id
    pass_time(run, 3_600, present=False)

    sweep_runs()
    while_away = fresh_run(run)
    attend(session_id=run.session_id)

    assert (while_away.status, while_away.step_id) == (RunStatus.PAUSED, step)
    assert fresh_run(run).waiting_for == WaitingFor.READING


def test_a_sweep_asks_nothing_of_runs_that_wait_in_peace(django_assert_num_queries):
    for _ in range(3):
        asking()

    with django_assert_num_queries(4):
        sweep_runs()
