"""The seeds' five methods over a StudentContext."""

from uuid import uuid4

import pytest

from sessions_app.errors import InvalidTransition, SessionNotFound, UnknownAction
from sessions_app.models import AgentAction
from sessions_app.services.doctor import examine
from sessions_app.services.saving import SaveOptions
from sessions_app.state_machine import StateMachine
from sessions_app.states import PHASE_ACTIONS, StudyPhase

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(session):
    return StateMachine.for_session(session_id=session.pk, user_id=session.user_id)


def test_transition_and_valid_actions_read_the_table():
    for name, move in PHASE_ACTIONS.items():
        assert StateMachine.transition(move.source, name) == move.target
        assert name in StateMachine.get_valid_actions(move.source)
    with pytest.raises(UnknownAction):
        StateMachine.transition("INTAKE", "explode")
    with pytest.raises(InvalidTransition) as refusal:
        StateMachine.transition("INTAKE", "take_quiz")
    assert refusal.value.extra == {"phase": "INTAKE", "valid_actions": ["generate_plan"]}


def test_a_saved_state_is_loaded_by_another_machine(machine, session):
    machine.context.current_topic = "Work"
    machine.context.extra_data = {"mood": "calm"}
    machine.save_state("PLANNING")

    other = StateMachine.for_session(session_id=session.pk, user_id=session.user_id)

    assert other.load_state() is StudyPhase.PLANNING
    assert other.context == machine.context
    assert examine(other.session) is None


def test_a_part_of_the_context_is_saved_with_options(machine):
    saved = machine.save_state(
        "QUIZZING",
        context_data={"last_quiz_score": 50},
        options=SaveOptions(force=True, expected_version=1),
    )

    assert (saved.phase, saved.current_context) == ("QUIZZING", {"last_quiz_score": 50})


def test_log_action_appends(machine, session):
    assert machine.log_action("thought", {"n": 1}, reasoning="why not") == 2

    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (last.agent, last.action, last.metadata, last.reasoning) == (
        "client",
        "thought",
        {"n": 1},
        "why not",
    )


def test_an_unknown_session_is_not_loaded():
    machine = StateMachine.for_session(session_id=uuid4(), user_id=uuid4())

    with pytest.raises(SessionNotFound):
        machine.load_state()
