"""Review cards: a missed question comes back when FSRS says so, never later than the exam."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tutoring.mastery.reviews import CardState, rating_of, reviewed
from tutoring.models import Attempt, ReviewCard

CARD_FIELDS = ("stability", "difficulty", "due_at", "last_review_at")


def review_card(
    *,
    attempt: Attempt,
    question_id: UUID,
    card: CardState | None,
    median: timedelta | None,
    at: datetime,
    exam_date: date | None,
) -> None:
    """Date a question's next review; a right answer to one never missed makes no card.

    In the caller's transaction, the learner locked. ``at`` is in the learner's zone.
    """
    if card is None and attempt.correct:
        return
    taken = attempt.time_spent_ms
    rating = rating_of(
        correct=attempt.correct,
        hinted=attempt.aided,
        taken=None if taken is None else timedelta(milliseconds=taken),
        median=median,
    )
    after = reviewed(card, rating, at=at, exam_date=exam_date)
    row = ReviewCard(learner_id=attempt.learner_id, question_id=question_id, **after._asdict())
    ReviewCard.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=("learner", "question"),
        update_fields=CARD_FIELDS,
    )
