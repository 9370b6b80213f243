"""The chance shown to the learner: p' = logistic(w . f), with weights refitted every night."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import log1p
from operator import mul

from tutoring.mastery.elo import logistic
from tutoring.mastery.states import LearnerTopicState, States

Features = tuple[float, ...]
Weights = tuple[float, ...]

# In the order of ``features``. "right" and "wrong" are logarithms of 1 + the count. A question of
# several topics takes the mean of each topic feature.
FEATURE_NAMES = (
    "learner_theta",
    "topic_theta",
    "topic_difficulty",
    "item_deviation",
    "topic_right",
    "topic_wrong",
    "topic_recent",
    "learner_recent",
    "item_right",
    "item_wrong",
    "hours_since",  # logarithm of 1 + hours since the last answer in the topic; 0 at the first
    "first_in_topic",
    "hours_since_times_share_right",
    "constant",
)
# With these p' is p: a model without a single refit already works.
START_WEIGHTS: Weights = (1.0, 1.0, -1.0, -1.0, *(0.0,) * (len(FEATURE_NAMES) - 4))
HOUR = timedelta(hours=1)


def features(states: States, at: datetime) -> Features:
    """Return f as it is before an answer given at ``at``."""
    learner, learner_topics, topics, item, learner_item = states
    rows = [_topic_features(state, at) for state in learner_topics]
    if len(rows) == 1:
        theta, right, wrong, recent, hours, first, product = rows[0]
        difficulty = topics[0].difficulty
    else:
        share = 1.0 / max(len(rows), 1)
        sums = [sum(column) * share for column in zip(*rows, strict=True)] or [0.0] * 7
        theta, right, wrong, recent, hours, first, product = sums
        difficulty = sum([topic.difficulty for topic in topics]) * share
    return (
        learner.theta,
        theta,
        difficulty,
        item.deviation,
        right,
        wrong,
        recent,
        learner.recent,
        log1p(learner_item.right),
        log1p(learner_item.wrong),
        hours,
        first,
        product,
        1.0,
    )


def predicted(found: Sequence[float], weights: Sequence[float]) -> float:
    """Return p'."""
    return logistic(sum(map(mul, weights, found)))


def _topic_features(state: LearnerTopicState, at: datetime) -> tuple[float, ...]:
    theta, right, wrong, recent, last_at, _ = state
    if last_at is None:
        return theta, log1p(right), log1p(wrong), recent, 0.0, 1.0, 0.0
    hours = log1p(max((at - last_at) / HOUR, 0.0))
    share_right = right / ((right + wrong) or 1)
    return theta, log1p(right), log1p(wrong), recent, hours, 0.0, hours * share_right
