"""The phase machine: an action moves a session along the table, and does nothing else."""

from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import check_free_form, context_change
from sessions_app.errors import InvalidTransition, UnknownAction
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.lifecycle import apply_verb
from sessions_app.services.write_path import (
    LEARNER,
    Entry,
    commit_change,
    lock_session,
    require_active,
    state_change,
)
from sessions_app.states import PHASE_ACTIONS, StudyPhase


@transaction.atomic
def perform_action(
    *,
    session_id: UUID,
    action: str,
    data: dict[str, Any] | None = None,
    agent: str = LEARNER,
    reasoning: str = "",
    by: UUID | None = None,
) -> tuple[StudySession, str]:
    """Move a session's phase by an action; return it and the phase it came from.

    Reaching COMPLETED completes the session. Raises UnknownAction (with ``known_actions``),
    InvalidTransition (with ``valid_actions``; the phase is unchanged), SessionNotActive,
    SessionNotFound and FreeFormTooLarge.
    """
    data = data or {}
    check_free_form(data, "data")
    if action not in PHASE_ACTIONS:
        raise UnknownAction(f"There is no action {action!r}.", known_actions=list(PHASE_ACTIONS))
    session = lock_session(session_id)
    require_active(session)
    previous = session.phase
    if PHASE_ACTIONS[action].source != previous:
        raise InvalidTransition(
            f"Cannot {action} while the session is in {previous}.",
            phase=previous,
            valid_actions=session.valid_actions,
        )
    metadata = {**({"by": str(by)} if by else {}), **({"data": data} if data else {})}
    apply_action(session, action, agent=agent, reasoning=reasoning, metadata=metadata)
    return session, previous


def apply_action(
    session: StudySession,
    action: str,
    *,
    agent: str = LEARNER,
    reasoning: str = "",
    metadata: dict[str, Any] | None = None,
    duration_ms: int | None = None,
    context: dict[str, Any] | None = None,
) -> StudySession:
    """Perform an action on a locked session, in the caller's transaction, with its effect.

    ``context``: the new stored context, when the effect changes it. Already in the target phase:
    no move, but a context change is still recorded. Raises InvalidTransition otherwise.
    """
    move = PHASE_ACTIONS[action]
    values: dict[str, Any] = {}
    if session.phase != move.target:
        if session.phase != move.source:
            raise InvalidTransition(
                f"Cannot {action} while the session is in {session.phase}.",
                phase=session.phase,
                valid_actions=session.valid_actions,
            )
        values["current_state"] = move.target
    change = state_change(session, **values)
    if context is not None:
        patch = context_change(sound_context(session), context)
        if patch:
            change["context"] = patch
            values["current_context"] = context
    if not values:
        return session
    entry = Entry(
        agent=agent,
        action=action,
        reasoning=reasoning,
        metadata=metadata or {},
        change=change,
        duration_ms=duration_ms,
    )
    commit_change(session, entry, **values)
    if session.phase == StudyPhase.COMPLETED and change.get("phase"):
        apply_verb(session, "complete", reason="finished")
    return session
