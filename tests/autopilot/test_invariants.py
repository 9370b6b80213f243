"""A random walk of worker, learner, clock and death over one run: what must hold always holds."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from autopilot.errors import InvalidRunMove, NotWaiting, RunAlreadyLive
from autopilot.models import Asset, AutopilotRun, Hop, ToolStep
from autopilot.services.engine import advance, commit_step, read_stage
from autopilot.services.leases import claim
from autopilot.services.steering import (
    RunWish,
    answer,
    attend,
    pause,
    proceed,
    resume,
    start_run,
    stop,
)
from autopilot.services.sweeping import sweep_runs
from autopilot.services.tools import TOOLS
from autopilot.services.vetoes import veto
from autopilot.states import RunStatus, WaitingFor
from sessions_app.models import AgentAction, StudySession
from tests.autopilot.clock import pass_time, void_lease
from tests.autopilot.driving import asked_item, fresh_run, right_option
from tests.tutoring.factories import planned_session
from tutoring.models import Attempt

LEGAL_MOVES = {
    ("running", "paused"),
    ("running", "stopped"),
    ("running", "completed"),
    ("running", "failed"),
    ("paused", "running"),
    ("paused", "stopped"),
}
HELD_BACK = {"completed", "failed", "cancelled"}


class RunWalk(RuleBasedStateMachine):
    """One session, whose run is worked, answered, steered, left and killed in any order."""

    @initialize(answer_seconds=st.sampled_from([None, 10, 60]), seed=st.integers(0, 3))
    def start(self, answer_seconds, seed):
        self.session = planned_session()
        self.zombies = []
        self.run = self._started(answer_seconds=answer_seconds, seed=seed)

    def _started(self, **wish) -> AutopilotRun:
        run = start_run(session_id=self.session.pk, wish=RunWish(target_minutes=5, **wish))
        self.status, self.ended, self.zombies = run.status, {}, []
        return run

    @rule()
    def work(self):
        while advance(self.run.pk):
            pass

    @rule()
    def work_one_step(self):
        if (held := claim(self.run.pk)) is not None:
            stage = read_stage(held)
            commit_step(held, TOOLS[stage.step.tool_id].work(stage), 5)

    @rule()
    def die(self):
        """A worker dies with its work done and not yet stored; it may come back as a zombie."""
        if (held := claim(self.run.pk)) is not None:
            stage = read_stage(held)
            self.zombies.append((held, TOOLS[stage.step.tool_id].work(stage)))
            void_lease(self.run)

    @rule()
    def come_back_from_the_dead(self):
        if not self.zombies:
            return
        held, outcome = self.zombies.pop()
        current = fresh_run(self.run)
        stored = commit_step(held, outcome, 5).is_stored
        assert stored == (current.lease_token == held.token and current.step_id == held.step_id)

    @rule(right=st.booleans())
    def answer(self, right):
        run = fresh_run(self.run)
        if run.waiting_for == WaitingFor.ANSWER:
            self._tried(answer, given=right_option(asked_item(run)) if right else "")

    @rule()
    def proceed(self):
        self._tried(proceed)

    @rule(kind=st.sampled_from(["not_now", "too_easy", "too_hard"]))
    def veto(self, kind):
        self._tried(veto, kind=kind)

    @rule()
    def pause(self):
        self._tried(pause)

    @rule()
    def resume(self):
        self._tried(resume)

    @rule(really=st.integers(0, 3))
    def stop(self, really):
        if not really:
            self._tried(stop)

    @rule()
    def look(self):
        attend(session_id=self.session.pk)

    @rule(seconds=st.sampled_from([5, 30, 600]), present=st.booleans())
    def time_passes(self, seconds, present):
        pass_time(self.run, seconds, present=present)
        sweep_runs()

    @rule()
    def start_again(self):
        try:
            self.run = self._started(seed=1)
        except RunAlreadyLive:
            return

    def _tried(self, act, **values):
        try:
            act(session_id=self.session.pk, **values)
        except (NotWaiting, InvalidRunMove):
            return

    @invariant()
    def steps_follow_each_other_and_one_is_under_way(self):
        steps = list(ToolStep.objects.filter(run=self.run).order_by("sequence_order"))
        orders = [step.sequence_order for step in steps]
        assert orders == list(range(1, len(steps) + 1))
        assert all(step.status in HELD_BACK for step in steps[:-1])
        hops = Hop.objects.filter(mission=self.run.mission)
        assert hops.filter(status="executing").count() <= 1

    @invariant()
    def what_has_ended_stays_as_it_is(self):
        rows = ToolStep.objects.filter(run=self.run, status__in=HELD_BACK)
        now = {
            pk: (status, result)
            for pk, status, result in rows.values_list("pk", "status", "execution_result")
        }
        assert {pk: now.get(pk) for pk in self.ended} == self.ended
        self.ended = now

    @invariant()
    def the_status_moved_along_the_table(self):
        run = fresh_run(self.run)
        # A rule may do two moves, as a sweep that wakes and a question that then runs out.
        two = {(a, d) for a, b in LEGAL_MOVES for c, d in LEGAL_MOVES if b == c}
        step = (self.status, run.status)
        assert run.status == self.status or step in LEGAL_MOVES | two
        self.status = run.status

    @invariant()
    def each_answered_question_has_one_attempt(self):
        asked = ToolStep.objects.filter(run=self.run, tool_id="ask", status="completed")
        results = asked.values_list("execution_result", flat=True)
        attempts = [result["attempt_id"] for result in results]
        assert len(attempts) == len(set(attempts))
        assert Attempt.objects.filter(pk__in=attempts).count() == len(attempts)

    @invariant()
    def the_history_has_no_gap(self):
        length = StudySession.objects.get(pk=self.session.pk).history_length
        seqs = AgentAction.objects.filter(session=self.session).order_by("seq")
        assert list(seqs.values_list("seq", flat=True)) == list(range(1, length + 1))

    @invariant()
    def an_ended_run_holds_no_lease_and_left_its_report(self):
        run = fresh_run(self.run)
        if run.status not in {RunStatus.COMPLETED, RunStatus.STOPPED}:
            return
        reports = Asset.objects.filter(mission=run.mission, subtype="report", status="ready")
        assert run.lease_token is None
        assert reports.filter(content__run_id=str(run.pk)).exists()


@pytest.mark.django_db
def test_no_walk_breaks_what_must_hold_of_a_run(curriculum):
    walk = settings(
        max_examples=8,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(RunWalk, settings=walk)
