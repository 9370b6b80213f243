"""When missed questions come back."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutoring.mastery.reviews import Rating, rating_of, reviewed, topic_review_at

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("correct", "hinted", "taken", "rating"),
    [
        (False, False, MINUTE, Rating.Again),
        (False, True, 9 * MINUTE, Rating.Again),
        (True, True, MINUTE, Rating.Hard),
        (True, False, 2 * MINUTE + timedelta(seconds=1), Rating.Hard),
        (True, False, 2 * MINUTE, Rating.Good),
        (True, False, None, Rating.Good),
    ],
)
def test_rating_of_an_answer(correct, hinted, taken, rating):
    assert rating_of(correct=correct, hinted=hinted, taken=taken, median=MINUTE) == rating


def test_rating_of_an_answer_to_a_question_without_a_median():
    assert rating_of(correct=True, hinted=False, taken=MINUTE, median=None) == Rating.Good


def days_of(*ratings, exam_date=None):
    """The intervals in days, each review done on its day."""
    card, at, intervals = None, AT, []
    for rating in ratings:
        card = reviewed(card, rating, at=at, exam_date=exam_date)
        intervals.append((card.due_at - at).days)
        at = card.due_at
    return intervals


def test_reviewed_puts_off_what_is_known_and_brings_back_what_is_missed():
    again, good = Rating.Again, Rating.Good

    assert days_of(again, good, good, good, again) == [1, 2, 6, 17, 2]


def test_reviewed_is_the_same_every_time():
    assert reviewed(None, Rating.Good, at=AT, exam_date=None) == reviewed(
        None, Rating.Good, at=AT, exam_date=None
    )


def test_reviewed_of_a_harder_answer_comes_back_sooner():
    first, hard, good = (
        reviewed(None, rating, at=AT, exam_date=None).due_at
        for rating in (Rating.Again, Rating.Hard, Rating.Good)
    )

    assert first <= hard <= good


def test_reviewed_is_kept_in_utc_whatever_the_learners_zone():
    card = reviewed(None, Rating.Again, at=AT.astimezone(INDIA), exam_date=None)

    assert card == reviewed(None, Rating.Again, at=AT, exam_date=None)
    assert card.last_review_at.tzinfo is UTC


@given(
    st.lists(st.sampled_from([Rating.Again, Rating.Hard, Rating.Good]), min_size=1, max_size=12),
    st.integers(1, 400),
)
def test_reviewed_puts_nothing_off_beyond_the_exam(ratings, days_ahead):
    exam_date = (AT + timedelta(days=days_ahead)).date()
    card, at = None, AT
    for rating in ratings:
        if at.date() >= exam_date:
            break
        card = reviewed(card, rating, at=at, exam_date=exam_date)
        assert timedelta(days=1) <= card.due_at - at
        assert card.due_at.date() <= exam_date
        at = card.due_at


@pytest.mark.parametrize(
    ("exam_date", "longest"), [(date(2026, 3, 2), 1), (date(2026, 3, 1), None), (None, None)]
)
def test_reviewed_on_the_exam_day_after_it_and_without_one(exam_date, longest):
    known = reviewed(None, Rating.Easy, at=AT - timedelta(days=30), exam_date=None)
    open_ended = reviewed(known, Rating.Good, at=AT, exam_date=None)

    card = reviewed(known, Rating.Good, at=AT, exam_date=exam_date)

    assert card.due_at == (open_ended.due_at if longest is None else AT + timedelta(days=longest))


def test_topic_review_at_is_the_earliest_of_its_cards():
    cards = [
        reviewed(None, Rating.Again, at=AT + timedelta(days=days), exam_date=None)
        for days in (3, 0, 5)
    ]

    assert topic_review_at(cards) == AT + timedelta(days=1)
    assert topic_review_at([]) is None
