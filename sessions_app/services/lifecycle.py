"""The life of a session: started, named, paused, resumed, ended, archived, restored."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from accounts.clock import ClockNow
from sessions_app import followers
from sessions_app.context import check_free_form, full_context, same_json
from sessions_app.errors import (
    InvalidTransition,
    PracticeAlreadyActive,
    UnknownAction,
    VersionConflict,
)
from sessions_app.models import AgentAction, Chat, StudySession
from sessions_app.services.statements import insert_started, is_postgresql
from sessions_app.services.write_path import (
    LEARNER,
    Entry,
    commit_change,
    entry_row,
    lock_session,
    require_active,
    state_change,
)
from sessions_app.states import ENDED, VERBS, SessionKind, SessionStatus, StudyPhase, verb_target

EVENTS = [move.event for move in VERBS.values()]
RESTORABLE = VERBS["archive"].sources


def start_session(
    *,
    user_id: UUID,
    exam_type: str = "NEET",
    name: str = "",
    metadata: dict[str, Any] | None = None,
    kind: str = SessionKind.STUDY,
    subject: str = "",
    topic: str = "",
    subtopic: str = "",
    by: UUID | None = None,
) -> StudySession:
    """Create an active session in INTAKE with its chat and its first history entry.

    An empty name becomes "Session N"; a practice session says what it practises. Raises
    PracticeAlreadyActive (one a learner) and FreeFormTooLarge.
    """
    metadata = metadata or {}
    check_free_form(metadata, "metadata")
    session = StudySession(
        user_id=user_id,
        exam_type=exam_type,
        name=name,
        metadata=metadata,
        kind=kind,
        subject=subject,
        topic=topic,
        subtopic=subtopic,
        history_length=1,
    )
    entry = Entry(
        LEARNER,
        "session_started",
        metadata=_by(by),
        change={"phase": StudyPhase.INTAKE, "status": SessionStatus.ACTIVE},
    )
    if is_postgresql() and kind == SessionKind.STUDY:  # of those there may be many
        insert_started(session, entry)
    else:
        _insert_portably(session, entry)
    return session


@transaction.atomic
def _insert_portably(session: StudySession, entry: Entry) -> None:
    session.name = session.name or _next_name(session.user_id)
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:
        raise _practice_conflict(session.user_id, error) from error
    session.chat = Chat.objects.create(user_id=session.user_id, session=session, title=session.name)
    entry_row(session, entry).save(force_insert=True)


def _next_name(user_id: UUID) -> str:
    return f"Session {StudySession.objects.owned_by(user_id).count() + 1}"


def _by(user_id: UUID | None) -> dict[str, str]:
    return {"by": str(user_id)} if user_id else {}


def _practice_conflict(user_id: UUID, error: IntegrityError) -> Exception:
    active = StudySession.objects.owned_by(user_id).filter(
        kind=SessionKind.PRACTICE, status=SessionStatus.ACTIVE
    )
    existing = active.values_list("pk", flat=True).first()
    if existing is None:
        return error
    return PracticeAlreadyActive(
        "The learner already has an active practice session.", session_id=str(existing)
    )


@transaction.atomic
def move_session(
    *,
    session_id: UUID,
    verb: str,
    by: UUID | None = None,
    agent: str = LEARNER,
    reason: str = "",
) -> StudySession:
    """Move a session along the status table and record who did it.

    Safe to repeat: a session already in the target state is returned unchanged. Raises
    UnknownAction, InvalidTransition (with ``valid_verbs``), SessionNotFound and
    PracticeAlreadyActive.
    """
    return apply_verb(lock_session(session_id), verb, by=by, agent=agent, reason=reason)


def apply_verb(
    session: StudySession,
    verb: str,
    *,
    by: UUID | None = None,
    agent: str = LEARNER,
    reason: str = "",
    metadata: dict[str, Any] | None = None,
) -> StudySession:
    """Move a locked session; the caller's transaction holds the lock."""
    if verb not in VERBS:
        raise UnknownAction(f"There is no verb {verb!r}.", valid_verbs=session.valid_verbs)
    if _already_there(session, verb):
        return session
    if session.status not in VERBS[verb].sources:
        raise InvalidTransition(
            f"Cannot {verb} a session that is {session.status}.",
            session_status=session.status,
            valid_verbs=session.valid_verbs,
        )
    values = _values_of_move(session, verb_target(verb, session.archived_from), reason or verb)
    entry = Entry(
        agent=agent,
        action=VERBS[verb].event,
        reasoning=reason,
        metadata={**_by(by), **(metadata or {})},
        change=state_change(session, **values),
    )
    commit_status(session, entry, **values)
    session.refresh_from_db(fields=["ended_at", "paused_at", "updated_at", "last_activity_at"])
    followers.tell(session)
    return session


