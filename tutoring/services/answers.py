"""Answering: each question once; the last answer closes the quiz and moves the session on."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.errors import DomainError
from sessions_app.context import merged_and_checked
from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.phases import apply_action
from tutoring.errors import QuizItemNotFound
from tutoring.mastery.level import NO_EVIDENCE
from tutoring.models import Attempt, Quiz
from tutoring.selectors.mastery import level_of
from tutoring.services.attempts import EVALUATOR, evaluated_entry, lock_item, record_attempt
from tutoring.services.misconceptions import misconception_names
from tutoring.services.stored_analyses import follow_quiz
from tutoring.states import QuizKind


@transaction.atomic
def answer_item(
    *,
    session_id: UUID,
    item_id: UUID,
    answer: object,
    time_spent_ms: int | None = None,
    confidence: float | None = None,
    by: UUID | None = None,
) -> Attempt:
    """Record the answer to a question of the session's quiz, exactly once.

    A second answer returns the first attempt and changes nothing. The last answer scores the
    quiz and performs ``submit_answers``. Raises UnknownOption, UnreadableAnswer,
    QuizItemNotFound, InvalidTransition, SessionNotActive and SessionNotFound.
    """
    item = lock_item(item_id, session=session_id, kind=QuizKind.TOPIC)
    if item is None:
        raise _nothing_found(session_id)
    session: Any = item.quiz.session
    attempt, _, score = record_attempt(
        learner_id=session.user_id,
        item=item,
        answer=answer,
        session=session,
        time_spent_ms=time_spent_ms,
        confidence=confidence,
        learner=item.quiz.learner,
        told=partial(evaluated_entry, by=by),
    )
    if score is not None:
        _close(session, item.quiz, score, by)
    return attempt


def _nothing_found(session_id: UUID) -> DomainError:
    if StudySession.objects.filter(pk=session_id).exists():
        return QuizItemNotFound("This session has no such question.")
    return SessionNotFound("No such session.")


def _close(session: StudySession, quiz: Quiz, score: int, by: UUID | None) -> None:
    """Tell how the answered quiz went, and move the session to ANALYZING."""
    answers = list(Attempt.objects.filter(quiz_item__quiz=quiz).values_list("correct", flat=True))
    topic = quiz.topic
    if topic is None:
        raise QuizItemNotFound("This quiz belongs to no topic of the session.")
    topic.refresh_from_db(fields=["mastery_score", "status"])
    level = level_of(topic, session.user_id)
    patch = {
        "last_quiz_score": score,
        "misconceptions": misconception_names(session, quiz),
    }
    apply_action(
        session,
        "submit_answers",
        agent=EVALUATOR,
        reasoning=(
            f"{sum(answers)} of {len(answers)} right on {topic.name}; "
            f"the topic: {level.mastery.words if level else NO_EVIDENCE} "
            f"({topic.get_status_display()})."
        ),
        metadata={
            "quiz_id": str(quiz.pk),
            "score": score,
            "topic": topic.name,
            "mastery_score": topic.mastery_score,
            "topic_status": topic.status,
            **({"by": str(by)} if by else {}),
        },
        context=merged_and_checked(
            sound_context(session), patch, user_id=session.user_id, session_id=session.pk
        ),
    )
    follow_quiz(quiz)
