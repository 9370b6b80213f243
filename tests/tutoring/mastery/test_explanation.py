"""The largest terms in words."""

from math import log1p

import pytest

from tutoring.mastery.explanation import explained
from tutoring.mastery.prediction import FEATURE_NAMES


def reasons(found, weights, limit=9):
    return explained(
        [found.get(name, 0.0) for name in FEATURE_NAMES],
        [weights.get(name, 0.0) for name in FEATURE_NAMES],
        limit,
    )


def test_explained_gives_the_largest_terms_first_and_leaves_the_constant_out():
    found = {
        "topic_recent": 0.9,
        "item_deviation": 0.5,
        "hours_since": log1p(5 * 24),
        "learner_theta": 0.2,
        "constant": 1.0,
    }
    weights = {
        "topic_recent": 2.0,
        "item_deviation": -1.0,
        "hours_since": -0.25,
        "learner_theta": 1.0,
        "constant": 5.0,
    }

    given = reasons(found, weights, limit=3)

    assert [reason.words for reason in given] == [
        "your last answers here",
        "five days since you practised this",
        "this question is harder than its topic",
    ]
    assert [reason.effect for reason in given] == pytest.approx([1.8, -0.25 * log1p(120), -0.5])
    assert [reason.is_helping for reason in given] == [True, False, False]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.2, "less than an hour since you practised this"),
        (1, "one hour since you practised this"),
        (23.9, "23 hours since you practised this"),
        (24, "one day since you practised this"),
        (10 * 24 + 5, "ten days since you practised this"),
        (400 * 24, "400 days since you practised this"),
    ],
)
def test_explained_says_how_long_ago(hours, words):
    assert [r.words for r in reasons({"hours_since": log1p(hours)}, {"hours_since": -1.0})] == [
        words
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("learner_theta", 1.0, "your answers in all topics so far"),
        ("topic_theta", -1.0, "your answers in this topic so far"),
        ("topic_difficulty", 1.0, "this topic is harder than most"),
        ("topic_difficulty", -1.0, "this topic is easier than most"),
        ("item_deviation", -1.0, "this question is easier than its topic"),
        ("learner_recent", 1.0, "your last answers in all topics"),
        ("item_right", 1.0, "you have answered this very question right before"),
        ("item_wrong", 1.0, "you have answered this very question wrong before"),
        ("first_in_topic", 1.0, "you have not answered in this topic before"),
    ],
)
def test_explained_has_words_for_each_feature(name, value, words):
    assert reasons({name: value}, {name: 1.0}) == [(words, value)]


def test_explained_takes_terms_of_one_thing_together():
    given = reasons(
        {"topic_right": 2.0, "topic_wrong": 1.0, "item_right": 1.0, "item_wrong": 1.0},
        {"topic_right": 0.5, "topic_wrong": -0.3, "item_right": 0.6, "item_wrong": -0.2},
    )

    assert [reason.words for reason in given] == [
        "your answers in this topic so far",
        "you have answered this very question right and wrong before",
    ]
    assert [reason.effect for reason in given] == pytest.approx([0.7, 0.4])


def test_explained_is_silent_about_what_hardly_counts():
    assert reasons({"topic_recent": 0.04}, {"topic_recent": 1.0}) == []
