"""A random walk over the services: what must hold after every step holds."""

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

from sessions_app.errors import InvalidTransition, SessionNotActive, VersionConflict
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.lifecycle import move_session, start_session, update_session
from sessions_app.services.phases import perform_action
from sessions_app.services.saving import SaveOptions, save_state
from sessions_app.services.write_path import Entry, append_action
from sessions_app.states import PHASE_ACTIONS, VERBS, StudyPhase, valid_actions
from tests.factories import make_learner

REFUSALS = (InvalidTransition, SessionNotActive, VersionConflict)
LEGAL_STATUS_STEPS = {
    ("active", "paused"),
    ("active", "completed"),
    ("active", "abandoned"),
    ("active", "archived"),
    ("paused", "active"),
    ("paused", "completed"),
    ("paused", "archived"),
    ("completed", "archived"),
    ("abandoned", "active"),
    ("abandoned", "archived"),
    ("archived", "paused"),
    ("archived", "completed"),
    ("archived", "abandoned"),
}
LEGAL_PHASE_STEPS = {(move.source, move.target) for move in PHASE_ACTIONS.values()}
texts = st.text("abü∑", max_size=3)
numbers = st.integers(-2, 2) | st.floats(allow_nan=False, allow_infinity=False)
values = st.none() | st.booleans() | numbers | texts | st.lists(texts, max_size=2)
patches = st.fixed_dictionaries(
    {},
    optional={
        "current_topic": st.none() | texts,
        "last_quiz_score": st.none() | st.integers(0, 100) | st.floats(0, 100),
        "misconceptions": st.none() | st.lists(texts, max_size=2),
        "extra_data": st.none() | st.dictionaries(texts, values, max_size=3),
        "mood": values,
    },
)


class SessionWalk(RuleBasedStateMachine):
    """One session, written to in any order by anybody."""

    @initialize()
    def start(self):
        self.key = start_session(user_id=make_learner().pk).pk
        self.entries = []

    def attempt(self, write):
        """Call a service; a refusal must leave the row and its history as they were."""
        before = self.row()
        try:
            write()
        except REFUSALS:
            after = self.row()
            assert (after.version, after.history_length) == (before.version, before.history_length)

    def row(self) -> StudySession:
        return StudySession.objects.get(pk=self.key)

    @rule(patch=patches, phase=st.sampled_from(StudyPhase.values), stale=st.booleans())
    def save(self, patch, phase, stale):
        row = self.row()
        options = SaveOptions(expected_version=row.version - stale)
        self.attempt(
            lambda: save_state(
                session_id=self.key, context_data=patch, phase=phase, options=options
            )
        )

    @rule(patch=patches)
    def save_here_twice(self, patch):
        def save():
            return save_state(session_id=self.key, context_data=patch, phase=self.row().phase)

        self.attempt(save)
        version = self.row().version
        self.attempt(save)
        assert self.row().version == version

    @rule(phase=st.sampled_from(StudyPhase.values))
    def force(self, phase):
        options = SaveOptions(force=True)
        self.attempt(
            lambda: save_state(session_id=self.key, context_data={}, phase=phase, options=options)
        )

    @rule(data=st.data())
    def act(self, data):
        row = self.row()
        likely = valid_actions(row.status, row.phase) or list(PHASE_ACTIONS)
        action = data.draw(st.sampled_from(likely) | st.sampled_from(list(PHASE_ACTIONS)))
        self.attempt(lambda: perform_action(session_id=self.key, action=action))

    @rule(verb=st.sampled_from(list(VERBS)))
    def move(self, verb):
        self.attempt(lambda: move_session(session_id=self.key, verb=verb))

    @rule()
    def wake(self):
        for verb in ("restore", "resume"):
            self.attempt(lambda verb=verb: move_session(session_id=self.key, verb=verb))

    @rule(action=texts)
    def append(self, action):
        entry = Entry("walker", action)
        self.attempt(lambda: append_action(session_id=self.key, entry=entry))

    @rule(name=texts.filter(bool), metadata=st.dictionaries(texts, values, max_size=2))
    def label(self, name, metadata):
        self.attempt(lambda: update_session(session_id=self.key, name=name, metadata=metadata))

    @invariant()
    def the_history_only_grows_and_tells_the_truth(self):
        if not hasattr(self, "key"):
            return
        row = self.row()
        assert examine(row) is None
        entries = list(AgentAction.objects.filter(session=row).order_by("seq"))
        assert [entry.seq for entry in entries] == list(range(1, row.history_length + 1))
        times = [entry.at for entry in entries]
        assert times == sorted(times)
        seen = [(entry.seq, entry.action, entry.at, entry.change) for entry in entries]
        assert seen[: len(self.entries)] == self.entries
        self.entries = seen
        assert_legal_walk(entries)


def assert_legal_walk(entries):
    """Every change of status and phase stands in a table, or says that it was forced."""
    status, phase = "active", "INTAKE"
    for entry in entries[1:]:
        change = entry.change or {}
        if "status" in change:
            assert (status, change["status"]) in LEGAL_STATUS_STEPS
            status = change["status"]
        if "phase" in change:
            step = (phase, change["phase"])
            assert (step in LEGAL_PHASE_STEPS) is not entry.metadata.get("forced", False)
            phase = change["phase"]
        assert entry.phase == phase


@pytest.mark.django_db
def test_any_walk_keeps_the_promises():
    run_state_machine_as_test(
        SessionWalk,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
