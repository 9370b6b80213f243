"""The published rules, literally."""

import pytest

from tutoring.mastery.level import TopicMastery
from tutoring.rules import LEVEL_RULE, percent_half_up, topic_status
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
    ("score", "answers", "days", "status"),
    [
        (None, 0, 0, TopicStatus.LEARNING),
        (None, 2, 2, TopicStatus.LEARNING),
        (49, 3, 1, TopicStatus.WEAK),
        (50, 3, 1, TopicStatus.LEARNING),
        (85, 5, 1, TopicStatus.LEARNING),
        (85, 4, 2, TopicStatus.LEARNING),
        (84, 50, 9, TopicStatus.LEARNING),
        (85, 5, 2, TopicStatus.MASTERED),
    ],
)
def test_topic_status_is_the_rule_shown(score, answers, days, status):
    assert topic_status(TopicMastery(score, answers, days)) == status


def test_level_rule_says_every_number_that_is_applied():
    assert LEVEL_RULE == (
        "A topic's level is the chance, in percent, that you answer an average question of it "
        "right; it takes 3 answers. Mastered: a score of at least 85 with at least 5 answers on "
        "at least 2 days. Under 50 it needs work; from 60 the plan leads on and comes back to it "
        "later."
    )
