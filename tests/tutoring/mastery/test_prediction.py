"""The features and the chance shown to the learner."""

from datetime import timedelta
from math import log

import pytest
from hypothesis import given

from tests.tutoring.mastery.test_elo import FRESH, NOON, SEASONED, any_states
from tutoring.mastery.elo import chance
from tutoring.mastery.prediction import FEATURE_NAMES, START_WEIGHTS, features, predicted
from tutoring.mastery.states import LearnerTopicState, States, TopicState


def named(states, at):
    return dict(zip(FEATURE_NAMES, features(states, at), strict=True))


def test_features_of_a_first_answer():
    assert features(FRESH, NOON) == (*(0.0,) * 11, 1.0, 0.0, 1.0)


def test_features_of_one_topic_with_history():
    states = SEASONED._replace(
        learner_topics=SEASONED.learner_topics[:1], topics=SEASONED.topics[:1]
    )

    found = named(states, NOON + timedelta(hours=7))

    assert found == pytest.approx(
        {
            "learner_theta": 0.6,
            "topic_theta": 0.4,
            "topic_difficulty": 0.3,
            "item_deviation": 0.2,
            "topic_right": log(4),
            "topic_wrong": log(2),
            "topic_recent": 0.25,
            "learner_recent": 0.5,
            "item_right": log(2),
            "item_wrong": log(3),
            "hours_since": log(8),
            "first_in_topic": 0.0,
            "hours_since_times_share_right": log(8) * 0.75,
            "constant": 1.0,
        }
    )


def test_features_take_the_mean_over_topics():
    found = named(SEASONED, NOON + timedelta(hours=7))

    assert found["topic_theta"] == pytest.approx(0.1)
    assert found["topic_difficulty"] == pytest.approx(0.4)
    assert found["topic_right"] == pytest.approx(log(4) / 2)
    assert found["hours_since"] == pytest.approx(log(8) / 2)
    assert found["first_in_topic"] == pytest.approx(0.5)


def test_features_without_a_topic_are_those_of_learner_and_question():
    found = named(SEASONED._replace(learner_topics=(), topics=()), NOON)

    assert (found["learner_theta"], found["item_deviation"]) == (0.6, 0.2)
    assert {found[name] for name in FEATURE_NAMES if "topic" in name or "hours" in name} == {0.0}


def test_features_of_an_answer_dated_before_the_last_take_no_time_as_passed():
    assert named(SEASONED, NOON - timedelta(days=1))["hours_since"] == 0.0


@given(any_states())
def test_predicted_with_the_start_weights_is_p(states):
    assert predicted(features(states, NOON), START_WEIGHTS) == pytest.approx(chance(states))


def test_predicted_weighs_every_feature():
    states = States(learner_topics=(LearnerTopicState(right=1),), topics=(TopicState(),))
    weights = [0.0] * len(FEATURE_NAMES)
    weights[FEATURE_NAMES.index("topic_right")] = 2.0

    assert predicted(features(states, NOON), weights) == pytest.approx(0.8)  # 4 / (1 + 4)
