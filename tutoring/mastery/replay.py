"""The whole model in memory: the one order of steps, for rebuilding and for benchmarks."""

from collections.abc import Hashable
from typing import NamedTuple

from tutoring.mastery.elo import chance, updated
from tutoring.mastery.prediction import START_WEIGHTS, Features, Weights, features, predicted
from tutoring.mastery.states import (
    Answer,
    ItemState,
    LearnerItemState,
    LearnerState,
    LearnerTopicState,
    States,
    TopicState,
    Update,
)

_NEW_LEARNER = LearnerState()
_NEW_LEARNER_TOPIC = LearnerTopicState()
_NEW_LEARNER_ITEM = LearnerItemState()
_NEW_TOPIC, _NEW_ITEM = TopicState(), ItemState()


class Outcome(NamedTuple):
    """What was thought of an answer before it was seen."""

    p: float
    shown: float  # p', with the weights of that moment
    features: Features


class Replay:
    """States built from answers in their order; the same answers give the same numbers.

    Repeating an answer moves the states again: give each attempt once.
    """

    def __init__(self, weights: Weights = START_WEIGHTS) -> None:
        self.weights = weights
        self.learners: dict[Hashable, LearnerState] = {}
        self.learner_topics: dict[tuple[Hashable, Hashable], LearnerTopicState] = {}
        self.learner_items: dict[tuple[Hashable, Hashable], LearnerItemState] = {}
        self.topics: dict[Hashable, TopicState] = {}
        self.items: dict[Hashable, ItemState] = {}

    def states_of(self, answer: Answer) -> States:
        """Return the states that an answer meets."""
        learner, tags = answer.learner, answer.topics
        return States(
            self.learners.get(learner, _NEW_LEARNER),
            tuple([self.learner_topics.get((learner, tag), _NEW_LEARNER_TOPIC) for tag in tags]),
            tuple([self.topics.get(tag, _NEW_TOPIC) for tag in tags]),
            self.items.get(answer.item, _NEW_ITEM),
            self.learner_items.get((learner, answer.item), _NEW_LEARNER_ITEM),
        )

    def apply(self, answer: Answer, *, p: float | None = None) -> Outcome:
        """Predict an answer, then learn from it; ``p`` as in ``updated``."""
        states = self.states_of(answer)
        found = features(states, answer.at)
        update = updated(states, answer, p=p)
        if update is not None:
            self._write(answer, states, update)
            p = update.p
        elif p is None:
            p = chance(states)
        return Outcome(p, predicted(found, self.weights), found)

    def _write(self, answer: Answer, states: States, update: Update) -> None:
        learner = answer.learner
        self.learners[learner] = update.learner
        self.learner_items[learner, answer.item] = update.learner_item
        self.items[answer.item] = update.item.added_to(states.item)
        for tag, moved in zip(answer.topics, update.learner_topics, strict=True):
            self.learner_topics[learner, tag] = moved
        for tag, state, delta in zip(answer.topics, states.topics, update.topics, strict=True):
            self.topics[tag] = delta.added_to(state)
