"""The published rules: what a score is, and what makes a topic mastered.

The rule a learner reads on the page is the rule applied here.
"""

from datetime import datetime, timedelta

from tutoring.mastery.level import (
    EVIDENCE_ANSWERS,
    MASTERED_RULE,
    MASTERED_SCORE,
    TopicMastery,
)
from tutoring.states import TopicStanding, TopicStatus

MASTERED_FROM, WEAK_BELOW = MASTERED_SCORE, 50
GO_ON_FROM = 60  # mastery takes two days; from here the plan leads on and comes back later
LEVEL_RULE = (
    "A topic's level is the chance, in percent, that you answer an average question of it right; "
    f"it takes {EVIDENCE_ANSWERS} answers. {MASTERED_RULE} Under {WEAK_BELOW} it needs work; "
    f"from {GO_ON_FROM} the plan leads on and comes back to it later."
)
STRONG_FROM = MASTERED_SCORE  # one good day is enough to be strong; to be mastered it takes two
STALE_FROM = GO_ON_FROM  # what was never known cannot grow stale
STALE_AFTER = timedelta(days=14)
STANDING_RULE = (
    f"Strong: a level of at least {STRONG_FROM}. Weak: under {WEAK_BELOW}. Learning: between them. "
    f"Stale: a level of at least {STALE_FROM}, but no answer for {STALE_AFTER.days} days. "
    f"Untested: fewer than {EVIDENCE_ANSWERS} answers. Answers with a hint do not count."
)
QUIZ_LENGTH = 5
REVIEWS_A_DAY = 30  # after a long absence a portion a day; the rest waits and nothing is lost
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


def topic_standing(score: int | None, last_at: datetime | None, at: datetime) -> TopicStanding:
    """Return where a level stands at ``at`` on the topic map; each topic has one standing."""
    if score is None or last_at is None:
        return TopicStanding.UNTESTED
    if score < WEAK_BELOW:
        return TopicStanding.WEAK
    if score >= STALE_FROM and at - last_at >= STALE_AFTER:
        return TopicStanding.STALE
    return TopicStanding.STRONG if score >= STRONG_FROM else TopicStanding.LEARNING
