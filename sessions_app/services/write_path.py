"""The one write path of a session: lock, check, change, version, history entry.

A change locks the session's row and, in the same transaction, raises ``version`` and appends the
entry that says what changed. An append that changes nothing of the session takes no version and,
on PostgreSQL, one statement. Either way ``seq`` comes from the row: no gap, no double, no loss.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, When

from accounts.clock import ClockNow
from accounts.compiled import CompiledQuery
from sessions_app.errors import SessionNotActive, SessionNotFound
from sessions_app.models import AgentAction, StudySession, StudySessionQuerySet
from sessions_app.services import sqlite_statements, statements
from sessions_app.services.statements import (
    ACTIVE_PRACTICE,
    BY_ID,
    change_and_append,
    is_postgresql,
)
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


# What a save judges by; anything else of the row is fetched when somebody asks for it.
JUDGED = ("user_id", "status", "current_state", "current_context", "version", "history_length")


def _readable(session_id: UUID) -> StudySessionQuerySet:
    return StudySession.objects.only(*JUDGED).filter(pk=session_id)


def _locked(session_id: UUID) -> StudySessionQuerySet:
    rows = StudySession.objects.select_for_update(of=("self",), no_key=True)
    return rows.defer("metadata").filter(pk=session_id)


ID, OWNER = UUID(int=1), UUID(int=2)
READ = CompiledQuery(_readable, ID)
READ_OWN = CompiledQuery(lambda pk, owner_id: _readable(pk).owned_by(owner_id), ID, OWNER)
LOCKED = CompiledQuery(_locked, ID)
LOCKED_OWN = CompiledQuery(lambda pk, owner_id: _locked(pk).owned_by(owner_id), ID, OWNER)


def read_session(session_id: UUID, *, owner_id: UUID | None = None) -> StudySession:
    """Return the session's row as it is now; for ``commit_if_unchanged``.

    With ``owner_id`` only that learner's own session is found. Raises SessionNotFound.
    """
    return _found(READ, READ_OWN, session_id, owner_id)


def lock_session(session_id: UUID, *, owner_id: UUID | None = None) -> StudySession:
    """Return the session's row, locked until the transaction ends.

    With ``owner_id`` only that learner's own session is found: ownership and lock are one query.
    ``metadata`` is decrypted only when somebody asks for it.
    SQLite ignores the row lock; its IMMEDIATE transactions are one writer at a time.
    Raises SessionNotFound.
    """
    return _found(LOCKED, LOCKED_OWN, session_id, owner_id)


def _found(
    any_row: CompiledQuery[StudySession],
    own_row: CompiledQuery[StudySession],
    session_id: UUID,
    owner_id: UUID | None,
) -> StudySession:
    values = (session_id,) if owner_id is None else (session_id, owner_id)
    session = (any_row if owner_id is None else own_row).first(*values)
    if session is None:
        raise SessionNotFound("No such session.")
    return session


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
    is_plain = not any(hasattr(value, "resolve_expression") for value in values.values())
    if is_plain and is_postgresql():
        stored = change_and_append(session, entry, values, is_locked=True)
        if stored is None:
            raise SessionNotFound("No such session.")
        return entry_row(session, entry, id=stored[0], at=stored[1])
    bookkeeping = {
        "version": session.version,
        "history_length": session.history_length,
        "updated_at": ClockNow(),
        "last_activity_at": _touched(),
    }
    StudySession.objects.filter(pk=session.pk).update(**{**bookkeeping, **values})
    action = entry_row(session, entry)
    action.save(force_insert=True)
    return action


def commit_if_unchanged(session: StudySession, entry: Entry, **values: Any) -> bool:
    """Do as ``commit_change`` for a session read without a lock, if nobody changed it since.

    PostgreSQL only, plain values only; appends in between do no harm. Returns False, with nothing
    written, when its version has risen: read it again, under the lock.
    """
    for name, value in values.items():
        setattr(session, name, value)
    session.version += 1
    stored = change_and_append(session, entry, values, is_locked=False)
    if stored is None:
        return False
    session.history_length = stored[2]
    return True


def _touched() -> Case:
    """Activity is written only when it is older than the resolution: it is an indexed column."""
    stale = When(last_activity_at__lt=ClockNow() - settings.ACTIVITY_RESOLUTION, then=ClockNow())
    return Case(stale, default=F("last_activity_at"))


def entry_row(session: StudySession, entry: Entry, **stored: Any) -> AgentAction:
    """Return the history row of an entry as the session stands now, not yet saved."""
    return AgentAction(
        session_id=session.pk,
        seq=session.history_length,
        agent=entry.agent,
        action=entry.action,
        reasoning=entry.reasoning,
        metadata=entry.metadata,
        change=entry.change,
        phase=session.current_state,
        duration_ms=entry.duration_ms,
        **stored,
    )


def append_action(*, session_id: UUID, entry: Entry, any_status: bool = False) -> int:
    """Append an entry that changes nothing of the session; return its ``seq``.

    ``any_status``: a note beside the study (who looked at it), taken in every status and no sign
    of life. Safe under any number of writers. Raises SessionNotFound and SessionNotActive.
    """
    found = _append(BY_ID, entry, any_status=any_status, session=session_id)
    if found is not None:
        return found[1]
    with transaction.atomic():
        require_active(lock_session(session_id))
    # It was resumed in between.
    return append_action(session_id=session_id, entry=entry, any_status=any_status)


def append_to_practice(*, user_id: UUID, entry: Entry) -> UUID | None:
    """Append an entry to the learner's one active practice session; None when there is none.

    Finds, locks and counts up its row in the same statement; returns its key.
    """
    found = _append(ACTIVE_PRACTICE, entry, owner=user_id)
    return None if found is None else found[0]


def _append(which: str, entry: Entry, **values: Any) -> tuple[UUID, int] | None:
    append = statements.append_entry if is_postgresql() else sqlite_statements.append_entry
    return append(which, entry, **values)


def state_change(session: StudySession, **values: Any) -> dict[str, Any]:
    """Return the ``change`` of an entry for new values of phase and status."""
    return {
        MEMBERS_OF_STATE[name]: value
        for name, value in values.items()
        if name in MEMBERS_OF_STATE and getattr(session, name) != value
    }
