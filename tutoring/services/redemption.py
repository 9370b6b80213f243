"""Redemption: one more question on the belief that a wrong answer betrayed, of another surface."""

import secrets
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.models import StudySession
from sessions_app.services.write_path import Entry, append_action, lock_session, require_active
from tutoring.agents import get_misconception_agent, get_quizmaster
from tutoring.agents.requests import BankQuestion, ComposedItem, QuizRequest, WrongAnswer
from tutoring.agents.shapes import MisconceptionAnalysis
from tutoring.errors import NoQuestions, NothingWrong, QuizItemNotFound
from tutoring.judging import answer_given
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.selectors.bank import bank_for, catalogue_entry
from tutoring.selectors.progress import attempt_of, topic_name_of
from tutoring.services.attempts import NEEDED, record_attempt
from tutoring.services.composing import SEED_BITS
from tutoring.services.quizzes import item_rows
from tutoring.states import QuizKind

MISCONCEPTION = "misconception"


def redeem(*, attempt: Attempt, by: UUID | None = None) -> QuizItem:
    """Return the question that redeems a wrong answer; made once, whoever asks how often.

    ``attempt`` betrays a misconception. The agents work outside any transaction. Raises
    NothingWrong, NoQuestions (the bank has no other) and SessionNotActive.
    """
    made = redemption_item(attempt)
    if made is not None:
        return made
    if attempt.correct or attempt.misconception is None:
        raise NothingWrong("There is nothing to make good here.")
    composed = _composed_for(attempt)
    if composed is None:
        raise NoQuestions("There is no other question on this yet.")
    return store_redemption(attempt, composed, by=by)


def redemption_item(attempt: Attempt) -> QuizItem | None:
    """Return the question made for a wrong answer, if there is one. One query."""
    return QuizItem.objects.select_related("quiz").filter(quiz__redeems=attempt).first()


def _composed_for(attempt: Attempt) -> ComposedItem | None:
    item, held = attempt.quiz_item, attempt.misconception
    lesson_id = item.question_version.question.taught_in_id
    wrong = WrongAnswer(
        item_id=str(item.pk),
        option_text=answer_given(item, attempt.answer),
        explanation=item.key["explanation"],
        misconception=catalogue_entry(held) if held else None,
        asked_version_id=item.question_version_id,
        bank=bank_for(lesson_id=lesson_id, learner_id=attempt.learner_id),
    )
    analysis = get_misconception_agent().analyse(wrong)
    return compose_redemption(wrong, analysis, held.slug if held else None)


def compose_redemption(
    wrong: WrongAnswer, analysis: MisconceptionAnalysis, slug: str | None
) -> ComposedItem | None:
    """Compose the agent's question, or else another one of the lesson, aimed at the same belief."""
    proposed = analysis.redemption_question
    others = tuple(
        q for q in wrong.bank if q.version_id != wrong.asked_version_id and q.is_plain_choice
    )
    chosen = tuple(q for q in others if proposed is not None and str(q.version_id) == proposed.id)
    return _one_of(chosen or others, slug)


def _one_of(bank: tuple[BankQuestion, ...], slug: str | None) -> ComposedItem | None:
    request = QuizRequest(
        topic="",
        bank=bank,
        count=1,
        seed=secrets.randbits(SEED_BITS),
        misconceptions=frozenset({slug} if slug else ()),
    )
    return next(iter(get_quizmaster().compose(request)), None)


@transaction.atomic
def store_redemption(
    attempt: Attempt, composed: ComposedItem, *, by: UUID | None = None
) -> QuizItem:
    """Store a redemption question with its wrong answer, once; later calls get the first one.

    It belongs to the session of that answer. Raises SessionNotActive.
    """
    if attempt.session_id is not None:
        require_active(lock_session(attempt.session_id))
    topic_name = topic_name_of(attempt.quiz_item.quiz)
    fields: dict[str, Any] = {
        "learner_id": attempt.learner_id,
        "session_id": attempt.session_id,
        "kind": QuizKind.REDEMPTION,
        "topic_name": topic_name,
    }
    quiz, is_new = Quiz.objects.get_or_create(redeems=attempt, defaults=fields)
    if is_new:
        QuizItem.objects.bulk_create(item_rows(quiz, [composed]))
        _note(quiz, "redemption_made", _why(attempt, composed, topic_name), by)
    return QuizItem.objects.select_related("quiz").get(quiz=quiz)


def _why(attempt: Attempt, composed: ComposedItem, topic_name: str) -> str:
    """The idea is named only where the question tempts it: the bank may have no other that does."""
    held = attempt.misconception
    tempts = held is not None and held.slug in composed.key["misconceptions"].values()
    about = f"on the idea “{held.name}”" if held and tempts else f"on {topic_name}"
    return f"One more question {about}, with another surface."


@transaction.atomic
def answer_redemption(
    *,
    item_id: UUID,
    answer: Any,
    time_spent_ms: int | None = None,
    confidence: float | None = None,
    by: UUID | None = None,
) -> Attempt:
    """Record the one answer to a redemption question, and score its quiz.

    A second answer returns the first attempt and changes nothing. Raises QuizItemNotFound,
    SessionNotActive, UnknownOption and UnreadableAnswer.
    """
    quiz = Quiz.objects.filter(items=item_id, kind=QuizKind.REDEMPTION).first()
    if quiz is None:
        raise QuizItemNotFound("There is no such question.")
    session = _locked(quiz)
    item = QuizItem.objects.select_related("quiz", *NEEDED).get(pk=item_id)
    first = attempt_of(item)
    if first is not None:
        return first
    if session is not None:
        require_active(session)
    attempt, _, _ = record_attempt(
        learner_id=quiz.learner_id,
        item=item,
        answer=answer,
        session=session,
        time_spent_ms=time_spent_ms,
        confidence=confidence,
    )
    _note(quiz, "redemption_answered", _outcome(attempt), by, correct=attempt.correct)
    return attempt


def _locked(quiz: Quiz) -> StudySession | None:
    if quiz.session_id is not None:
        return lock_session(quiz.session_id)
    Quiz.objects.select_for_update(of=("self",), no_key=True).get(pk=quiz.pk)
    return None


def _outcome(attempt: Attempt) -> str:
    outcome = "Right" if attempt.correct else "Wrong"
    return f"{outcome}, with help." if attempt.aided else f"{outcome}."


def _note(quiz: Quiz, action: str, reasoning: str, by: UUID | None, **about: object) -> None:
    if quiz.session_id is None:
        return
    metadata = {
        "quiz_id": str(quiz.pk),
        "redeems": str(quiz.redeems_id),
        **about,
        **({"by": str(by)} if by else {}),
    }
    entry = Entry(agent=MISCONCEPTION, action=action, reasoning=reasoning, metadata=metadata)
    append_action(session_id=quiz.session_id, entry=entry)
