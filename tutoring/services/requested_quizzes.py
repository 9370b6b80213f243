"""Quizzes asked for outside a session, and single answers, each recorded once."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from sessions_app.services.write_path import lock_session
from tutoring.agents.requests import ComposedItem
from tutoring.errors import AlreadyAnswered
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.services.answers import answer_item
from tutoring.services.attempts import NEEDED, record_attempt
from tutoring.services.quizzes import item_rows
from tutoring.services.redemption import answer_redemption
from tutoring.states import QuizKind


@transaction.atomic
def store_requested_quiz(
    *, learner_id: UUID, topic_name: str, items: Sequence[ComposedItem], quiz_id: UUID | None = None
) -> Quiz:
    """Store composed questions as a quiz of its own; with ``quiz_id`` once, under that id."""
    fields = {"learner_id": learner_id, "kind": QuizKind.REQUESTED, "topic_name": topic_name}
    if quiz_id is None:
        quiz, is_new = Quiz.objects.create(**fields), True
    else:
        quiz, is_new = Quiz.objects.get_or_create(pk=quiz_id, defaults=fields)
    if is_new:
        QuizItem.objects.bulk_create(item_rows(quiz, items))
    return quiz


@transaction.atomic
def answer_once(
    *, item: QuizItem, answer: object, confidence: float | None = None, by: UUID | None = None
) -> Attempt:
    """Record the one answer to a question; the last one closes its quiz.

    A session's quiz performs ``submit_answers`` with it. Raises AlreadyAnswered, UnknownOption,
    UnreadableAnswer, and of a session InvalidTransition, SessionNotActive and SessionNotFound.
    """
    quiz = item.quiz
    if quiz.session_id is not None:
        lock_session(quiz.session_id)
    if quiz.kind == QuizKind.REDEMPTION:
        _refuse_second(item)
        return answer_redemption(item_id=item.pk, answer=answer, confidence=confidence, by=by)
    if quiz.session_id is None:
        return _answer_alone(item, answer, confidence)
    _refuse_second(item)
    return answer_item(
        session_id=quiz.session_id,
        item_id=item.pk,
        answer=answer,
        confidence=confidence,
        by=by,
    )


def _refuse_second(item: QuizItem) -> None:
    if Attempt.objects.filter(quiz_item=item).exists():
        raise AlreadyAnswered("This question is answered; each is answered once.")


def _answer_alone(item: QuizItem, answer: object, confidence: float | None) -> Attempt:
    quiz = Quiz.objects.select_for_update(of=("self",), no_key=True).get(pk=item.quiz_id)
    locked = QuizItem.objects.select_related("quiz", *NEEDED).get(pk=item.pk)
    attempt, is_new, _ = record_attempt(
        learner_id=quiz.learner_id,
        item=locked,
        answer=answer,
        session=None,
        time_spent_ms=None,
        confidence=confidence,
    )
    if not is_new:
        raise AlreadyAnswered("This question is answered; each is answered once.")
    return attempt
