"""Quizzes: composed before the transaction, made once, found again."""

import secrets
import time
from uuid import UUID

from django.db import transaction

from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.services.phases import apply_action
from sessions_app.services.write_path import lock_session, require_active
from sessions_app.states import StudyPhase
from tutoring.agents import get_quizmaster
from tutoring.agents.requests import ComposedItem, QuizRequest
from tutoring.errors import NoQuestions, NoTopicChosen
from tutoring.models import Quiz, QuizItem, Topic
from tutoring.rules import QUIZ_LENGTH
from tutoring.selectors.bank import bank_for, open_misconception_slugs
from tutoring.selectors.progress import current_topic_among, topics_of
from tutoring.states import QuizStatus

QUIZMASTER = "quizmaster"
SEED_BITS = 31


def take_quiz(
    *, session_id: UUID, count: int = QUIZ_LENGTH, by: UUID | None = None, seed: int | None = None
) -> Quiz:
    """Make the quiz of the current topic once: LEARNING to QUIZZING.

    Safe to repeat: an open quiz is returned again. Raises NoTopicChosen, NoQuestions,
    InvalidTransition, SessionNotActive and SessionNotFound.
    """
    session = StudySession.objects.filter(pk=session_id).first()
    if session is None:
        raise SessionNotFound("No such session.")
    topic = _current_topic(session)
    quiz = _open_quiz(session, topic)
    if quiz is not None and session.phase == StudyPhase.QUIZZING:
        return quiz
    started = time.monotonic()
    items = _compose(session, topic, count, seed)
    duration_ms = round((time.monotonic() - started) * 1000)
    return _store_quiz(session_id, topic, items, duration_ms, by)


def _current_topic(session: StudySession) -> Topic:
    topic = current_topic_among(session, topics_of(session))
    if topic is None:
        raise NoTopicChosen("Choose a topic of the plan first.")
    return topic


def _open_quiz(session: StudySession, topic: Topic) -> Quiz | None:
    return Quiz.objects.filter(session=session, topic=topic, status=QuizStatus.OPEN).first()


def _compose(
    session: StudySession, topic: Topic, count: int, seed: int | None
) -> list[ComposedItem]:
    if topic.syllabus_topic is None:
        raise NoQuestions(f"There are no questions on {topic.name} yet.")
    request = QuizRequest(
        topic=topic.name,
        bank=bank_for(lesson_id=topic.syllabus_topic.lesson_id, learner_id=session.user_id),
        count=count,
        seed=secrets.randbits(SEED_BITS) if seed is None else seed,
        misconceptions=open_misconception_slugs(session.user_id),
    )
    items = get_quizmaster().compose(request)
    if not items:
        raise NoQuestions(f"There are no questions on {topic.name} yet.")
    return items


@transaction.atomic
def _store_quiz(
    session_id: UUID, topic: Topic, items: list[ComposedItem], duration_ms: int, by: UUID | None
) -> Quiz:
    session = lock_session(session_id)
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
        duration_ms=duration_ms,
    )
    return quiz


def item_rows(quiz: Quiz, items: list[ComposedItem]) -> list[QuizItem]:
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
