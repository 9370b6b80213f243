"""The jobs: thresholds by the database's clock, one effect a window."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models import F

from sessions_app import selectors, tasks
from sessions_app.models import AgentAction, IdempotentReply, JobRun, StudySession
from sessions_app.services import jobs
from sessions_app.services.doctor import examine
from sessions_app.services.idempotency import Claim, claim_key, keep_reply
from tests.factories import StudySessionFactory, make_learner

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
SLACK = timedelta(minutes=1)


def put_back(session, duration, *fields):
    """Move times of a row back; the database's clock stays what it is."""
    fields = fields or ("last_activity_at",)
    StudySession.objects.filter(pk=session.pk).update(
        started_at=F("started_at") - duration, **{name: F(name) - duration for name in fields}
    )
    return session


def status_of(session):
    return StudySession.objects.values_list("status", flat=True).get(pk=session.pk)


def last_entry(session):
    return AgentAction.objects.filter(session=session).latest("seq")


def test_sessions_are_abandoned_after_a_day(learner):
    due = put_back(StudySessionFactory(user=learner), DAY + SLACK)
    kept = {
        put_back(StudySessionFactory(), DAY - SLACK): "active",
        put_back(StudySessionFactory(status="paused"), 3 * DAY): "paused",
        put_back(StudySessionFactory(kind="practice"), 3 * DAY): "active",
        put_back(StudySessionFactory(status="completed"), 3 * DAY, "ended_at"): "completed",
    }
    version = due.version

    assert jobs.abandon_inactive_sessions() == {"abandoned": 1}
    assert jobs.abandon_inactive_sessions() == {"abandoned": 0}

    due.refresh_from_db()
    assert (due.status, due.ended_reason, due.version) == ("abandoned", "inactive", version + 1)
    assert due.ended_at >= due.last_activity_at
    assert examine(due) is None
    entry = last_entry(due)
    assert (entry.agent, entry.action, entry.reasoning, entry.change, entry.phase) == (
        "job",
        "session_abandoned",
        "inactive",
        {"status": "abandoned"},
        "INTAKE",
    )
    assert {session: status_of(session) for session in kept} == kept


def test_abandoned_sessions_are_archived_after_a_week():
    due = put_back(StudySessionFactory(status="abandoned"), 7 * DAY + SLACK, "ended_at")
    young = put_back(StudySessionFactory(status="abandoned"), 7 * DAY - SLACK, "ended_at")
    done = put_back(StudySessionFactory(status="completed"), 9 * DAY, "ended_at")
    due.refresh_from_db()
    ended_at = due.ended_at

    assert jobs.archive_abandoned_sessions() == {"archived": 1}

    due.refresh_from_db()
    assert (due.status, due.archived_from, due.ended_at) == ("archived", "abandoned", ended_at)
    assert (status_of(young), status_of(done)) == ("abandoned", "completed")
    assert examine(due) is None


def test_idle_practice_is_completed_after_half_an_hour():
    due = put_back(StudySessionFactory(kind="practice"), timedelta(minutes=31))
    young = put_back(StudySessionFactory(kind="practice"), timedelta(minutes=29))
    study = put_back(StudySessionFactory(), timedelta(minutes=31))

    assert jobs.end_idle_practice() == {"completed": 1}

    due.refresh_from_db()
    assert (due.status, due.ended_reason) == ("completed", "idle")
    assert (status_of(young), status_of(study)) == ("active", "active")
    assert examine(due) is None


def test_thresholds_are_settings(settings):
    session = put_back(StudySessionFactory(), HOUR + SLACK)
    assert jobs.abandon_inactive_sessions() == {"abandoned": 0}

    settings.SESSION_ABANDON_AFTER = HOUR

    assert jobs.abandon_inactive_sessions() == {"abandoned": 1}
    assert status_of(session) == "abandoned"


