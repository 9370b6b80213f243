"""The published rules, literally."""

import pytest

from tutoring.rules import percent_half_up, topic_level
from tutoring.states import TopicStatus


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, 0),
        (0, 3, 0),
        (1, 3, 33),
        (2, 3, 67),
        (1, 8, 13),
        (3, 8, 38),
        (1, 200, 1),
        (5, 5, 100),
    ],
)
def test_percent_rounds_halves_up(part, whole, percent):
    assert percent_half_up(part, whole) == percent


@pytest.mark.parametrize(
    ("newest_first", "level"),
    [
        ([], (0, TopicStatus.LEARNING)),
        ([True] * 4 + [False], (80, TopicStatus.MASTERED)),
        ([True, False], (50, TopicStatus.LEARNING)),
        ([True] + [False] * 2, (33, TopicStatus.WEAK)),
        ([True] * 10 + [False] * 50, (100, TopicStatus.MASTERED)),
        ([False] * 10 + [True] * 50, (0, TopicStatus.WEAK)),
    ],
)
def test_topic_level_counts_the_last_ten_answers(newest_first, level):
    assert topic_level(newest_first) == level
