"""The mastery of a topic."""

from datetime import timedelta

import pytest

from tests.tutoring.mastery.test_elo import NOON
from tutoring.mastery.level import MASTERED_RULE, TopicMastery, topic_mastery
from tutoring.mastery.prediction import FEATURE_NAMES, START_WEIGHTS
from tutoring.mastery.states import LearnerState, LearnerTopicState, TopicState

LOGIT_85 = 1.7346010553881064  # ln(0.85 / 0.15)


def level(theta, *, right=5, wrong=0, days=2, difficulty=0.0, at=NOON, weights=START_WEIGHTS):
    return topic_mastery(
        learner=LearnerState(),
        learner_topic=LearnerTopicState(theta, right, wrong, last_at=NOON, days=days),
        topic=TopicState(difficulty),
        weights=weights,
        at=at,
    )


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_topic_mastery_needs_three_answers(answers):
    found = level(3.0, right=answers)

    assert found == TopicMastery(None, answers, 2)
    assert found.words == "no evidence yet"
    assert not found.is_mastered


def test_topic_mastery_is_the_chance_at_an_average_question():
    found = level(0.5, right=2, wrong=1, difficulty=0.5)

    assert found.score == 50
    assert found.words == "50 of 100"


def test_topic_mastery_rounds_down_so_that_the_rule_shown_is_the_rule_applied():
    below, above = level(LOGIT_85 - 1e-3), level(LOGIT_85 + 1e-3)

    assert (below.score, below.is_mastered) == (84, False)
    assert (above.score, above.is_mastered) == (85, True)


@pytest.mark.parametrize(
    ("right", "days", "is_mastered"), [(5, 2, True), (4, 2, False), (5, 1, False), (9, 3, True)]
)
def test_topic_mastery_wants_five_answers_on_two_days(right, days, is_mastered):
    assert level(3.0, right=right, days=days).is_mastered is is_mastered


def test_topic_mastery_fades_with_time_when_the_weights_say_so():
    weights = list(START_WEIGHTS)
    weights[FEATURE_NAMES.index("hours_since")] = -0.2

    week_later = level(2.0, at=NOON + timedelta(days=7), weights=tuple(weights))

    assert week_later.score < level(2.0, weights=tuple(weights)).score


def test_mastered_rule_reads():
    assert MASTERED_RULE == (
        "Mastered: a score of at least 85 with at least 5 answers on at least 2 days."
    )
