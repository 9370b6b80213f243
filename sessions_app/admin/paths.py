"""Where a session stands, as steps: behind it, here, ahead."""

from datetime import datetime
from typing import NamedTuple

from sessions_app.models import StudySession
from sessions_app.states import SessionStatus, StudyPhase

DONE, NOW, AHEAD = "done", "now", "ahead"
ENDINGS = (SessionStatus.COMPLETED, SessionStatus.ABANDONED)


class Step(NamedTuple):
    """One step of a path; ``place`` is done, now or ahead."""

    word: str
    place: str
    at: datetime | None = None


def phase_path(session: StudySession) -> list[Step]:
    """Return the study phases in their order; a next topic begins again at the plan."""
    phases = list(StudyPhase)
    here = phases.index(StudyPhase(session.current_state))
    return [
        Step(str(phase.label), DONE if number < here else NOW if number == here else AHEAD)
        for number, phase in enumerate(phases)
    ]


def status_path(session: StudySession) -> list[Step]:
    """Return the life of a session: open, ended, archived."""
    archived = session.status == SessionStatus.ARCHIVED
    status = session.archived_from if archived else session.status
    here = DONE if archived else NOW
    last = Step("archived", NOW if archived else AHEAD)
    if status in ENDINGS:
        first = Step("started", DONE, session.started_at)
        return [first, Step(status or "", here, session.ended_at), last]
    first = Step(status or "", here, session.paused_at or session.started_at)
    if archived:
        return [first, last._replace(at=session.ended_at)]
    return [first, Step("completed or abandoned", AHEAD), last]
