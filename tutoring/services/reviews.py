"""Review cards: a missed question comes back when FSRS says so, never later than the exam."""

from datetime import date, datetime, timedelta

from tutoring.mastery.reviews import CardState, rating_of, reviewed
from tutoring.models import Attempt


def card_after(
    *,
    attempt: Attempt,
    card: CardState | None,
    median: timedelta | None,
    at: datetime,
    exam_date: date | None,
) -> CardState | None:
    """Return a question's review card after an answer; None where there is none to write.

    A right answer to a question never missed makes no card. ``at`` is in the learner's zone.
    """
    if card is None and attempt.correct:
        return None
    taken = attempt.time_spent_ms
    rating = rating_of(
        correct=attempt.correct,
        hinted=attempt.aided,
        taken=None if taken is None else timedelta(milliseconds=taken),
        median=median,
    )
    return reviewed(card, rating, at=at, exam_date=exam_date)