def commit_status(session: StudySession, entry: Entry, **values: Any) -> None:
    """Commit a change that may make a session active. Raises PracticeAlreadyActive."""
    try:
        with transaction.atomic():
            commit_change(session, entry, **values)
    except IntegrityError as error:
        raise _practice_conflict(session.user_id, error) from error


def _already_there(session: StudySession, verb: str) -> bool:
    if verb == "restore":
        return session.status in RESTORABLE and _last_event(session) == VERBS["restore"].event
    return session.status == VERBS[verb].target


def _last_event(session: StudySession) -> str | None:
    moves = AgentAction.objects.filter(session=session, action__in=EVENTS).order_by("-seq")
    return moves.values_list("action", flat=True).first()


def ended_now() -> Greatest:
    """The moment of ending: never before the start, even if the clock stepped back."""
    return Greatest(ClockNow(), F("started_at"))


def _values_of_move(session: StudySession, target: str, reason: str) -> dict[str, Any]:
    """Return the columns that go with a status, so that the check constraints hold."""
    ended = target in ENDED
    was_ended = session.status in ENDED
    values: dict[str, Any] = {
        "status": target,
        "archived_from": session.status if target == SessionStatus.ARCHIVED else None,
        "paused_at": ClockNow() if target == SessionStatus.PAUSED else None,
    }
    if ended and not was_ended:
        values |= {"ended_at": ended_now(), "ended_reason": reason[:32]}
    if not ended:
        values |= {"ended_at": None, "ended_reason": ""}
    if target == SessionStatus.ACTIVE:
        values["last_activity_at"] = ClockNow()
    return values


@transaction.atomic
def update_session(
    *,
    session_id: UUID,
    name: str | None = None,
    metadata: dict[str, Any] | None = None,
    replace_metadata: bool = False,
    verb: str | None = None,
    expected_version: int | None = None,
    by: UUID | None = None,
) -> StudySession:
    """Rename a session, merge its metadata by key (null deletes), or move it by a verb.

    ``replace_metadata`` puts the given object in place of the old one. Equal values write
    nothing; others need an active session, which "resume" in the same call makes it. Raises
    VersionConflict, InvalidTransition, SessionNotActive, FreeFormTooLarge and SessionNotFound.
    """
    session = lock_session(session_id)
    if expected_version is not None and expected_version != session.version:
        raise VersionConflict(
            "The session was changed in between.",
            current_version=session.version,
            phase=session.phase,
            context=full_context(
                session.current_context, user_id=session.user_id, session_id=session.pk
            ),
        )
    if verb == "resume":
        apply_verb(session, verb, by=by)
    values = _changed_labels(session, name, metadata, replace_metadata)
    if values:
        require_active(session)
        entry = Entry(LEARNER, "session_updated", metadata={**_by(by), "fields": sorted(values)})
        commit_change(session, entry, **values)
    if verb not in {None, "resume"}:
        apply_verb(session, verb, by=by)
    return session


def _changed_labels(
    session: StudySession,
    name: str | None,
    metadata: dict[str, Any] | None,
    replace_metadata: bool,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if name is not None and name != session.name:
        values["name"] = name
    if metadata is not None:
        merged = metadata if replace_metadata else {**session.metadata, **metadata}
        merged = {key: value for key, value in merged.items() if value is not None}
        check_free_form(merged, "session_metadata")
        if not same_json(merged, session.metadata):
            values["metadata"] = merged
    return values
