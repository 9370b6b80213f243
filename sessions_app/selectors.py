"""Reads of the session core."""

from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet
from django.db.models.functions import Now

from accounts.clock import database_now
from sessions_app.models import AgentAction, JobRun, StudySession
from sessions_app.states import SessionKind, SessionStatus

BEAT_JOB = "heartbeat"
SUMMARY_ACTIONS = (
    "session_started",
    "session_paused",
    "session_resumed",
    "session_completed",
    "session_abandoned",
    "session_archived",
    "session_restored",
    "generate_plan",
    "start_topic",
    "take_quiz",
    "submit_answers",
    "next_topic",
    "complete",
)


def latest_open_session(user_id: UUID) -> StudySession | None:
    """Return the learner's newest active or paused study session."""
    mine = StudySession.objects.owned_by(user_id).of_kind(SessionKind.STUDY).open()
    return mine.newest_activity_first().first()


def newest_abandoned_session(user_id: UUID) -> StudySession | None:
    """Return the learner's newest abandoned study session."""
    mine = StudySession.objects.owned_by(user_id).of_kind(SessionKind.STUDY)
    return mine.filter(status=SessionStatus.ABANDONED).newest_activity_first().first()


def history_of(
    session_id: UUID, *, after_seq: int | None = None, before_seq: int | None = None
) -> QuerySet[AgentAction]:
    """Return a session's entries by seq: after one, or those before one."""
    entries = AgentAction.objects.filter(session_id=session_id)
    if after_seq is not None:
        entries = entries.filter(seq__gt=after_seq)
    if before_seq is not None:
        entries = entries.filter(seq__lt=before_seq)
    return entries.order_by("seq")


def beat_age_seconds() -> float | None:
    """Return the seconds since any beat was heard, or None if never."""
    last = JobRun.objects.filter(job=BEAT_JOB).aggregate(last=Max("last_beat"))["last"]
    return None if last is None else round((database_now() - last).total_seconds(), 1)


def oldest_due_seconds() -> float:
    """Return by how many seconds the oldest session due for a job has waited; 0 when none is."""
    oldest = (
        StudySession.objects.abandonable()
        .order_by("last_activity_at")
        .annotate(now=Now())
        .values_list("last_activity_at", "now")
        .first()
    )
    if oldest is None:
        return 0
    waited = oldest[1] - oldest[0] - settings.SESSION_ABANDON_AFTER
    return round(waited.total_seconds(), 1)
