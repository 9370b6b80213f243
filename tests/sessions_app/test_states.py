"""The two tables, and that every service walks along them and nowhere else."""

import pytest

from sessions_app.errors import InvalidTransition, SessionNotActive, UnknownAction
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.lifecycle import move_session
from sessions_app.services.phases import perform_action
from sessions_app.states import (
    PHASE_ACTIONS,
    VERBS,
    SessionStatus,
    StudyPhase,
    action_between,
    valid_actions,
    valid_verbs,
    verb_to_status,
)
from tests.factories import StudySessionFactory

STATUS_TABLE = {
    ("active", "pause"): "paused",
    ("paused", "resume"): "active",
    ("abandoned", "resume"): "active",
    ("active", "complete"): "completed",
    ("paused", "complete"): "completed",
    ("active", "abandon"): "abandoned",
    ("active", "archive"): "archived",
    ("paused", "archive"): "archived",
    ("completed", "archive"): "archived",
    ("abandoned", "archive"): "archived",
    ("archived", "restore"): "paused",  # archived while active: nobody sits in front of it
}
PHASE_TABLE = {
    ("INTAKE", "generate_plan"): "PLANNING",
    ("PLANNING", "start_topic"): "LEARNING",
    ("LEARNING", "take_quiz"): "QUIZZING",
    ("QUIZZING", "submit_answers"): "ANALYZING",
    ("ANALYZING", "next_topic"): "PLANNING",
    ("ANALYZING", "complete"): "COMPLETED",
}
EVENTS = {
    "pause": "session_paused",
    "resume": "session_resumed",
    "complete": "session_completed",
    "abandon": "session_abandoned",
    "archive": "session_archived",
    "restore": "session_restored",
}
TARGETS = {
    "pause": "paused",
    "resume": "active",
    "complete": "completed",
    "abandon": "abandoned",
    "archive": "archived",
}


def test_tables_are_the_written_ones():
    statuses = {
        (str(source), verb): move.target or "paused"
        for verb, move in VERBS.items()
        for source in move.sources
    }
    phases = {(move.source, name): move.target for name, move in PHASE_ACTIONS.items()}

    assert statuses == STATUS_TABLE
    assert phases == PHASE_TABLE
    assert {verb: move.event for verb, move in VERBS.items()} == EVENTS


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        ("active", ["pause", "complete", "archive"]),
        ("paused", ["resume", "complete", "archive"]),
        ("completed", ["archive"]),
        ("abandoned", ["resume", "archive"]),
        ("archived", ["restore"]),
    ],
)
def test_valid_verbs_are_what_a_learner_may_do(status, verbs):
    assert valid_verbs(status) == verbs


@pytest.mark.parametrize("status", SessionStatus.values)
@pytest.mark.parametrize("phase", StudyPhase.values)
def test_valid_actions_are_those_of_the_phase_while_active(status, phase):
    expected = [action for (source, action) in PHASE_TABLE if source == phase]

    assert valid_actions(status, phase) == (expected if status == "active" else [])


@pytest.mark.parametrize("source", StudyPhase.values)
@pytest.mark.parametrize("target", StudyPhase.values)
def test_action_between_finds_the_one_action(source, target):
    found = [name for (start, name), end in PHASE_TABLE.items() if (start, end) == (source, target)]

    assert action_between(source, target) == (found[0] if found else None)


@pytest.mark.parametrize(
    ("status", "target", "archived_from", "verb"),
    [
        ("active", "paused", None, "pause"),
        ("active", "abandoned", None, None),
        ("completed", "active", None, None),
        ("archived", "completed", "completed", "restore"),
        ("archived", "paused", "active", "restore"),
        ("archived", "active", "active", None),
    ],
)
def test_verb_to_status_is_the_learners_way_there(status, target, archived_from, verb):
    assert verb_to_status(status, target, archived_from) == verb


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", SessionStatus.values)
def test_move_session_follows_the_table(status, verb):
    session = StudySessionFactory(status=status)
    before = (session.version, session.history_length)

    if (status, verb) in STATUS_TABLE:
        moved = move_session(session_id=session.pk, verb=verb)
        session.refresh_from_db()
        assert session.status == moved.status == STATUS_TABLE[status, verb]
        assert (session.version, session.history_length) == (before[0] + 1, before[1] + 1)
        last = AgentAction.objects.filter(session=session).latest("seq")
        assert (last.action, last.change) == (EVENTS[verb], {"status": session.status})
    elif TARGETS.get(verb) == status:
        assert move_session(session_id=session.pk, verb=verb).status == status
        session.refresh_from_db()
        assert (session.version, session.history_length) == before
    else:
        with pytest.raises(InvalidTransition) as refusal:
            move_session(session_id=session.pk, verb=verb)
        assert refusal.value.extra == {
            "session_status": status,
            "valid_verbs": valid_verbs(status),
        }
        session.refresh_from_db()
        assert (session.status, session.version, session.history_length) == (status, *before)
    assert examine(session) is None


