"""A sign of life: somebody is still there."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.clock import ClockNow
from sessions_app.errors import SessionNotActive, SessionNotFound
from sessions_app.models import StudySession
from sessions_app.states import SessionStatus


def record_activity(*, session_id: UUID) -> datetime:
    """Note activity by the database's clock, at most once per resolution; return the time stored.

    One conditional UPDATE, so an ended session is never revived. Raises SessionNotFound and
    SessionNotActive.
    """
    row = StudySession.objects.filter(pk=session_id)
    stale = row.filter(
        status=SessionStatus.ACTIVE,
        last_activity_at__lt=ClockNow() - settings.ACTIVITY_RESOLUTION,
    )
    stale.update(last_activity_at=ClockNow())
    found = row.only("status", "last_activity_at").first()
    if found is None:
        raise SessionNotFound("No such session.")
    if found.status != SessionStatus.ACTIVE:
        raise SessionNotActive(
            f"The session is {found.status}.",
            session_status=found.status,
            valid_verbs=found.valid_verbs,
        )
    return found.last_activity_at
