"""Quizzes: composed before the transaction, made once, found again."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from sessions_app.errors import InvalidTransition, SessionNotFound
from sessions_app.models import StudySession
from sessions_app.services.phases import apply_action
from sessions_app.services.write_path import lock_session, require_active
from sessions_app.states import StudyPhase
from tutoring.agents.requests import ComposedItem
from tutoring.errors import NoQuestions, NoTopicChosen
from tutoring.models import Quiz, QuizItem, Topic
from tutoring.rules import QUIZ_LENGTH
from tutoring.selectors.progress import current_topic_of
from tutoring.selectors.vocabulary import find_topic
from tutoring.services.composing import Aim, compose_quiz
from tutoring.states import QuizStatus

QUIZMASTER = "quizmaster"


def take_quiz(
    *,
    session_id: UUID,
    count: int = QUIZ_LENGTH,
    by: UUID | None = None,
    seed: int | None = None,
    typed: bool = False,
) -> Quiz:
    """Make the quiz of the current topic once: LEARNING to QUIZZING.

    Safe to repeat: an open quiz is returned again. ``typed``: whoever asks can ask for more than
    a choice of one option. Raises NoTopicChosen, NoQuestions, InvalidTransition, SessionNotActive
    and SessionNotFound.
    """
    aim = Aim(count=count, seed=seed, typed=typed)
    return store_quiz(prepare_quiz(session_id=session_id, aim=aim), by=by)


@dataclass(frozen=True)
class PreparedQuiz:
    """A quiz of a session, composed but not stored; ``quiz`` when one is open already."""

    session_id: UUID
    topic: Topic
    quiz: Quiz | None = None
    items: tuple[ComposedItem, ...] = ()
    duration_ms: int = 0


def prepare_quiz(*, session_id: UUID, aim: Aim, wanted: str | None = None) -> PreparedQuiz:
    """Compose the quiz of the current topic, outside any transaction.

    ``wanted``: the topic in the caller's words, which must be the open one. Raises UnknownTopic,
    NoTopicChosen, NoQuestions, InvalidTransition (another topic is open) and SessionNotFound.
    """
    session = StudySession.objects.filter(pk=session_id).first()
    if session is None:
        raise SessionNotFound("No such session.")
    topic = _current_topic(session)
    if wanted is not None:
        _refuse_another(session, topic, wanted)
    quiz = _open_quiz(session, topic)
    if quiz is not None and session.phase == StudyPhase.QUIZZING:
        return PreparedQuiz(session_id, topic, quiz)
    if topic.syllabus_topic is None:
        raise NoQuestions(f"There are no questions on {topic.name} yet.")
    started = time.monotonic()
    items = compose_quiz(
        topic_name=topic.name,
        lesson_id=topic.syllabus_topic.lesson_id,
        learner_id=session.user_id,
        aim=aim,
    )
    duration_ms = round((time.monotonic() - started) * 1000)
    return PreparedQuiz(session_id, topic, None, tuple(items), duration_ms)


def _current_topic(session: StudySession) -> Topic:
    topic = current_topic_of(session)
    if topic is None:
        raise NoTopicChosen("Choose a topic of the plan first.")
    return topic


def _refuse_another(session: StudySession, topic: Topic, wanted: str) -> None:
    if wanted.casefold() == topic.name.casefold():
        return
    found = find_topic(wanted, session.exam_type)
    if found.name != topic.name:
        raise InvalidTransition(
            f"{topic.name} is open, not {found.name}.",
            phase=session.phase,
            valid_actions=session.valid_actions,
        )


def _open_quiz(session: StudySession, topic: Topic) -> Quiz | None:
    return Quiz.objects.filter(session=session, topic=topic, status=QuizStatus.OPEN).first()


@transaction.atomic
def store_quiz(prepared: PreparedQuiz, *, by: UUID | None = None) -> Quiz:
    """Store a composed quiz with its session: the effect of ``take_quiz``. Raises as it does."""
    if prepared.quiz is not None:
        return prepared.quiz
    return store_in(lock_session(prepared.session_id), prepared, by=by)


def store_in(session: StudySession, prepared: PreparedQuiz, *, by: UUID | None = None) -> Quiz:
    """Store a composed quiz in a locked session, in the caller's transaction."""
    if prepared.quiz is not None:
        return prepared.quiz
    topic, items = prepared.topic, prepared.items
    require_active(session)
    quiz = _open_quiz(session, topic)
    if quiz is None:
        quiz = Quiz.objects.create(learner_id=session.user_id, session=session, topic=topic)
        QuizItem.objects.bulk_create(item_rows(quiz, items))
    metadata = {"quiz_id": str(quiz.pk), "topic": topic.name, "questions": len(items)}
    apply_action(
        session,
        "take_quiz",
        agent=QUIZMASTER,
        reasoning=(
            f"{len(items)} questions on {topic.name}: unseen ones first, aimed at what recent "
            "answers showed, from easy to hard."
        ),
        metadata={**metadata, **({"by": str(by)} if by else {})},
        duration_ms=prepared.duration_ms,
    )
    return quiz


def item_rows(quiz: Quiz, items: Sequence[ComposedItem]) -> list[QuizItem]:
    """Return the rows of composed questions in their order, not yet saved."""
    return [
        QuizItem(
            quiz=quiz,
            position=position,
            question_version_id=item.version_id,
            seed=item.seed,
            shown=dict(item.shown),
            key=dict(item.key),
        )
        for position, item in enumerate(items, start=1)
    ]
