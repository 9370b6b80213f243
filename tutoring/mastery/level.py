"""The mastery of a topic as the learner sees it. The rule shown is the rule applied."""

from datetime import datetime
from typing import NamedTuple

from tutoring.mastery.prediction import Weights, features, predicted
from tutoring.mastery.states import LearnerState, LearnerTopicState, States, TopicState

EVIDENCE_ANSWERS = 3
MASTERED_SCORE, MASTERED_ANSWERS, MASTERED_DAYS = 85, 5, 2
NO_EVIDENCE = "no evidence yet"
MASTERED_RULE = (
    f"Mastered: a score of at least {MASTERED_SCORE} with at least {MASTERED_ANSWERS} answers "
    f"on at least {MASTERED_DAYS} days."
)


class TopicMastery(NamedTuple):
    """Where a learner stands in a topic; without enough evidence there is no score."""

    score: int | None
    answers: int
    days: int

    @property
    def is_mastered(self) -> bool:
        return (
            self.score is not None
            and self.score >= MASTERED_SCORE
            and self.answers >= MASTERED_ANSWERS
            and self.days >= MASTERED_DAYS
        )

    @property
    def words(self) -> str:
        return NO_EVIDENCE if self.score is None else f"{self.score} of 100"


def topic_mastery(
    *,
    learner: LearnerState,
    learner_topic: LearnerTopicState,
    topic: TopicState,
    weights: Weights,
    at: datetime,
) -> TopicMastery:
    """Return the chance, in whole percent, of answering an average question of the topic at ``at``.

    The score is rounded down, so that 85 is shown only where the chance is at least 0.85.
    """
    answers = learner_topic.answers
    if answers < EVIDENCE_ANSWERS:
        return TopicMastery(None, answers, learner_topic.days)
    average_question = States(learner, (learner_topic,), (topic,))
    shown = predicted(features(average_question, at), weights)
    return TopicMastery(int(100 * shown), answers, learner_topic.days)