@pytest.mark.django_db
def test_move_session_refuses_an_unknown_verb(session):
    with pytest.raises(UnknownAction):
        move_session(session_id=session.pk, verb="explode")


@pytest.mark.django_db
@pytest.mark.parametrize("action", PHASE_ACTIONS)
@pytest.mark.parametrize("phase", StudyPhase.values)
def test_perform_action_follows_the_table(phase, action):
    status = "completed" if phase == "COMPLETED" else "active"
    session = StudySessionFactory(phase=phase, status=status)
    before = (session.version, session.history_length)

    if (phase, action) in PHASE_TABLE:
        moved, previous = perform_action(session_id=session.pk, action=action)
        session.refresh_from_db()
        assert (previous, session.phase) == (phase, PHASE_TABLE[phase, action])
        assert moved.version == session.version
    elif status == "active":
        with pytest.raises(InvalidTransition) as refusal:
            perform_action(session_id=session.pk, action=action)
        assert refusal.value.extra == {
            "phase": phase,
            "valid_actions": valid_actions("active", phase),
        }
    else:
        with pytest.raises(SessionNotActive):
            perform_action(session_id=session.pk, action=action)
    if (phase, action) not in PHASE_TABLE:
        session = StudySession.objects.get(pk=session.pk)
        assert (session.phase, session.version, session.history_length) == (phase, *before)
    assert examine(session) is None


@pytest.mark.django_db
def test_reaching_the_last_phase_completes_the_session():
    session = StudySessionFactory(phase="ANALYZING")

    moved, _ = perform_action(session_id=session.pk, action="complete")

    session.refresh_from_db()
    assert (session.phase, session.status, session.ended_reason) == (
        "COMPLETED",
        "completed",
        "finished",
    )
    assert moved.version == session.version
    assert session.ended_at >= session.started_at


@pytest.mark.django_db
def test_completing_a_session_leaves_its_phase():
    session = StudySessionFactory(phase="QUIZZING")

    move_session(session_id=session.pk, verb="complete")

    session.refresh_from_db()
    assert (session.phase, session.status) == ("QUIZZING", "completed")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "restored"),
    [
        ("active", "paused"),
        ("paused", "paused"),
        ("completed", "completed"),
        ("abandoned", "abandoned"),
    ],
)
def test_restore_returns_to_what_it_was(status, restored):
    session = StudySessionFactory(status=status)
    ended_at = session.ended_at
    move_session(session_id=session.pk, verb="archive")

    move_session(session_id=session.pk, verb="restore")

    session.refresh_from_db()
    assert (session.status, session.archived_from) == (restored, None)
    assert session.ended_at == ended_at
    assert examine(session) is None


@pytest.mark.django_db
def test_restore_twice_is_the_same_as_once():
    session = StudySessionFactory(status="completed")
    move_session(session_id=session.pk, verb="archive")
    first = move_session(session_id=session.pk, verb="restore")

    second = move_session(session_id=session.pk, verb="restore")

    assert (second.status, second.version) == (first.status, first.version)


@pytest.mark.django_db
def test_resume_clears_the_end():
    session = StudySessionFactory(status="abandoned")

    move_session(session_id=session.pk, verb="resume")

    session.refresh_from_db()
    assert (session.status, session.ended_at, session.ended_reason) == ("active", None, "")


@pytest.mark.django_db
def test_the_verb_says_who_and_why(session, learner):
    move_session(
        session_id=session.pk, verb="abandon", by=learner.pk, agent="staff", reason="on request"
    )

    session.refresh_from_db()
    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (last.agent, last.reasoning, last.metadata) == (
        "staff",
        "on request",
        {"by": str(learner.pk)},
    )
    assert session.ended_reason == "on request"
