"""Saving: the promise all three seed systems broke. An answer of ok means it is stored."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from sessions_app.context import context_change, full_context, merged_and_checked
from sessions_app.errors import InvalidTransition, VersionConflict
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.lifecycle import apply_verb
from sessions_app.services.statements import is_postgresql
from sessions_app.services.write_path import (
    LEARNER,
    Entry,
    commit_change,
    commit_if_unchanged,
    lock_session,
    read_session,
    require_active,
    state_change,
)
from sessions_app.states import StudyPhase, action_between


@dataclass(frozen=True)
class SaveOptions:
    """How a save meets what is stored: an expected version detects a conflict."""

    expected_version: int | None = None
    force: bool = False
    by: UUID | None = None


class _Planned(NamedTuple):
    """What a save is going to write."""

    entry: Entry
    values: dict[str, Any]

    @property
    def completes(self) -> bool:
        return self.values.get("current_state") == StudyPhase.COMPLETED


def save_state(
    *,
    session_id: UUID,
    context_data: dict[str, Any],
    phase: str,
    options: SaveOptions | None = None,
    owner_id: UUID | None = None,
) -> StudySession:
    """Merge ``context_data`` by key into the stored context and move to ``phase``.

    A save equal to what is stored writes nothing and succeeds whatever the status. A damaged
    context is put right from the history, which keeps the damaged value. Raises InvalidContext,
    FreeFormTooLarge, VersionConflict, SessionNotActive, SessionNotFound and, for a phase neither
    present nor one action away, InvalidTransition unless forced (and recorded so).
    """
    plan = functools.partial(
        _planned, context_data=context_data, phase=phase, options=options or SaveOptions()
    )
    if is_postgresql():
        session = read_session(session_id, owner_id=owner_id)
        planned = plan(session)
        if planned is None:
            return session
        if not planned.completes and commit_if_unchanged(session, planned.entry, **planned.values):
            return session
    return _save_under_lock(session_id, owner_id, plan, options)


@transaction.atomic
def _save_under_lock(
    session_id: UUID,
    owner_id: UUID | None,
    plan: Callable[[StudySession], _Planned | None],
    options: SaveOptions | None,
) -> StudySession:
    session = lock_session(session_id, owner_id=owner_id)
    planned = plan(session)
    if planned is None:
        return session
    commit_change(session, planned.entry, **planned.values)
    if planned.completes:
        apply_verb(session, "complete", by=options.by if options else None, reason="finished")
    return session


def _planned(
    session: StudySession, *, context_data: dict[str, Any], phase: str, options: SaveOptions
) -> _Planned | None:
    """Judge a save against the session as it was read; None when there is nothing to write."""
    found, sound = session.current_context, sound_context(session)
    is_repair = sound is not found
    merged = merged_and_checked(sound, context_data, user_id=session.user_id, session_id=session.pk)
    patch = context_change(sound, merged)
    if not patch and not is_repair and phase == session.phase:
        return None
    _check_version(session, options.expected_version)
    require_active(session)
    action = _action_for(session, phase, options.force)
    values: dict[str, Any] = {"current_context": merged} if patch or is_repair else {}
    if phase != session.phase:
        values["current_state"] = phase
    change = state_change(session, **values) | ({"context": patch} if patch else {})
    metadata: dict[str, Any] = {"by": str(options.by)} if options.by else {}
    if options.force and action is None and phase != session.phase:
        metadata |= {"forced": True, "previous_phase": session.phase}
    if is_repair:
        metadata["damaged_context"] = found
    entry = Entry(LEARNER, action or "state_saved", metadata=metadata, change=change)
    return _Planned(entry, values)


def _check_version(session: StudySession, expected: int | None) -> None:
    if expected is not None and expected != session.version:
        raise VersionConflict(
            "The session was saved in between.",
            current_version=session.version,
            phase=session.phase,
            context=full_context(
                session.current_context, user_id=session.user_id, session_id=session.pk
            ),
        )


def _action_for(session: StudySession, phase: str, force: bool) -> str | None:
    """Return the action that leads to ``phase``; None when the phase stays or is forced."""
    if phase == session.phase:
        return None
    action = action_between(session.phase, phase)
    if action is None and not force:
        raise InvalidTransition(
            f"No action leads from {session.phase} to {phase}.",
            phase=session.phase,
            valid_actions=session.valid_actions,
        )
    return action
