"""Attempts: every answer, from whatever page or API, is recorded here, once for each item.

A request that answers takes four statements: lock the item's session and learner, read what the
answer meets, record it with all it changes, add the step that waits (after the commit).
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.ids import uuid7
from accounts.models import User
from sessions_app.models import StudySession
from sessions_app.services.entry_writes import entry_values
from sessions_app.services.write_path import Entry, require_active
from tutoring.grader import Grade
from tutoring.judging import NOT_ANSWERED, judge_attempt, stored_answer
from tutoring.mastery.elo import updated
from tutoring.mastery.prediction import features, predicted
from tutoring.mastery.states import Answer, Update
from tutoring.models import Attempt, Lesson, Misconception, Question, QuizItem
from tutoring.rules import percent_half_up
from tutoring.selectors.met import Met, met_by_answer
from tutoring.services.attempt_statement import RECORD
from tutoring.services.mastery import (
    add_waiting_steps,
    learner_time,
    lock_learner,
    moved_values,
    unmoved_values,
)
from tutoring.services.misconceptions import ledger_values
from tutoring.services.reviews import card_after
from tutoring.services.stored_analyses import follow_answer

# What an item is best fetched with: select_related(*NEEDED).
NEEDED = ("attempt__misconception", "question_version__question__lesson")
# What is long and plays no part in an answer: read if somebody asks for it.
UNREAD = (
    "quiz__session__metadata",
    *(f"question_version__{name}" for name in ("stem", "options", "key", "explanation")),
    "question_version__question__lesson__content",
)
LONGEST_TIME_MS = 24 * 60 * 60 * 1000
EVALUATOR, MISCONCEPTION = "evaluator", "misconception"


class Recorded(NamedTuple):
    """The item's one attempt, whether this call made it, and the quiz's score if it was the last.

    ``score`` is None while questions of the quiz wait.
    """

    attempt: Attempt
    is_new: bool
    score: int | None = None


def lock_item(item_id: UUID, **of_quiz: Any) -> QuizItem | None:
    """Return an item of a session's quiz; its session and learner are locked. One query.

    With quiz, session, learner and question, all but the session's status and length as they
    never change. ``of_quiz``: lookups of the quiz.
    """
    related = ("quiz__learner__learner", "quiz__session", "quiz__topic__syllabus_topic")
    rows = QuizItem.objects.select_for_update(of=("quiz__session", "quiz__learner"), no_key=True)
    wanted = {f"quiz__{name}": value for name, value in of_quiz.items()}
    found = rows.select_related(*related, "question_version__question__lesson").filter(
        pk=item_id,
        quiz__session__user=F("quiz__learner"),  # also: there is a session to lock
        **wanted,
    )
    return found.defer(*UNREAD).first()


def record_attempt(
    *,
    learner_id: UUID,
    item: QuizItem,
    answer: object,
    session: StudySession | None,
    time_spent_ms: int | None,
    confidence: float | None = None,
    aided: bool = False,
    at: datetime | None = None,
    learner: User | None = None,
    told: Callable[[Attempt], Entry] | None = None,
) -> Recorded:
    """Grade an answer and record what it changes, in the caller's transaction.

    Once for each item: a second answer returns the first attempt and changes nothing. The
    caller has checked that the item is the learner's and that the session (locked) takes answers;
    ``item`` is read under that lock, best with the relations in ``NEEDED``. ``answer`` is an
    option's id, a text, a list or a mapping as the item asks it, or ``NOT_ANSWERED`` for a
    question skipped or timed out, which counts in score and totals and says nothing of the
    learner; or a function that returns it, called only if the item waits for it. ``at``: the
    database's present time unless given. ``learner``: where the caller has locked them. ``told``
    says what the session's history is told. An answer after a hint is an aided one; the last
    answer closes its quiz. Raises SessionNotActive, UnknownOption and UnreadableAnswer, before
    anything is written.
    """
    learner = learner or lock_learner(learner_id)
    met = met_by_answer(item, learner_id)
    if met.attempt_id is not None:
        return Recorded(_first(item, met.attempt_id), is_new=False)
    if session is not None:
        require_active(session)
    attempt = _judged(item, answer() if callable(answer) else answer, met)
    attempt.learner_id, attempt.session = learner_id, session
    attempt.time_spent_ms, attempt.confidence = _sane_time(time_spent_ms), confidence
    attempt.aided = aided or met.hints > 0
    local = learner_time(learner, at or met.now)
    update = _thought(attempt, met, local)
    score = _score_if_last(attempt, met)
    values = {
        **_attempt_values(attempt),
        **_learnt(attempt, met, update, local),
        **_card_values(attempt, met, learner, local),
        "quiz_id": item.quiz_id,
        "quiz_score": score,
    }
    if session is not None and told is not None:
        values |= entry_values(session, told(attempt))
    if update is not None:
        values |= ledger_values(attempt=attempt, met=met, at=local)
    RECORD.run({"ledger": [], **values})
    attempt._state.adding, attempt._state.db = False, "default"
    if update is not None:
        lesson_id = attempt.question_version.question.taught_in_id
        transaction.on_commit(partial(add_waiting_steps, lesson_id=lesson_id), robust=True)
    follow_answer(attempt)
    return Recorded(attempt, is_new=True, score=score)


def _first(item: QuizItem, attempt_id: UUID) -> Attempt:
    attempt = Attempt.objects.select_related("misconception").get(pk=attempt_id)
    attempt.quiz_item = item
    return attempt


def evaluated_entry(attempt: Attempt, *, by: UUID | None) -> Entry:
    """Return what the history is told of an answer."""
    held, item = attempt.misconception, attempt.quiz_item
    wrong = f"Wrong; the answer betrays: {held.name}." if held else "Wrong."
    return Entry(
        agent=MISCONCEPTION if held else EVALUATOR,
        action="answer_evaluated",
        reasoning="Right." if attempt.correct else wrong,
        metadata={
            "quiz_id": str(item.quiz_id),
            "question": item.position,
            "correct": attempt.correct,
            "misconception": held.slug if held else None,
            **({"by": str(by)} if by else {}),
        },
    )


def _judged(item: QuizItem, answer: object, met: Met) -> Attempt:
    judged = judge_attempt(item, answer)
    return Attempt(
        quiz_item=item,
        question_version=item.question_version,
        answer=stored_answer(answer),
        correct=judged.correct,
        misconception=_revealed(judged, met),
        error=judged.error or "",
    )


def _revealed(judged: Grade, met: Met) -> Misconception | None:
    slug = judged.misconception
    if not slug:
        return None
    return met.catalogue.get(slug) or Misconception.objects.filter(slug=slug).first()


def _sane_time(time_spent_ms: int | None) -> int | None:
    """A time below zero or above a day says nothing about the learner."""
    if time_spent_ms is None or not 0 <= time_spent_ms <= LONGEST_TIME_MS:
        return None
    return time_spent_ms


def _thought(attempt: Attempt, met: Met, local: datetime) -> Update | None:
    """Note on the attempt what was thought of it; return what it teaches, None for nothing."""
    question = attempt.question_version.question
    update = updated(met.states, answer_of(attempt, question, at=local, released=met.is_released))
    attempt.p = update.p if update is not None else None
    attempt.p_shown = predicted(features(met.states, local), met.weights)
    attempt.answered_at = local
    return update


def answer_of(
    attempt: Attempt, question: Question, *, at: datetime, released: bool = True
) -> Answer:
    """Return an attempt as the mastery model takes it."""
    return Answer(
        learner=attempt.learner_id,
        item=question.pk,
        topics=(question.lesson_id,),
        correct=None if attempt.answer == NOT_ANSWERED else attempt.correct,
        at=at,
        aided=attempt.aided,
        released=released,
    )


def _score_if_last(attempt: Attempt, met: Met) -> int | None:
    """Return the quiz's score with this answer, if it is the last one."""
    items, answered, right = met.quiz
    if answered + 1 < items:
        return None
    return percent_half_up(right + attempt.correct, items)


