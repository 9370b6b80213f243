"""Who is there: noted for the learner's own watching, and for nobody else's."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from accounts.clock import ClockNow
from sessions_app.models import SessionPresence, StudySession

PRESENCE_RESOLUTION = timedelta(seconds=4)


def see_learner(session_id: UUID) -> None:
    """Note that a session's learner is there; stored at most once in ``PRESENCE_RESOLUTION``."""
    rows = SessionPresence.objects.filter(session_id=session_id)
    if rows.filter(seen_at__gt=ClockNow() - PRESENCE_RESOLUTION).exists():
        return
    if not rows.update(seen_at=ClockNow()):
        SessionPresence.objects.get_or_create(session_id=session_id)


def see_learners(session_ids: Iterable[UUID]) -> None:
    """Note that the learners of several sessions are there. Two statements, two more for new."""
    wanted = set(session_ids)
    if not wanted:
        return
    rows = SessionPresence.objects.filter(session_id__in=wanted)
    known = set(rows.values_list("session_id", flat=True))
    rows.update(seen_at=ClockNow())
    missing = StudySession.objects.filter(pk__in=wanted - known).values_list("pk", flat=True)
    if wanted - known:
        SessionPresence.objects.bulk_create(
            [SessionPresence(session_id=pk) for pk in missing], ignore_conflicts=True
        )
