"""The session doctor: a session must equal the fold of its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.clock import ClockNow
from sessions_app.context import is_damaged, merge_context, same_json
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.lifecycle import commit_status, ended_now
from sessions_app.services.write_path import STAFF, Entry, lock_session
from sessions_app.states import ENDED, SessionStatus, StudyPhase


@dataclass
class Folded:
    """What a history says its session is."""

    phase: str = StudyPhase.INTAKE
    status: str = SessionStatus.ACTIVE
    archived_from: str | None = None
    context: dict[str, Any] | None = None
    length: int = 0


@dataclass(frozen=True)
class Difference:
    """The first thing in which a session disagrees with its history."""

    session_id: UUID
    what: str
    stored: Any
    folded: Any

    def __str__(self) -> str:
        return f"{self.session_id}: {self.what} is {self.stored!r}, history says {self.folded!r}"


def fold(entries: Iterable[AgentAction]) -> Folded:
    """Replay a history in order of ``seq`` into phase, status and context."""
    state = Folded(context={})
    for entry in entries:
        state.length += 1
        change = entry.change or {}
        status = change.get("status", state.status)
        if status != state.status:
            was = state.status
            state.archived_from = was if status == SessionStatus.ARCHIVED else None
        state.status = status
        state.phase = change.get("phase", state.phase)
        if "context" in change:
            state.context = merge_context(state.context or {}, change["context"])
    return state


def _history(session: StudySession) -> QuerySet[AgentAction]:
    return AgentAction.objects.filter(session=session).order_by("seq")


def sound_context(session: StudySession) -> dict[str, Any]:
    """Return the stored context, or what the history says it was when it is damaged."""
    stored: dict[str, Any] = session.current_context
    return (fold(_history(session)).context or {}) if is_damaged(stored) else stored


def examine(session: StudySession) -> Difference | None:
    """Return the first difference between a session and the fold of its history, or None."""
    entries = list(_history(session))
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            return Difference(session.pk, "the order of the history", entry.seq, expected)
    state = fold(entries)
    pairs = [
        ("history_length", session.history_length, state.length),
        ("phase", session.current_state, state.phase),
        ("status", session.status, state.status),
        ("archived_from", session.archived_from, state.archived_from),
    ]
    for what, stored, folded in pairs:
        if stored != folded:
            return Difference(session.pk, what, stored, folded)
    if not same_json(session.current_context, state.context):
        return Difference(session.pk, "context", session.current_context, state.context)
    return None


@transaction.atomic
def rebuild_session(*, session_id: UUID, by: UUID | None = None) -> Difference | None:
    """Set a damaged session to what its history says; record the repair and the value found.

    Returns the first difference that was found; None (and nothing written) for a sound session.
    Raises PracticeAlreadyActive when the history would make a second one active.
    """
    session = lock_session(session_id)
    difference = examine(session)
    if difference is None:
        return None
    state = fold(_history(session))
    last = _history(session).last()
    session.history_length = last.seq if last else 0
    values: dict[str, Any] = {
        "current_state": state.phase,
        "status": state.status,
        "current_context": state.context,
        "archived_from": state.archived_from,
    }
    if state.status in ENDED:
        values["ended_at"] = session.ended_at or ended_now()
    else:
        values["ended_at"] = None
    values["paused_at"] = ClockNow() if state.status == SessionStatus.PAUSED else None
    found = {"found": difference.what, "stored": difference.stored}
    metadata = {**found, **({"by": str(by)} if by else {})}
    commit_status(session, Entry(STAFF, "session_rebuilt", metadata=metadata), **values)
    return difference
