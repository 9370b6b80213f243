"""The one write path of a session: lock, check, change, version, history entry.

A change locks the session's row and, in the same transaction, raises ``version`` and appends the
entry that says what changed. An append that changes nothing of the session takes no version and,
on PostgreSQL, one statement. Either way ``seq`` comes from the row: no gap, no double, no loss.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, When

from accounts.clock import ClockNow
from sessions_app.errors import SessionNotActive, SessionNotFound
from sessions_app.models import AgentAction, StudySession
from sessions_app.states import SessionStatus

SYSTEM, LEARNER, STAFF, JOB = "system", "learner", "staff", "job"
MEMBERS_OF_STATE = {"current_state": "phase", "status": "status"}


@dataclass(frozen=True)
class Entry:
    """What one history entry says; ``change`` is what it did to phase, status and context."""

    agent: str
    action: str
    reasoning: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    change: dict[str, Any] | None = None
    duration_ms: int | None = None


def lock_session(session_id: UUID, *, owner_id: UUID | None = None) -> StudySession:
    """Return the session's row, locked until the transaction ends.

    With ``owner_id`` only that learner's own session is found: ownership and lock are one query.
    ``metadata`` is decrypted only when somebody asks for it.
    SQLite ignores the row lock; its IMMEDIATE transactions are one writer at a time.
    Raises SessionNotFound.
    """
    rows = StudySession.objects.select_for_update(of=("self",), no_key=True).defer("metadata")
    if owner_id is not None:
        rows = rows.owned_by(owner_id)
    try:
        return rows.get(pk=session_id)
    except StudySession.DoesNotExist:
        raise SessionNotFound("No such session.") from None


def require_active(session: StudySession) -> None:
    """Raise SessionNotActive unless the session accepts writes."""
    if session.status != SessionStatus.ACTIVE:
        raise SessionNotActive(
            f"The session is {session.status}; only an active one can be changed.",
            session_status=session.status,
            valid_verbs=session.valid_verbs,
        )


def commit_change(session: StudySession, entry: Entry, **values: Any) -> AgentAction:
    """Write ``values`` to a locked session, raise its version and append ``entry``.

    Returns the entry; ``session`` carries the new values, version and history length.
    """
    for name, value in values.items():
        setattr(session, name, value)
    session.version += 1
    session.history_length += 1
    bookkeeping = {
        "version": session.version,
        "history_length": session.history_length,
        "updated_at": ClockNow(),
        "last_activity_at": _touched(),
    }
    StudySession.objects.filter(pk=session.pk).update(**{**bookkeeping, **values})
    return _insert(session, entry)


def _touched() -> Case:
    """Activity is written only when it is older than the resolution: it is an indexed column."""
    stale = When(last_activity_at__lt=ClockNow() - settings.ACTIVITY_RESOLUTION, then=ClockNow())
    return Case(stale, default=F("last_activity_at"))


def _insert(session: StudySession, entry: Entry) -> AgentAction:
    return AgentAction.objects.create(
        session_id=session.pk,
        seq=session.history_length,
        agent=entry.agent,
        action=entry.action,
        reasoning=entry.reasoning,
        metadata=entry.metadata,
        change=entry.change,
        phase=session.current_state,
        duration_ms=entry.duration_ms,
    )


APPEND_SQL = """
WITH s AS (
    UPDATE study_sessions
       SET history_length = history_length + 1,
           last_activity_at = CASE
               WHEN last_activity_at < clock_timestamp() - %(resolution)s::interval
               THEN clock_timestamp() ELSE last_activity_at END
     WHERE id = %(session)s AND (status = 'active' OR %(any_status)s)
    RETURNING id, history_length, current_state
)
INSERT INTO agent_history
       (session_id, seq, at, agent, action, reasoning, metadata, change, phase, duration_ms)
SELECT s.id, s.history_length, clock_timestamp(), %(agent)s, %(action)s, %(reasoning)s,
       %(metadata)s::jsonb, NULL, s.current_state, %(duration_ms)s
  FROM s
RETURNING seq
"""


def append_action(*, session_id: UUID, entry: Entry, any_status: bool = False) -> int:
    """Append an entry that changes nothing of the session; return its ``seq``.

    ``any_status``: also to a session that is not active (a note about who looked at it). Safe
    under any number of writers. Raises SessionNotFound and SessionNotActive.
    """
    append = _append_in_one_statement if _is_postgresql() else _append_portably
    seq = append(session_id, entry, any_status)
    if seq is not None:
        return seq
    with transaction.atomic():
        require_active(lock_session(session_id))
    # It was resumed in between.
    return append_action(session_id=session_id, entry=entry, any_status=any_status)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _append_in_one_statement(session_id: UUID, entry: Entry, any_status: bool) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            APPEND_SQL,
            {
                "session": session_id,
                "any_status": any_status,
                "resolution": f"{settings.ACTIVITY_RESOLUTION.total_seconds()} seconds",
                "agent": entry.agent,
                "action": entry.action,
                "reasoning": entry.reasoning,
                "metadata": json.dumps(entry.metadata),
                "duration_ms": entry.duration_ms,
            },
        )
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def _append_portably(session_id: UUID, entry: Entry, any_status: bool) -> int | None:
    rows = StudySession.objects.filter(pk=session_id)
    if not any_status:
        rows = rows.filter(status=SessionStatus.ACTIVE)
    if not rows.update(history_length=F("history_length") + 1, last_activity_at=_touched()):
        return None
    session = StudySession.objects.only("history_length", "current_state").get(pk=session_id)
    return _insert(session, entry).seq


def state_change(session: StudySession, **values: Any) -> dict[str, Any]:
    """Return the ``change`` of an entry for new values of phase and status."""
    return {
        MEMBERS_OF_STATE[name]: value
        for name, value in values.items()
        if name in MEMBERS_OF_STATE and getattr(session, name) != value
    }
