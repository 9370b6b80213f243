"""What was asked about the open lesson."""

from dataclasses import dataclass

from sessions_app.models import ChatMessage, StudySession
from tutoring.selectors.material import Passage, cited_passages
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
    own: Passage | None = None  # of the learner's own material
    points_to_own: bool = False  # the material answers, not the lesson


def lesson_turns(session: StudySession) -> list[Turn]:
    """Return the latest questions on the open topic with their answers.

    One query; another one if an answer cites the learner's own material.
    """
    topic = current_topic_name(session)
    rows = ChatMessage.objects.filter(chat__session=session).order_by("-seq")[:LATEST_MESSAGES]
    about = [
        row
        for row in reversed(rows)
        if row.metadata.get("kind") in KINDS and row.metadata.get("topic") == topic
    ]
    return _with_own_material(session, about[-SHOWN_TURNS:])


def _with_own_material(session: StudySession, rows: list[ChatMessage]) -> list[Turn]:
    """Return the turns, each with the passage it cites; one more query if one does."""
    citing = [row for row in rows if row.metadata.get("own")]
    references = [row.metadata["own"] for row in citing]
    where = {"learner_id": session.user_id, "session_id": session.pk}
    found = cited_passages(references, **where) if references else []
    own = {row.pk: passage for row, passage in zip(citing, found, strict=True)}
    return [_turn(row, own.get(row.pk)) for row in rows]


def _turn(row: ChatMessage, own: Passage | None) -> Turn:
    return Turn(
        is_question=row.metadata["kind"] == "lesson_question",
        text=row.content,
        section=row.metadata.get("section"),
        anchor=row.metadata.get("anchor"),
        made=made_note(row.metadata.get("turns")),
        own=own,
        points_to_own="own" in row.metadata and not row.metadata.get("section"),
    )