def test_many_sessions_go_in_chunks_each_with_its_entry(settings, learner):
    settings.JOB_CHUNK_SIZE = 3
    due = [put_back(StudySessionFactory(user=learner), 2 * DAY) for _ in range(7)]

    assert jobs.abandon_inactive_sessions() == {"abandoned": 7}

    rows = StudySession.objects.filter(pk__in=[session.pk for session in due])
    assert [examine(row) for row in rows] == [None] * 7


def test_purge_deletes_what_has_expired(learner, settings):
    for key in ("old", "new"):
        claim_key(user_id=learner.pk, key=key, fingerprint="f")
    past = F("expires_at") - 2 * DAY
    IdempotentReply.objects.filter(key="old").update(expires_at=past)
    jobs.note_heartbeat()
    JobRun.objects.create(job="abandon-sessions", window="1")
    JobRun.objects.filter(window="1").update(
        last_beat=F("last_beat") - settings.JOB_RUNS_KEPT - SECOND
    )

    assert jobs.purge_expired() == {"replies": 1, "job_runs": 1, "tickets": 0}
    assert jobs.purge_expired() == {"replies": 0, "job_runs": 0, "tickets": 0}

    assert list(IdempotentReply.objects.values_list("key", flat=True)) == ["new"]
    assert list(JobRun.objects.values_list("job", flat=True)) == ["heartbeat"]


def test_a_key_can_be_used_anew_after_the_purge(learner):
    first = claim_key(user_id=learner.pk, key="k", fingerprint="f")
    keep_reply(first, status=200, body={"data": 1, "headers": {}})
    IdempotentReply.objects.update(expires_at=F("expires_at") - 2 * DAY)

    jobs.purge_expired()

    assert isinstance(claim_key(user_id=learner.pk, key="k", fingerprint="g"), Claim)


def test_a_window_is_worked_once():
    calls = []

    def work():
        calls.append(1)
        return {"done": len(calls)}

    first = jobs.run_job(job="j", every=365 * DAY, work=work)
    second = jobs.run_job(job="j", every=365 * DAY, work=work)
    other = jobs.run_job(job="other", every=365 * DAY, work=work)

    assert (first, second, other) == ({"done": 1}, None, {"done": 2})
    run = JobRun.objects.get(job="j")
    assert run.effects == {"done": 1}
    assert run.finished_at is not None


def test_failed_work_frees_its_window():
    def fail():
        raise OperationalError("away")

    with pytest.raises(OperationalError):
        jobs.run_job(job="j", every=365 * DAY, work=fail)

    assert jobs.run_job(job="j", every=365 * DAY, work=lambda: {"done": 1}) == {"done": 1}


@pytest.mark.parametrize(
    ("task", "job", "effects"),
    [
        (tasks.abandon_inactive_sessions, "abandon-sessions", {"abandoned": 0}),
        (tasks.archive_abandoned_sessions, "archive-sessions", {"archived": 0}),
        (tasks.end_idle_practice, "end-idle-practice", {"completed": 0}),
        (tasks.purge_expired, "purge", {"replies": 0, "job_runs": 0, "tickets": 0}),
    ],
)
def test_beats_entries_do_their_job_once(task, job, effects):
    task()

    assert list(JobRun.objects.values_list("job", "effects")) == [(job, effects)]


def test_the_heartbeat_is_one_row_whose_age_is_read():
    assert selectors.beat_age_seconds() is None

    tasks.beat_heartbeat()
    tasks.beat_heartbeat()
    JobRun.objects.update(last_beat=F("last_beat") - timedelta(seconds=40))

    assert JobRun.objects.count() == 1
    assert 40 <= selectors.beat_age_seconds() < 60


def test_the_oldest_due_work_is_read():
    assert selectors.oldest_due_seconds() == 0

    put_back(StudySessionFactory(user=make_learner()), DAY + HOUR)

    assert 3600 <= selectors.oldest_due_seconds() < 3660
