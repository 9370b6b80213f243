"""A real worker and two real clocks: every job takes effect once, and stops end in order."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.clock import database_now
from accounts.models import User
from sessions_app.models import AgentAction, JobRun, StudySession
from sessions_app.selectors import beat_age_seconds
from sessions_app.services.lifecycle import start_session
from sessions_app.states import VERBS, SessionStatus

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

JOB = "sessions_app.abandon_inactive_sessions"
BEAT = ("beat", "--scheduler", "config.beat:CatchUpScheduler", "--loglevel", "INFO", "--pidfile=")
WORKER = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle")


@pytest.fixture
def sessions():
    """Return 20 sessions of which the first 15 are due to be abandoned."""
    user = User.objects.create_user("learner@example.org")
    made = [start_session(user_id=user.pk, exam_type="JEE") for _ in range(20)]
    long_ago = database_now() - settings.SESSION_ABANDON_AFTER - timedelta(minutes=1)
    due = [session.pk for session in made[:15]]
    StudySession.objects.filter(pk__in=due).update(started_at=long_ago, last_activity_at=long_ago)
    return made


def test_two_beats_and_a_worker_let_each_job_take_effect_once(sessions, start_celery, wait_until):
    worker = start_celery(*WORKER, "--loglevel", "INFO")
    beats = [start_celery(*BEAT), start_celery(*BEAT)]

    # Each beat rings for every job when it starts: the job comes twice.
    wait_until(lambda: _done(worker) >= 2, worker, *beats)
    wait_until(lambda: beat_age_seconds() is not None, worker, *beats)

    runs = JobRun.objects.filter(job="abandon-sessions")
    assert sum(run.effects["abandoned"] for run in runs) == 15
    statuses = list(StudySession.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == [SessionStatus.ABANDONED] * 15 + [SessionStatus.ACTIVE] * 5
    entries = AgentAction.objects.filter(action=VERBS["abandon"].event)
    assert sorted(entries.values_list("session_id", flat=True)) == sorted(
        session.pk for session in sessions[:15]
    )
    assert beat_age_seconds() < 90


def _done(worker) -> int:
    """Return how often the worker has finished the job, by its log."""
    lines = worker.log.read_text().splitlines()
    return sum(1 for line in lines if JOB in line and "succeeded" in line)


def test_a_worker_and_a_beat_end_in_order_when_told_to(start_celery, wait_until):
    worker, beat = start_celery(*WORKER, "--loglevel", "INFO"), start_celery(*BEAT)
    wait_until(lambda: beat_age_seconds() is not None, worker, beat)

    assert (beat.stop(), worker.stop()) == (0, 0)
