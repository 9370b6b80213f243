"""Questions about the open lesson: answered from it with the place named, or not at all."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.services.chat import post_message
from sessions_app.services.write_path import Entry, append_action
from sessions_app.states import MessageRole
from tutoring.agents import get_tutor, is_builtin
from tutoring.agents.answering import LessonAnswer, LessonQuestion
from tutoring.agents.builtin.answering import answer_from_lesson
from tutoring.agents.requests import Said
from tutoring.agents.shapes import TutorExplanation
from tutoring.agents.turns import Turn, turns_metadata, turns_of
from tutoring.errors import NoTopicChosen
from tutoring.models import Lesson, Topic
from tutoring.selectors.lesson_chat import lesson_turns
from tutoring.selectors.material import Passage, best_passage
from tutoring.selectors.open_keys import open_answers
from tutoring.selectors.progress import current_topic_of
from tutoring.selectors.told import lesson_told

QUESTION, ANSWER = "lesson_question", "lesson_answer"
TUTOR, ANSWER_QUESTION = "tutor", "answer_question"
MAX_QUESTION_LENGTH = 500
MARKUP = re.compile(r"[\[\]<>`*_!\\]+")  # in a title it could become more than words


@dataclass(frozen=True)
class Answered:
    """An answer as the tutor gave it, outside any transaction."""

    answer: LessonAnswer
    duration_ms: int
    turns: tuple[Turn, ...] = ()
    passage: Passage | None = None  # of the learner's own material, beside or instead

    def metadata(self) -> dict[str, Any]:
        """Return what a message keeps of it: the place cited, and what a model took."""
        cited = {"section": self.answer.section, "anchor": self.answer.anchor}
        own = {"own": self.passage.reference()} if self.passage is not None else {}
        return {**cited, **own, **turns_metadata(self.turns)}


def answer_question(*, session_id: UUID, question: str, by: UUID | None = None) -> LessonAnswer:
    """Answer a question from the session's open lesson and keep both in the session's chat.

    The answer cites its section; what the lesson does not speak of is said to be unknown. A model
    is asked before the transaction, and what it took stands in the history. Raises NoTopicChosen,
    SessionNotActive and SessionNotFound.
    """
    session = StudySession.objects.filter(pk=session_id).first()
    if session is None:
        raise SessionNotFound("No such session.")
    topic, lesson = _open_lesson(session)
    told, _ = lesson_told(session, topic, lesson)
    answered = ask_tutor(
        told,
        question,
        lesson=lesson,
        learner_id=session.user_id,
        history=_history(session),
        session_id=session.pk,
    )
    about = {"topic": topic.name, **({"by": str(by)} if by else {})}
    source = {"lesson": lesson.slug, "lesson_version": lesson.version}
    _keep(session, question, answered, about={**about, **source})
    return answered.answer


def _open_lesson(session: StudySession) -> tuple[Topic, Lesson]:
    topic = current_topic_of(session)
    if topic is None or topic.syllabus_topic is None:
        raise NoTopicChosen("There is no lesson open.")
    return topic, topic.syllabus_topic.lesson


def _history(session: StudySession) -> tuple[Said, ...]:
    return tuple(
        Said("user" if turn.is_question else "assistant", turn.text)
        for turn in lesson_turns(session)
    )


def ask_tutor(
    told: TutorExplanation,
    question: str,
    *,
    lesson: Lesson,
    learner_id: UUID,
    history: Sequence[Said] = (),
    session_id: UUID | None = None,
) -> Answered:
    """Have the tutor answer a question about a lesson, outside any transaction.

    The answers of the learner's open questions are withheld: they are looked up for the guard of
    a model's words and sent to nobody. The learner's own material is searched here and never sent
    to a model; where the lesson does not speak of the question, the answer names its page.
    """
    started = time.monotonic()
    withheld = () if is_builtin(TUTOR) else open_answers(learner_id, lesson.pk)
    tutor = get_tutor()
    answer = tutor.answer(
        LessonQuestion(
            topic=told.topic,
            lesson=told.model_dump(),
            question=question,
            history=tuple(history),
            withheld=withheld,
        )
    )
    passage = best_passage(question, learner_id=learner_id, session_id=session_id)
    if passage is not None and answer.section is None:
        answer = LessonAnswer(pointing_to(passage))
    return Answered(answer, round((time.monotonic() - started) * 1000), turns_of(tutor), passage)


def pointing_to(passage: Passage) -> str:
    """Return the words that lead to a page of the learner's own material, without its text."""
    place = reverse("study:material-page", args=[passage.material_id, passage.page])
    title = MARKUP.sub(" ", passage.title)
    return (
        f"The lesson does not speak of this. Your file “{title}” does, on page {passage.page}: "
        f"{place}"
    )


def answer_from(lesson: TutorExplanation, question: str) -> LessonAnswer:
    """Return the section of a lesson that speaks of a question, or say that none does."""
    return answer_from_lesson(LessonQuestion(lesson.topic, lesson.model_dump(), question))


@transaction.atomic
def _keep(
    session: StudySession, question: str, answered: Answered, *, about: dict[str, Any]
) -> None:
    post_message(
        session=session,
        role=MessageRole.USER,
        content=question,
        metadata={"kind": QUESTION, **about},
    )
    post_message(
        session=session,
        role=MessageRole.ASSISTANT,
        content=answered.answer.text,
        metadata={"kind": ANSWER, **about, **answered.metadata()},
    )
    if answered.turns:
        append_action(session_id=session.pk, entry=_entry(answered, about))


def _entry(answered: Answered, about: dict[str, Any]) -> Entry:
    section = answered.answer.section
    return Entry(
        agent=TUTOR,
        action=ANSWER_QUESTION,
        reasoning=f"Answered from: {section}." if section else "The lesson does not speak of it.",
        metadata={**about, **turns_metadata(answered.turns)},
        duration_ms=answered.duration_ms,
    )