def _attempt_values(attempt: Attempt) -> dict[str, Any]:
    """The attempt's own columns, and its place in the session's totals: a lesson's unit."""
    subject, topic = total_key(attempt.question_version.question.taught_in)
    return {
        **{field.attname: getattr(attempt, field.attname) for field in attempt._meta.fields},
        "total_id": uuid7(),
        "total_subject": subject,
        "total_topic": topic,
        "total_time_ms": attempt.time_spent_ms or 0,
    }


def _learnt(attempt: Attempt, met: Met, update: Update | None, local: datetime) -> dict[str, Any]:
    if update is None:
        return unmoved_values(met)
    return moved_values(met, attempt.question_version.question, update, at=local)


def _card_values(attempt: Attempt, met: Met, learner: User, local: datetime) -> dict[str, Any]:
    """The question's review card; none where the answer says nothing of the learner."""
    question_id = attempt.question_version.question_id
    if attempt.answer == NOT_ANSWERED or not met.is_released:
        return {"item_question_id": question_id}
    profile = getattr(learner, "learner", None)
    card = card_after(
        attempt=attempt,
        card=met.card,
        median=met.median,
        at=local,
        exam_date=profile.exam_date if profile is not None else None,
    )
    moved = {f"card_{name}": value for name, value in card._asdict().items()} if card else {}
    return {"item_question_id": question_id, "card_id": uuid7(), **moved}


def total_key(lesson: Lesson) -> tuple[str, str]:
    """Return subject and topic under which a lesson's answers are counted."""
    return lesson.subject, lesson.unit
