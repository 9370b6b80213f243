"""Questions about the open lesson: answered from it with the place named, or not at all."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.services.chat import post_message
from sessions_app.states import MessageRole
from tutoring.agents.shapes import TutorExplanation
from tutoring.errors import NoTopicChosen
from tutoring.models import Lesson, Topic
from tutoring.retrieval import best_section, sections_of
from tutoring.selectors.progress import current_topic_among, topics_of
from tutoring.services.topics import explain_topic

QUESTION, ANSWER = "lesson_question", "lesson_answer"
MAX_QUESTION_LENGTH = 500


@dataclass(frozen=True)
class LessonAnswer:
    """What the lesson says; without ``section`` it does not speak of the question."""

    text: str
    section: str | None = None
    anchor: str | None = None


def answer_question(*, session_id: UUID, question: str, by: UUID | None = None) -> LessonAnswer:
    """Answer a question from the session's open lesson and keep both in the session's chat.

    The answer cites its section; what the lesson does not speak of is said to be unknown. Raises
    NoTopicChosen, SessionNotActive and SessionNotFound.
    """
    session = StudySession.objects.filter(pk=session_id).first()
    if session is None:
        raise SessionNotFound("No such session.")
    topic, lesson = _open_lesson(session)
    answer = answer_from(explain_topic(topic.name, lesson).explanation, question)
    about = {"topic": topic.name, **({"by": str(by)} if by else {})}
    source = {"lesson": lesson.slug, "lesson_version": lesson.version}
    _keep(session, question, answer, about={**about, **source})
    return answer


def _open_lesson(session: StudySession) -> tuple[Topic, Lesson]:
    topic = current_topic_among(session, topics_of(session))
    if topic is None or topic.syllabus_topic is None:
        raise NoTopicChosen("There is no lesson open.")
    return topic, topic.syllabus_topic.lesson


def answer_from(lesson: TutorExplanation, question: str) -> LessonAnswer:
    """Return the section of a lesson that speaks of a question, or say that none does."""
    sections = sections_of(lesson)
    found = best_section(question, sections)
    if found is None:
        titles = ", ".join(step.title for step in lesson.steps)
        return LessonAnswer(
            f"I do not know: the lesson on {lesson.topic} does not speak of this. "
            f"It covers: {titles}."
        )
    section = found.section
    return LessonAnswer(section.text.strip(), section.title, section.anchor)


@transaction.atomic
def _keep(
    session: StudySession, question: str, answer: LessonAnswer, *, about: dict[str, Any]
) -> None:
    post_message(
        session=session,
        role=MessageRole.USER,
        content=question,
        metadata={"kind": QUESTION, **about},
    )
    cited = {"section": answer.section, "anchor": answer.anchor}
    post_message(
        session=session,
        role=MessageRole.ASSISTANT,
        content=answer.text,
        metadata={"kind": ANSWER, **about, **cited},
    )
