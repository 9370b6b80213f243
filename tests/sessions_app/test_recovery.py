"""Continue: the rules in their order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions_app.models import StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.recovery import recover_session
from tests.accounts.factories import UserFactory
from tests.factories import StudySessionFactory, make_learner

pytestmark = pytest.mark.django_db


def touched(session, hours_ago):
    """Put the last activity of a session back."""
    then = timezone.now() - timedelta(hours=hours_ago)
    StudySession.objects.filter(pk=session.pk).update(last_activity_at=then)
    return session


@pytest.mark.parametrize("status", ["active", "paused"])
def test_the_newest_open_session_comes_first(learner, status):
    touched(StudySessionFactory(user=learner), 3)
    newest = touched(StudySessionFactory(user=learner, status=status), 2)
    touched(StudySessionFactory(user=learner, status="abandoned"), 1)
    touched(StudySessionFactory(user=learner, status="completed"), 1)
    touched(StudySessionFactory(user=learner, kind="practice"), 0)
    StudySessionFactory()

    found, is_new = recover_session(user_id=learner.pk)

    assert (found.pk, found.status, found.version, is_new) == (
        newest.pk,
        status,
        newest.version,
        False,
    )


def test_else_the_newest_abandoned_is_resumed(learner):
    touched(StudySessionFactory(user=learner, status="abandoned"), 3)
    newest = touched(StudySessionFactory(user=learner, status="abandoned"), 2)
    touched(StudySessionFactory(user=learner, status="archived"), 1)

    found, is_new = recover_session(user_id=learner.pk)

    row = StudySession.objects.get(pk=newest.pk)
    assert (found.pk, row.status, is_new) == (newest.pk, "active", False)
    assert examine(row) is None


def test_else_a_new_one_of_the_learners_exam():
    user = make_learner()
    user.learner.exam_type = "UPSC"
    user.learner.save()
    StudySessionFactory(user=user, status="completed")

    found, is_new = recover_session(user_id=user.pk)

    assert (found.exam_type, found.status, is_new) == ("UPSC", "active", True)
    assert recover_session(user_id=user.pk)[0].pk == found.pk


def test_somebody_who_is_no_learner_gets_a_session_too():
    user = UserFactory()

    assert recover_session(user_id=user.pk)[1] is True
