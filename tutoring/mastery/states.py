"""What the mastery model remembers: of a learner, of a topic, of a question. All start at 0."""

from collections.abc import Hashable
from datetime import datetime
from typing import NamedTuple


class LearnerState(NamedTuple):
    """One learner over all topics."""

    theta: float = 0.0
    n: int = 0
    recent: float = 0.0


class LearnerTopicState(NamedTuple):
    """One learner in one topic; ``days`` counts the days with an answer."""

    theta: float = 0.0
    right: int = 0
    wrong: int = 0
    recent: float = 0.0
    last_at: datetime | None = None
    days: int = 0

    @property
    def answers(self) -> int:
        return self.right + self.wrong


class LearnerItemState(NamedTuple):
    """One learner's earlier answers to one very question."""

    right: int = 0
    wrong: int = 0


class TopicState(NamedTuple):
    """One topic, shared by all learners."""

    difficulty: float = 0.0
    n: int = 0


class ItemState(NamedTuple):
    """One question, shared by all learners: how much harder it is than its topic."""

    deviation: float = 0.0
    n: int = 0


class States(NamedTuple):
    """The few rows that one answer needs; ``learner_topics`` and ``topics`` go pair by pair."""

    learner: LearnerState = LearnerState()
    learner_topics: tuple[LearnerTopicState, ...] = ()
    topics: tuple[TopicState, ...] = ()
    item: ItemState = ItemState()
    learner_item: LearnerItemState = LearnerItemState()


class Answer(NamedTuple):
    """One answer; ``at`` is aware, and its time zone says where the learner's day ends.

    ``correct`` is None for a skipped or timed-out question. ``aided`` means that a hint or the
    solution had been shown; ``released`` that the question was open to learners.
    """

    learner: Hashable
    item: Hashable
    topics: tuple[Hashable, ...]
    correct: bool | None
    at: datetime
    aided: bool = False
    released: bool = True

    @property
    def is_evidence(self) -> bool:
        """Only an unaided answer to a released question moves the model."""
        return self.correct is not None and not self.aided and self.released


class TopicDelta(NamedTuple):
    """What to add to a topic's row."""

    difficulty: float
    n: int = 1

    def added_to(self, state: TopicState) -> TopicState:
        return TopicState(state.difficulty + self.difficulty, state.n + self.n)


class ItemDelta(NamedTuple):
    """What to add to a question's row."""

    deviation: float
    n: int = 1

    def added_to(self, state: ItemState) -> ItemState:
        return ItemState(state.deviation + self.deviation, state.n + self.n)


class Update(NamedTuple):
    """What one answer changes.

    The learner's own rows come as new values: they are written under the learner's lock. Topic
    and question rows are shared by all learners and come as deltas: write them as increments
    (``difficulty=F("difficulty") + delta.difficulty, n=F("n") + delta.n``), never as the value
    that was read plus the delta. Increments of concurrent learners commute; none is lost.
    """

    p: float
    learner: LearnerState
    learner_topics: tuple[LearnerTopicState, ...]
    learner_item: LearnerItemState
    topics: tuple[TopicDelta, ...]
    item: ItemDelta
