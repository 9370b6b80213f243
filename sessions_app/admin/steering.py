"""What staff may do to a session: each through its service, each saying what it did."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpRequest

from accounts.errors import DomainError
from accounts.models import User
from sessions_app.models import StudySession
from sessions_app.permissions import POLICY, Act, Relation, Rule
from sessions_app.services.doctor import Difference, rebuild_session
from sessions_app.services.lifecycle import move_session
from sessions_app.services.write_path import STAFF, lock_session
from sessions_app.states import VERBS

REBUILD = "rebuild"
# What each does for whom, said beside its button.
DEEDS: dict[str, tuple[str, str]] = {
    "abandon": (VERBS["abandon"].label, "The learner can resume it."),
    "complete": (VERBS["complete"].label, "It ends for good; the learner can still read it."),
    "archive": (VERBS["archive"].label, "It leaves the learner's list; restoring brings it back."),
    "restore": (VERBS["restore"].label, "It returns to what it was; an active one comes paused."),
    REBUILD: ("Rebuild", "Phase, status and context are set to what the history says."),
}
UNCHANGED = {
    "abandon": "it was abandoned already",
    "complete": "it was completed already",
    "archive": "it was archived already",
    REBUILD: "it agrees with its history",
}
MOST_AT_ONCE = 200


class Report(NamedTuple):
    """What became of one session."""

    level: int
    text: str


class Deed(NamedTuple):
    """A button of the session page."""

    name: str
    label: str
    hint: str


def may_steer(user: User) -> bool:
    """Return whether this member of staff may move sessions at all."""
    allowed = POLICY[Act.STEER][Relation.STAFF] is not Rule.NO
    return allowed and user.has_perm("sessions_app.change_studysession")


def deeds_for(session: StudySession) -> list[Deed]:
    """Return what the table allows from the session's status; a rebuild is always possible."""
    names = [name for name in DEEDS if name == REBUILD or session.status in VERBS[name].sources]
    return [Deed(name, *DEEDS[name]) for name in names]


def steer_all(request: HttpRequest, deed: str, sessions: Iterable[StudySession]) -> None:
    """Do one deed to each session in its own transaction and tell the page of each."""
    for session in sessions:
        report = steer(session, deed, by=request.user.pk)
        messages.add_message(request, report.level, report.text)


def steer(session: StudySession, deed: str, *, by: UUID) -> Report:
    """Do one deed to one session; a refusal becomes its sentence, never an exception."""
    title = f"“{session.name}” of {session.user}"
    try:
        with transaction.atomic():
            text = _rebuild(session, by) if deed == REBUILD else _move(session, deed, by)
            if text is None:
                return Report(messages.INFO, f"{title}: {UNCHANGED[deed]}; nothing was changed.")
            _log(session, by, text)
    except DomainError as error:
        return Report(messages.ERROR, f"{title}: {error}")
    return Report(messages.SUCCESS, f"{title} {text}.")


def _move(session: StudySession, verb: str, by: UUID) -> str | None:
    before = lock_session(session.pk)
    after = move_session(session_id=session.pk, verb=verb, agent=STAFF, by=by)
    if after.version == before.version:
        return None
    return f"is {after.status} now; it was {before.status}"


def _rebuild(session: StudySession, by: UUID) -> str | None:
    difference = rebuild_session(session_id=session.pk, by=by)
    return None if difference is None else f"was rebuilt: {_in_words(difference)}"


def _in_words(difference: Difference) -> str:
    if difference.what == "context":
        return "its context differed from its history"
    return f"{difference.what} was {difference.stored}, its history says {difference.folded}"


def _log(session: StudySession, by: UUID, text: str) -> None:
    LogEntry.objects.log_actions(by, [session], CHANGE, text, single_object=True)
