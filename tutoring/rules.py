"""The published rules: what a score is, and what makes a topic mastered.

The rule a learner reads on the page is the rule applied here.
"""

from tutoring.mastery.level import (
    EVIDENCE_ANSWERS,
    MASTERED_RULE,
    MASTERED_SCORE,
    TopicMastery,
)
from tutoring.states import TopicStatus

MASTERED_FROM, WEAK_BELOW = MASTERED_SCORE, 50
GO_ON_FROM = 60  # mastery takes two days; from here the plan leads on and comes back later
LEVEL_RULE = (
    "A topic's level is the chance, in percent, that you answer an average question of it right; "
    f"it takes {EVIDENCE_ANSWERS} answers. {MASTERED_RULE} Under {WEAK_BELOW} it needs work; "
    f"from {GO_ON_FROM} the plan leads on and comes back to it later."
)
QUIZ_LENGTH = 5
SECONDS_A_QUESTION = 90


def percent_half_up(part: int, whole: int) -> int:
    """Return ``part`` of ``whole`` in percent, halves rounded up; 0 of nothing is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def topic_status(mastery: TopicMastery) -> TopicStatus:
    """Return the status of a topic that was begun: mastered by the mastery model's own rule."""
    if mastery.is_mastered:
        return TopicStatus.MASTERED
    if mastery.score is not None and mastery.score < WEAK_BELOW:
        return TopicStatus.WEAK
    return TopicStatus.LEARNING
