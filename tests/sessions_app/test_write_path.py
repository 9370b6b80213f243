"""Appending to the agent history."""

from datetime import timedelta

import pytest

from sessions_app.errors import SessionNotActive, SessionNotFound
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.write_path import Entry, append_action
from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db
ENTRY = Entry("tutor", "explained", reasoning="weak", metadata={"n": [1]}, duration_ms=12)


def test_an_append_takes_the_next_seq_and_no_version(session):
    assert [append_action(session_id=session.pk, entry=ENTRY) for _ in range(2)] == [2, 3]

    session.refresh_from_db()
    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (session.version, session.history_length) == (1, 3)
    assert (last.seq, last.agent, last.action, last.reasoning) == (3, "tutor", "explained", "weak")
    assert (last.metadata, last.change, last.phase, last.duration_ms) == (
        {"n": [1]},
        None,
        "INTAKE",
        12,
    )
    assert examine(session) is None


@pytest.mark.parametrize("status", ["paused", "completed", "abandoned", "archived"])
def test_an_ended_session_takes_only_entries_about_itself(status):
    session = StudySessionFactory(status=status)

    with pytest.raises(SessionNotActive):
        append_action(session_id=session.pk, entry=ENTRY)
    seq = append_action(session_id=session.pk, entry=ENTRY, any_status=True)

    session.refresh_from_db()
    assert seq == session.history_length
    assert examine(session) is None


def test_an_unknown_session_takes_nothing(learner):
    for any_status in (False, True):
        with pytest.raises(SessionNotFound):
            append_action(session_id=learner.pk, entry=ENTRY, any_status=any_status)

    assert not AgentAction.objects.exists()


@pytest.mark.parametrize(("any_status", "is_sign_of_life"), [(False, True), (True, False)])
def test_only_study_itself_is_a_sign_of_life(session, any_status, is_sign_of_life):
    yesterday = session.last_activity_at - timedelta(days=1)
    StudySession.objects.filter(pk=session.pk).update(last_activity_at=yesterday)

    append_action(session_id=session.pk, entry=ENTRY, any_status=any_status)

    session.refresh_from_db()
    assert (session.last_activity_at > yesterday) is is_sign_of_life
