"""Saving: an answer of ok means it is stored."""

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL

from accounts.clock import ClockNow
from sessions_app.errors import (
    InvalidContext,
    InvalidTransition,
    PracticeAlreadyActive,
    SessionNotActive,
    SessionNotFound,
    VersionConflict,
)
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine, rebuild_session
from sessions_app.services.lifecycle import start_session
from sessions_app.services.saving import SaveOptions, save_state
from tests.factories import StudySessionFactory, make_learner

pytestmark = pytest.mark.django_db


def counts(session):
    row = StudySession.objects.get(pk=session.pk)
    return row.version, row.history_length


def save(session, context=None, phase=None, **options):
    return save_state(
        session_id=session.pk,
        context_data=context or {},
        phase=phase or session.phase,
        options=SaveOptions(**options),
    )


def damage(session, raw: str) -> None:
    """Write a context as a hand edit would."""
    value = RawSQL("%s::jsonb" if connection.vendor == "postgresql" else "%s", [raw])  # noqa: S611
    StudySession.objects.filter(pk=session.pk).update(current_context=value)


def test_a_save_is_stored_with_its_entry(session, learner):
    saved = save(session, {"current_topic": "Work", "mood": "calm"}, by=learner.pk)

    row = StudySession.objects.get(pk=session.pk)
    last = AgentAction.objects.filter(session=session).latest("seq")
    context = {"current_topic": "Work", "extra_data": {"mood": "calm"}}
    assert (saved.version, row.version, row.current_context) == (2, 2, context)
    assert (last.seq, last.agent, last.action) == (2, "learner", "state_saved")
    assert (last.change, last.metadata) == ({"context": context}, {"by": str(learner.pk)})
    assert examine(row) is None


def test_an_equal_save_writes_nothing_whatever_the_status():
    session = StudySessionFactory(context={"last_quiz_score": 75}, status="archived")
    before = counts(session)

    saved = save(session, {"last_quiz_score": 75.0, "extra_data": {"gone": None}})

    assert (saved.version, saved.history_length) == counts(session) == before


def test_numbers_in_another_form_leave_session_and_history_alike(session):
    save(session, {"last_quiz_score": 75, "extra_data": {"n": 1e16}})
    version, _ = counts(session)

    save(session, {"last_quiz_score": 75.0, "extra_data": {"n": 1e16}})
    assert counts(session)[0] == version
    save(session, {"last_quiz_score": 75.0, "current_topic": "Work"})

    session.refresh_from_db()
    assert session.version == version + 1
    assert examine(session) is None


def test_a_save_one_action_away_performs_it(session):
    save(session, {"current_topic": "Work"}, phase="PLANNING")

    session.refresh_from_db()
    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (session.phase, session.version) == ("PLANNING", 2)
    assert (last.action, last.phase) == ("generate_plan", "PLANNING")
    assert last.change == {"phase": "PLANNING", "context": {"current_topic": "Work"}}


def test_a_leap_is_refused_with_what_is_allowed(session):
    before = counts(session)

    with pytest.raises(InvalidTransition) as refusal:
        save(session, {"current_topic": "Work"}, phase="QUIZZING")

    assert refusal.value.extra == {"phase": "INTAKE", "valid_actions": ["generate_plan"]}
    assert counts(session) == before


def test_a_forced_leap_is_recorded_as_forced(session):
    save(session, phase="QUIZZING", force=True)

    session.refresh_from_db()
    last = AgentAction.objects.filter(session=session).latest("seq")
    assert session.phase == "QUIZZING"
    assert (last.action, last.metadata) == (
        "state_saved",
        {"forced": True, "previous_phase": "INTAKE"},
    )
    assert examine(session) is None


def test_saving_the_last_phase_completes_the_session():
    session = StudySessionFactory(phase="ANALYZING")

    saved = save(session, {"last_quiz_score": 90}, phase="COMPLETED")

    session.refresh_from_db()
    assert (session.status, session.phase, session.version) == (
        "completed",
        "COMPLETED",
        saved.version,
    )
    assert save(session, {"last_quiz_score": 90}).version == saved.version


@pytest.mark.parametrize("status", ["paused", "completed", "abandoned", "archived"])
def test_only_an_active_session_is_saved(status):
    session = StudySessionFactory(status=status)
    before = counts(session)

    with pytest.raises(SessionNotActive) as refusal:
        save(session, {"current_topic": "Work"})

    assert refusal.value.extra == {"session_status": status, "valid_verbs": session.valid_verbs}
    assert counts(session) == before


def test_an_old_version_is_a_conflict_that_carries_the_present_state(session, learner):
    save(session, {"current_topic": "Work"}, expected_version=1)

    with pytest.raises(VersionConflict) as refusal:
        save(session, {"current_topic": "Energy"}, expected_version=1)

    extra = refusal.value.extra
    assert (extra["current_version"], extra["phase"]) == (2, "INTAKE")
    assert extra["context"]["current_topic"] == "Work"
    assert extra["context"]["session_id"] == str(session.pk)
    assert counts(session)[0] == 2


def test_a_save_for_another_owner_finds_nothing(session):
    with pytest.raises(SessionNotFound):
        save_state(
            session_id=session.pk,
            context_data={},
            phase="INTAKE",
            owner_id=make_learner().pk,
        )


DAMAGED = [
    '"text"',
    "[1, 2]",
    "null",
    '{"misconceptions": "all"}',
    '{"extra_data": [1]}',
    '{"last_quiz_score": "90"}',
]


@pytest.mark.parametrize("raw", DAMAGED)
def test_a_damaged_context_is_rebuilt_from_the_history(raw):
    session = StudySessionFactory(context={"current_topic": "Work", "extra_data": {"a": 1}})
    sound = session.current_context
    damage(session, raw)
    damaged = StudySession.objects.get(pk=session.pk).current_context

    difference = rebuild_session(session_id=session.pk)

    session.refresh_from_db()
    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (difference.what, difference.stored) == ("context", damaged)
    assert session.current_context == sound
    assert (last.action, last.metadata) == (
        "session_rebuilt",
        {"found": "context", "stored": damaged},
    )
    assert examine(session) is None
    assert rebuild_session(session_id=session.pk) is None


@pytest.mark.parametrize("raw", DAMAGED)
def test_a_save_over_a_damaged_context_loses_nothing(raw):
    session = StudySessionFactory(context={"current_topic": "Work", "extra_data": {"a": 1}})
    damage(session, raw)
    damaged = StudySession.objects.get(pk=session.pk).current_context

    save(session, {"extra_data": {"b": 2}}, expected_version=session.version)

    session.refresh_from_db()
    last = AgentAction.objects.filter(session=session).latest("seq")
    assert session.current_context == {"current_topic": "Work", "extra_data": {"a": 1, "b": 2}}
    assert last.metadata == {"damaged_context": damaged}
    assert examine(session) is None


def test_an_invalid_save_leaves_no_trace(session):
    before = counts(session)

    with pytest.raises(InvalidContext):
        save(session, {"last_quiz_score": 101})

    assert counts(session) == before


def test_rebuild_that_would_make_a_second_practice_active_is_refused(learner):
    first = start_session(user_id=learner.pk, kind="practice")
    StudySession.objects.filter(pk=first.pk).update(status="completed", ended_at=ClockNow())
    second = start_session(user_id=learner.pk, kind="practice")

    with pytest.raises(PracticeAlreadyActive) as refusal:
        rebuild_session(session_id=first.pk)

    assert refusal.value.extra == {"session_id": str(second.pk)}
    assert StudySession.objects.get(pk=first.pk).status == "completed"
