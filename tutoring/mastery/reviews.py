"""When a missed question should come back: FSRS 6, for dates only.

Its retrievability is not used as a chance of success; that is the mastery model's part.
FSRS: open-spaced-repetition/srs-benchmark.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler, State

DESIRED_RETENTION = 0.90
SLOW_TIMES_MEDIAN = 2
LONGEST_INTERVAL_DAYS = 36_500  # without an exam ahead: the library's own limit

__all__ = ["CardState", "Rating", "rating_of", "reviewed", "topic_review_at"]


class CardState(NamedTuple):
    """One learner's review card of one missed question."""

    stability: float
    difficulty: float
    due_at: datetime
    last_review_at: datetime


def rating_of(
    *, correct: bool, hinted: bool, taken: timedelta | None, median: timedelta | None
) -> Rating:
    """Return FSRS's rating of an answer; times may be unknown."""
    if not correct:
        return Rating.Again
    is_slow = taken is not None and median is not None and taken > SLOW_TIMES_MEDIAN * median
    return Rating.Hard if hinted or is_slow else Rating.Good


def reviewed(
    card: CardState | None, rating: Rating, *, at: datetime, exam_date: date | None
) -> CardState:
    """Return the card after an answer given at ``at`` (aware); None stands for a new card.

    No review is put off beyond the exam, whose date is in the zone of ``at``. The shortest
    interval is a day, so a card answered on the last day comes back after the exam.
    """
    moment = at.astimezone(UTC)  # the library refuses any other zone
    scheduler = _scheduler(_longest_interval(at, exam_date))
    after, _ = scheduler.review_card(_fsrs_card(card, moment), rating, moment)
    if after.stability is None or after.difficulty is None:
        raise ValueError("FSRS left a reviewed card without stability or difficulty.")
    return CardState(after.stability, after.difficulty, after.due, moment)


def topic_review_at(cards: Iterable[CardState]) -> datetime | None:
    """Return a topic's review date: the earliest of its cards; None without cards."""
    return min((card.due_at for card in cards), default=None)


def _longest_interval(at: datetime, exam_date: date | None) -> int:
    days = (exam_date - at.date()).days if exam_date else -1
    return LONGEST_INTERVAL_DAYS if days < 0 else max(days, 1)


@lru_cache(maxsize=512)
def _scheduler(longest_interval: int) -> Scheduler:
    return Scheduler(
        desired_retention=DESIRED_RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=longest_interval,
        enable_fuzzing=False,
    )


def _fsrs_card(card: CardState | None, moment: datetime) -> Card:
    # A card without an id makes the library wait for a millisecond to find one.
    if card is None:
        return Card(card_id=0, due=moment)
    return Card(
        card_id=0,
        state=State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due_at.astimezone(UTC),
        last_review=card.last_review_at.astimezone(UTC),
    )
