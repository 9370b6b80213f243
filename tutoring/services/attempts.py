"""Attempts: every answer, from whatever page or API, is recorded here, once for each item."""

from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from sessions_app.models import StudySession
from tutoring.grading import Grade, grade_choice
from tutoring.models import Attempt, Lesson, Misconception, QuizItem, SessionTotal
from tutoring.selectors.progress import attempt_of
from tutoring.services.misconceptions import note_misconception, resolve_misconceptions

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
    answer: str,
    session: StudySession | None,
    time_spent_ms: int | None,
    confidence: float | None = None,
    aided: bool = False,
) -> Recorded:
    """Grade an answer and record what it changes, in the caller's transaction.

    Once for each item: a second answer returns the first attempt and changes nothing. The
    caller has checked that the item is the learner's and that the session (locked) takes answers.
    ``item`` is read under that lock, best with the relations in ``NEEDED``. Raises UnknownOption.
    """
    first = attempt_of(item)
    if first is not None:
        return Recorded(first, is_new=False)
    grade = grade_choice(shown=item.shown, key=item.key, option_id=answer)
    attempt = Attempt(
        learner_id=learner_id,
        session=session,
        quiz_item=item,
        question_version=item.question_version,
        answer=answer,
        correct=grade.correct,
        misconception=_revealed(grade),
        time_spent_ms=_sane_time(time_spent_ms),
        confidence=confidence,
        aided=aided,
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:  # answered at the same moment outside a session's lock
        return Recorded(Attempt.objects.get(quiz_item=item), is_new=False)
    _note(attempt)
    return Recorded(attempt, is_new=True)


def _revealed(grade: Grade) -> Misconception | None:
    if not grade.misconception:
        return None
    return Misconception.objects.filter(slug=grade.misconception).first()


def _sane_time(time_spent_ms: int | None) -> int | None:
    """A time below zero or above a day says nothing about the learner."""
    if time_spent_ms is None or not 0 <= time_spent_ms <= LONGEST_TIME_MS:
        return None
    return time_spent_ms


def _note(attempt: Attempt) -> None:
    item = attempt.quiz_item
    if attempt.misconception is not None:
        note_misconception(attempt=attempt, misconception=attempt.misconception)
    if attempt.correct:
        resolve_misconceptions(attempt=attempt, tempted_by=set(item.key["misconceptions"].values()))
    if attempt.session_id is not None:
        _count(attempt, item.question_version.question.lesson)


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
