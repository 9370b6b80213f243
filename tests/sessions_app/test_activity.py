"""A sign of life: at most once in 30 s, and never a revival."""

from datetime import timedelta

import pytest
from django.db.models import F

from sessions_app.errors import SessionNotActive, SessionNotFound
from sessions_app.models import StudySession
from sessions_app.services.activity import record_activity
from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db


def put_back(session, seconds):
    rows = StudySession.objects.filter(pk=session.pk)
    rows.update(last_activity_at=F("last_activity_at") - timedelta(seconds=seconds))
    return rows.get().last_activity_at


@pytest.mark.parametrize(("seconds", "is_stored"), [(0, False), (20, False), (31, True)])
def test_activity_is_stored_once_per_resolution(session, seconds, is_stored):
    before = put_back(session, seconds)

    stored = record_activity(session_id=session.pk)

    session.refresh_from_db()
    assert session.last_activity_at == stored
    assert (stored > before) is is_stored
    assert (session.version, session.history_length) == (1, 1)
    assert record_activity(session_id=session.pk) == stored


@pytest.mark.parametrize("status", ["paused", "completed", "abandoned", "archived"])
def test_activity_revives_nothing(status):
    session = StudySessionFactory(status=status)
    before = put_back(session, 3600)

    with pytest.raises(SessionNotActive):
        record_activity(session_id=session.pk)

    session.refresh_from_db()
    assert (session.status, session.last_activity_at) == (status, before)


def test_activity_of_an_unknown_session(learner):
    with pytest.raises(SessionNotFound):
        record_activity(session_id=learner.pk)
