"""The states' own chance of a right answer, and how one answer moves them.

Elo rating with a decreasing step: R. Pelanek, "Applications of the Elo rating system in adaptive
educational systems", Computers & Education 98 (2016).
"""

from datetime import datetime
from math import exp

from tutoring.mastery.states import (
    Answer,
    ItemDelta,
    LearnerItemState,
    LearnerState,
    LearnerTopicState,
    States,
    TopicDelta,
    Update,
)

LEARNER_STEP, LEARNER_DAMPING = 0.45, 0.01
LEARNER_TOPIC_STEP = 0.30
TOPIC_STEP, TOPIC_DAMPING = 0.15, 0.03
ITEM_STEP, ITEM_DAMPING = 0.70, 0.12
RECENT_TOPIC_KEPT, RECENT_LEARNER_KEPT = 0.80, 0.93
STEP_LIMIT, THETA_LIMIT = 1.0, 6.0
LOGIT_LIMIT = 35.0  # beyond it a float cannot tell the chance from 0 or 1


def clipped(number: float, limit: float) -> float:
    """Return the number, held within -limit and limit."""
    return -limit if number < -limit else limit if number > limit else number


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-clipped(x, LOGIT_LIMIT)))


def chance(states: States) -> float:
    """Return p, the states' chance of a right answer."""
    learner, learner_topics, topics, item, _ = states
    x = learner.theta - item.deviation
    if topics:
        ability = sum([state.theta for state in learner_topics])
        difficulty = sum([state.difficulty for state in topics])
        x += (ability - difficulty) / len(topics)
    return logistic(x)


def updated(states: States, answer: Answer, *, p: float | None = None) -> Update | None:
    """Return what the answer changes; None when it is no evidence and so moves nothing.

    See ``Update`` for what is a new value and what a delta. ``p`` is given by a rebuild from
    stored attempts: the learner's rows then come out as they were, even where another learner's
    answer was written between this one's reading and writing.
    """
    if not answer.is_evidence:
        return None
    correct = bool(answer.correct)
    p = chance(states) if p is None else p
    error = correct - p
    tags = len(states.topics) or 1
    return Update(
        p=p,
        learner=_moved_learner(states.learner, correct, error),
        learner_topics=tuple(
            [_moved_in_topic(state, correct, error, answer.at) for state in states.learner_topics]
        ),
        learner_item=_counted(states.learner_item, correct),
        topics=tuple(
            [
                TopicDelta(-_step(TOPIC_STEP, TOPIC_DAMPING, state.n, error) / tags)
                for state in states.topics
            ]
        ),
        item=ItemDelta(-_step(ITEM_STEP, ITEM_DAMPING, states.item.n, error)),
    )


def _step(size: float, damping: float, n: int, error: float) -> float:
    return clipped(size / (1.0 + damping * n) * error, STEP_LIMIT)


def _moved_learner(state: LearnerState, correct: bool, error: float) -> LearnerState:
    step = _step(LEARNER_STEP, LEARNER_DAMPING, state.n, error)
    return LearnerState(
        clipped(state.theta + step, THETA_LIMIT),
        state.n + 1,
        _faded(state.recent, RECENT_LEARNER_KEPT, correct),
    )


def _moved_in_topic(
    state: LearnerTopicState, correct: bool, error: float, at: datetime
) -> LearnerTopicState:
    step = _step(LEARNER_TOPIC_STEP, 0.0, 0, error)
    return LearnerTopicState(
        clipped(state.theta + step, THETA_LIMIT),
        state.right + correct,
        state.wrong + (not correct),
        _faded(state.recent, RECENT_TOPIC_KEPT, correct),
        at if state.last_at is None else max(at, state.last_at),
        state.days + _is_new_day(state.last_at, at),
    )


def _counted(state: LearnerItemState, correct: bool) -> LearnerItemState:
    return LearnerItemState(state.right + correct, state.wrong + (not correct))


def _faded(recent: float, kept: float, correct: bool) -> float:
    return kept * recent + (1.0 - kept) * (1.0 if correct else -1.0)


def _is_new_day(last_at: datetime | None, at: datetime) -> bool:
    """Days are those of the zone that the answer's time is given in."""
    return last_at is None or at.date() > last_at.astimezone(at.tzinfo).date()
