"""What a plan must know of its learner: what is known already, and which reviews fall due."""

from datetime import timedelta
from uuid import UUID

from accounts.clock import ClockNow, database_now
from tutoring.agents.requests import KnownTopic
from tutoring.models import SyllabusTopic
from tutoring.rules import SECONDS_A_QUESTION
from tutoring.selectors.mastery import topic_levels
from tutoring.selectors.reviews import due_reviews

STALE_AFTER = timedelta(days=14)
MASTERY_STEP = 5  # a plan does not depend on more than this
REVIEW_STEP_MINUTES = 5


def known_topics(learner_id: UUID, exam_type: str) -> dict[str, KnownTopic]:
    """Return what the learner's answers showed, by slug of the exam's syllabus.

    Topics with too few answers for a level are left out. One query without history, else three.
    """
    levels = {
        lesson_id: level
        for lesson_id, level in topic_levels(learner_id).items()
        if level.mastery.score is not None
    }
    if not levels:
        return {}
    now = database_now()
    rows = SyllabusTopic.objects.of_exam(exam_type).filter(lesson__in=list(levels))
    known = {}
    for slug, lesson_id in rows.values_list("slug", "lesson_id"):
        level = levels[lesson_id]
        score = level.mastery.score or 0
        known[slug] = KnownTopic(
            mastery=score - score % MASTERY_STEP,
            is_mastered=level.mastery.is_mastered,
            is_stale=level.last_at is not None and now - level.last_at >= STALE_AFTER,
        )
    return known


def review_minutes_per_day(learner_id: UUID, days: int) -> int:
    """Return the minutes a day for the missed questions that fall due within the days.

    Rounded up to ``REVIEW_STEP_MINUTES``. One query.
    """
    cards = due_reviews(learner_id, at=ClockNow() + timedelta(days=days)).count()
    step_seconds = REVIEW_STEP_MINUTES * 60 * days
    return REVIEW_STEP_MINUTES * -(-cards * SECONDS_A_QUESTION // step_seconds)
