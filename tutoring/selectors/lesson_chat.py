"""What was asked about the open lesson."""

from dataclasses import dataclass

from sessions_app.models import ChatMessage, StudySession
from tutoring.selectors.progress import current_topic_name
from tutoring.selectors.told import made_note

KINDS = {"lesson_question", "lesson_answer"}
LATEST_MESSAGES = 40
SHOWN_TURNS = 6


@dataclass(frozen=True)
class Turn:
    """One message about the lesson: the cited place on its page, and who wrote it."""

    is_question: bool
    text: str
    section: str | None
    anchor: str | None
    made: str = ""


def lesson_turns(session: StudySession) -> list[Turn]:
    """Return the latest questions on the open topic with their answers. One query."""
    topic = current_topic_name(session)
    rows = ChatMessage.objects.filter(chat__session=session).order_by("-seq")[:LATEST_MESSAGES]
    about = [
        row
        for row in reversed(rows)
        if row.metadata.get("kind") in KINDS and row.metadata.get("topic") == topic
    ]
    return [_turn(row) for row in about[-SHOWN_TURNS:]]


def _turn(row: ChatMessage) -> Turn:
    return Turn(
        is_question=row.metadata["kind"] == "lesson_question",
        text=row.content,
        section=row.metadata.get("section"),
        anchor=row.metadata.get("anchor"),
        made=made_note(row.metadata.get("turns")),
    )
