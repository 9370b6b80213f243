"""The published rules: what a score is, and what makes a topic mastered.

The rule a learner reads on the page is the rule applied here.
"""

from collections.abc import Sequence

from tutoring.states import TopicStatus

COUNTED_ANSWERS = 10
MASTERED_FROM, WEAK_BELOW = 80, 50
QUIZ_LENGTH = 5
SECONDS_A_QUESTION = 90


def percent_half_up(part: int, whole: int) -> int:
    """Return ``part`` of ``whole`` in percent, halves rounded up; 0 of nothing is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def topic_level(newest_first: Sequence[bool]) -> tuple[int, TopicStatus]:
    """Return score and status of a topic: the share of right answers among the last ten."""
    counted = newest_first[:COUNTED_ANSWERS]
    score = percent_half_up(sum(counted), len(counted))
    if not counted:
        return 0, TopicStatus.LEARNING
    if score >= MASTERED_FROM:
        return score, TopicStatus.MASTERED
    return score, TopicStatus.WEAK if score < WEAK_BELOW else TopicStatus.LEARNING
