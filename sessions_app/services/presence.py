"""Who is there: noted for the learner's own watching, and for nobody else's."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from accounts.clock import ClockNow
from sessions_app import followers
from sessions_app.models import SessionPresence, StudySession

PRESENCE_RESOLUTION = timedelta(seconds=4)
PRESENT_FOR = timedelta(seconds=20)  # whoever was seen counts as there for so long


def see_learner(session_id: UUID) -> None:
    """Note that a session's learner is there; stored at most once in ``PRESENCE_RESOLUTION``.

    After an absence the followers are told first, while it can still be seen how long it was.
    """
    seen = SessionPresence.objects.filter(session_id=session_id).annotate(now=ClockNow())
    found = seen.values_list("seen_at", "now").first()
    gone_for = found[1] - found[0] if found else None
    if gone_for is not None and gone_for < PRESENCE_RESOLUTION:
        return
    if gone_for is None or gone_for > PRESENT_FOR:
        followers.tell_returned(session_id)
    note_presence(session_id)


def note_presence(session_id: UUID) -> None:
    """Note that a learner is there, whatever was before: the caller has dealt with that."""
    if not SessionPresence.objects.filter(session_id=session_id).update(seen_at=ClockNow()):
        SessionPresence.objects.get_or_create(session_id=session_id)


def see_learners(session_ids: Iterable[UUID]) -> None:
    """Note that the learners of several sessions are there, as ``see_learner`` does for one.

    Two statements, and some for each session whose learner comes back.
    """
    wanted = set(session_ids)
    if not wanted:
        return
    rows = SessionPresence.objects.filter(session_id__in=wanted)
    seen = rows.annotate(now=ClockNow()).values_list("session_id", "seen_at", "now")
    gone_for = {session_id: now - at for session_id, at, now in seen}
    known = set(gone_for)
    for session_id in wanted:
        if session_id not in known or gone_for[session_id] > PRESENT_FOR:
            followers.tell_returned(session_id)
    rows.update(seen_at=ClockNow())
    missing = StudySession.objects.filter(pk__in=wanted - known).values_list("pk", flat=True)
    if wanted - known:
        SessionPresence.objects.bulk_create(
            [SessionPresence(session_id=pk) for pk in missing], ignore_conflicts=True
        )
