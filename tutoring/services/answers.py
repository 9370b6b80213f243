"""Answering: each question once; the last answer closes the quiz and moves the session on."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.clock import ClockNow
from sessions_app.context import merged_and_checked
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.phases import apply_action
from sessions_app.services.write_path import Entry, append_action, lock_session, require_active
from tutoring.errors import QuizItemNotFound
from tutoring.mastery.level import NO_EVIDENCE
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.rules import percent_half_up
from tutoring.selectors.hints import is_aided
from tutoring.selectors.mastery import level_of
from tutoring.selectors.progress import attempt_of
from tutoring.services.attempts import NEEDED, record_attempt
from tutoring.services.misconceptions import misconception_names
from tutoring.services.stored_analyses import follow_quiz
from tutoring.states import QuizKind, QuizStatus

EVALUATOR, MISCONCEPTION = "evaluator", "misconception"


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
    session = lock_session(session_id)
    item = _item_of(session, item_id)
    first = attempt_of(item)
    if first is not None:
        return first
    require_active(session)
    attempt, _ = record_attempt(
        learner_id=session.user_id,
        item=item,
        answer=answer,
        session=session,
        time_spent_ms=time_spent_ms,
        confidence=confidence,
        aided=is_aided(item),
    )
    _append_entry(session, item, attempt, by)
    if not item.quiz.items.filter(attempt=None).exists():
        _close(session, item.quiz, by)
    return attempt


def _item_of(session: StudySession, item_id: UUID) -> QuizItem:
    items = QuizItem.objects.select_related("quiz__topic__syllabus_topic", "hints", *NEEDED).filter(
        pk=item_id
    )
    item = items.filter(quiz__session=session, quiz__kind=QuizKind.TOPIC).first()
    if item is None:
        raise QuizItemNotFound("This session has no such question.")
    return item


def _append_entry(session: StudySession, item: QuizItem, attempt: Attempt, by: UUID | None) -> None:
    held = attempt.misconception
    reasoning = "Right."
    if not attempt.correct:
        reasoning = f"Wrong; the answer betrays: {held.name}." if held else "Wrong."
    metadata: dict[str, Any] = {
        "quiz_id": str(item.quiz_id),
        "question": item.position,
        "correct": attempt.correct,
        "misconception": held.slug if held else None,
        **({"by": str(by)} if by else {}),
    }
    entry = Entry(
        agent=MISCONCEPTION if held else EVALUATOR,
        action="answer_evaluated",
        reasoning=reasoning,
        metadata=metadata,
    )
    session.history_length = append_action(session_id=session.pk, entry=entry)


def _close(session: StudySession, quiz: Quiz, by: UUID | None) -> None:
    """Score the quiz, level its topic, and move the session to ANALYZING."""
    answers = list(Attempt.objects.filter(quiz_item__quiz=quiz).values_list("correct", flat=True))
    score = percent_half_up(sum(answers), len(answers))
    Quiz.objects.filter(pk=quiz.pk).update(
        status=QuizStatus.ANSWERED, score=score, submitted_at=ClockNow()
    )
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
