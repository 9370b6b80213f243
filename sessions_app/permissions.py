"""Who may do what with a session: the one policy that API, pages and admin read.

What a caller may not see at all does not exist for them (404); what they see but may not do is
refused (403).
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from accounts.compiled import CompiledQuery
from accounts.errors import NotAllowed
from accounts.models import Guardianship, User
from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession


class Act(StrEnum):
    """A row of the table."""

    READ = "read session, summary, plan"
    READ_CHAT = "read chat and free text"
    READ_HISTORY = "read agent history, events"
    WRITE = "save, act, answer, autopilot"
    CHAT = "chat"
    STEER = "pause, complete, archive"
    OWN = "share, export, erase"


class Relation(StrEnum):
    """A column of the table; who is none of these sees nothing."""

    OWNER = "owner"
    GUARDIAN = "guardian"
    COLLABORATOR = "collaborator"
    VIEWER = "viewer"
    STAFF = "staff"


class Rule(StrEnum):
    """A cell of the table."""

    YES = "yes"
    NO = "no"
    CHILD_PROFILE = "for a child profile only"
    IF_SHARED = "if the learner shares it; always for a child profile"
    SUMMARY = "summary actions"
    LOGGED = "asked for and logged"


R = Relation
POLICY: dict[Act, dict[Relation, Rule]] = {
    Act.READ: dict.fromkeys(Relation, Rule.YES),
    Act.READ_CHAT: {
        R.OWNER: Rule.YES,
        R.GUARDIAN: Rule.IF_SHARED,
        R.COLLABORATOR: Rule.YES,
        R.VIEWER: Rule.NO,
        R.STAFF: Rule.LOGGED,
    },
    Act.READ_HISTORY: {
        R.OWNER: Rule.YES,
        R.GUARDIAN: Rule.SUMMARY,
        R.COLLABORATOR: Rule.YES,
        R.VIEWER: Rule.NO,
        R.STAFF: Rule.YES,
    },
    Act.WRITE: {
        R.OWNER: Rule.YES,
        R.GUARDIAN: Rule.CHILD_PROFILE,
        R.COLLABORATOR: Rule.NO,
        R.VIEWER: Rule.NO,
        R.STAFF: Rule.NO,
    },
    Act.CHAT: {
        R.OWNER: Rule.YES,
        R.GUARDIAN: Rule.CHILD_PROFILE,
        R.COLLABORATOR: Rule.YES,
        R.VIEWER: Rule.NO,
        R.STAFF: Rule.NO,
    },
    Act.STEER: {
        R.OWNER: Rule.YES,
        R.GUARDIAN: Rule.CHILD_PROFILE,
        R.COLLABORATOR: Rule.NO,
        R.VIEWER: Rule.NO,
        R.STAFF: Rule.YES,
    },
    Act.OWN: {
        R.OWNER: Rule.YES,
        R.GUARDIAN: Rule.CHILD_PROFILE,
        R.COLLABORATOR: Rule.NO,
        R.VIEWER: Rule.NO,
        R.STAFF: Rule.LOGGED,
    },
}


@dataclass(frozen=True)
class Access:
    """What a caller found: the session, how they stand to it, and the rule that let them in."""

    session: StudySession
    relation: Relation
    rule: Rule


def relation_of(user: User, session: StudySession) -> Relation | None:
    """Return how a user stands to a session; None: it does not exist for them.

    The owner costs no query; a revoked guardianship counts from the next call on.
    """
    if session.user_id == user.pk:
        return Relation.OWNER
    wards = Guardianship.objects.of_guardian(user.pk)
    if wards.filter(learner_id=session.user_id).exists():
        return Relation.GUARDIAN
    return Relation.STAFF if user.is_staff else None


def is_allowed(rule: Rule, session: StudySession) -> bool:
    """Return whether a cell of the table lets its column in for this session."""
    if rule in {Rule.CHILD_PROFILE, Rule.IF_SHARED}:
        learner = session.user
        if learner.is_child_profile:
            return True
        return rule is Rule.IF_SHARED and learner.learner.shares_free_text
    return rule is not Rule.NO


def access(user: User, session: StudySession, act: Act) -> Access:
    """Judge one act on a session at hand. Raises SessionNotFound and NotAllowed."""
    relation = relation_of(user, session)
    if relation is None:
        raise SessionNotFound("No such session.")
    rule = POLICY[act][relation]
    if not is_allowed(rule, session):
        raise NotAllowed(f"You see this session as its {relation}; that is not yours to do.")
    return Access(session, relation, rule)


def can(user: User, session: StudySession, act: Act) -> bool:
    """Return whether a user may do this with a session."""
    try:
        access(user, session, act)
    except (SessionNotFound, NotAllowed):
        return False
    return True


# Without the encrypted metadata: few answers show it.
SESSION = CompiledQuery(
    lambda session_id: StudySession.objects.defer("metadata").filter(pk=session_id), UUID(int=1)
)


# What says where a session stands; anything else of the row is fetched when somebody asks for it.
STANDING = CompiledQuery(
    lambda session_id: StudySession.objects.only(
        "user_id", "status", "current_state", "current_context", "version"
    ).filter(pk=session_id),
    UUID(int=1),
)


def find_session(user: User, session_id: UUID, act: Act) -> Access:
    """Fetch a session and judge one act on it. Raises SessionNotFound and NotAllowed."""
    return _judged(user, SESSION.first(session_id), act)


def find_standing(user: User, session_id: UUID) -> Access:
    """Fetch where a session stands, to read it. Raises SessionNotFound."""
    return _judged(user, STANDING.first(session_id), Act.READ)


def _judged(user: User, session: StudySession | None, act: Act) -> Access:
    if session is None:
        raise SessionNotFound("No such session.")
    return access(user, session, act)


def learner_id_for(user: User, learner_id: UUID | None, *, to_write: bool) -> UUID:
    """Return whose sessions are meant: the caller's, a ward's, or (for staff) anyone's.

    A guardian writes for child profiles only. Raises SessionNotFound and NotAllowed.
    """
    if learner_id is None or learner_id == user.pk:
        return user.pk
    wards = Guardianship.objects.of_guardian(user.pk).filter(learner_id=learner_id)
    ward = wards.select_related("learner__user").first()
    if ward is not None:
        if to_write and not ward.learner.user.is_child_profile:
            raise NotAllowed("This learner has a log-in; only they can do that.")
        return learner_id
    if user.is_staff and User.objects.filter(pk=learner_id).exists():
        return learner_id
    raise SessionNotFound("No such learner.")
