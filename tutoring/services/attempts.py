"""Attempts: every answer, from whatever page or API, is recorded here, once for each item."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from sessions_app.models import StudySession
from tutoring.grader import Grade
from tutoring.judging import NOT_ANSWERED, judge_attempt, stored_answer
from tutoring.mastery.elo import updated
from tutoring.mastery.prediction import features, predicted
from tutoring.mastery.states import Answer
from tutoring.models import (
    Attempt,
    Lesson,
    Misconception,
    Question,
    QuizItem,
    SessionTotal,
    SkillState,
)
from tutoring.selectors.mastery import Known, known_before
from tutoring.selectors.progress import attempt_of
from tutoring.services.mastery import learner_time, level_topics, lock_learner, store_update
from tutoring.services.misconceptions import weigh_answer
from tutoring.services.reviews import review_card
from tutoring.services.stored_analyses import follow_answer

# What an item is best fetched with: select_related(*NEEDED).
NEEDED = ("attempt__misconception", "question_version__question__lesson")
LONGEST_TIME_MS = 24 * 60 * 60 * 1000


class Recorded(NamedTuple):
    """The item's one attempt, and whether this call made it."""

    attempt: Attempt
    is_new: bool


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
) -> Recorded:
    """Grade an answer and record what it changes, in the caller's transaction.

    Once for each item: a second answer returns the first attempt and changes nothing. The
    caller has checked that the item is the learner's and that the session (locked) takes answers;
    ``item`` is read under that lock, best with the relations in ``NEEDED``. ``answer`` is an
    option's id, a text, a list or a mapping as the item asks it, or ``NOT_ANSWERED`` for a
    question skipped or timed out, which counts in score and totals and says nothing of the
    learner. ``at``: the database's present time unless given. Raises UnknownOption and
    UnreadableAnswer, before anything is written.
    """
    first = attempt_of(item)
    if first is not None:
        return Recorded(first, is_new=False)
    judged = judge_attempt(item, answer)
    skill = lock_learner(learner_id)
    if session is None and (first := Attempt.objects.filter(quiz_item=item).first()):
        return Recorded(first, is_new=False)  # answered while this call waited for the lock
    attempt = Attempt(
        learner_id=learner_id,
        session=session,
        quiz_item=item,
        question_version=item.question_version,
        answer=stored_answer(answer),
        correct=judged.correct,
        misconception=_revealed(judged),
        error=judged.error or "",
        time_spent_ms=_sane_time(time_spent_ms),
        confidence=confidence,
        aided=aided,
    )
    _learn(skill, attempt, at)
    if session is not None:
        _count(attempt, item.question_version.question.lesson)
    follow_answer(attempt)
    return Recorded(attempt, is_new=True)


def _revealed(judged: Grade) -> Misconception | None:
    if not judged.misconception:
        return None
    return Misconception.objects.filter(slug=judged.misconception).first()


def _sane_time(time_spent_ms: int | None) -> int | None:
    """A time below zero or above a day says nothing about the learner."""
    if time_spent_ms is None or not 0 <= time_spent_ms <= LONGEST_TIME_MS:
        return None
    return time_spent_ms


def _learn(skill: SkillState, attempt: Attempt, at: datetime | None) -> None:
    """Insert the attempt with what was thought of it, and learn what it shows."""
    question = attempt.question_version.question
    known = known_before(skill, question.pk)
    local = learner_time(skill, at or known.now)
    answer = answer_of(attempt, question, at=local, released=known.is_released)
    update = updated(known.states, answer)
    attempt.p = update.p if update is not None else None
    attempt.p_shown = predicted(features(known.states, local), known.weights)
    attempt.answered_at = local
    attempt.save(force_insert=True)
    if answer.correct is not None and known.is_released:
        _schedule(skill, attempt, question, known, local)
    if update is not None:
        store_update(skill, question, update)
        level_topics(skill, question, known, update, at=local)
        weigh_answer(attempt=attempt, lesson_id=question.lesson_id, at=local)


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


def _schedule(
    skill: SkillState, attempt: Attempt, question: Question, known: Known, at: datetime
) -> None:
    learner = getattr(skill.learner, "learner", None)
    review_card(
        attempt=attempt,
        question_id=question.pk,
        card=known.card,
        median=known.median,
        at=at,
        exam_date=learner.exam_date if learner is not None else None,
    )


def _count(attempt: Attempt, lesson: Lesson) -> None:
    """Add the attempt to its session's running totals: a lesson's unit is the topic counted."""
    subject, topic = total_key(lesson)
    rows = SessionTotal.objects.filter(session=attempt.session_id, subject=subject, topic=topic)
    more = {
        "attempted": F("attempted") + 1,
        "correct": F("correct") + int(attempt.correct),
        "time_ms": F("time_ms") + (attempt.time_spent_ms or 0),
    }
    if rows.update(**more):
        return
    SessionTotal.objects.get_or_create(session_id=attempt.session_id, subject=subject, topic=topic)
    rows.update(**more)


def total_key(lesson: Lesson) -> tuple[str, str]:
    """Return subject and topic under which a lesson's answers are counted."""
    return lesson.subject, lesson.unit
