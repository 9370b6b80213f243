"""What planner and verifier agree on: revision days, reviews, and how long a topic takes.

Times are whole minutes, so that sums are exact.
"""

from tutoring.agents.requests import KnownTopic, PlanRequest, ScopeTopic

REVISION_EVERY_DAYS = 7
REVISION_THEME = "Revision"
SHORTEST_SHARE = 0.5  # of the wanted time: the lesson and one quiz, without extra practice
LONGEST_SHARE = 2.0
WEAK_BELOW = 50
# Of the syllabus's hours, by what the learner knows already.
WEAK_SHARE, USUAL_SHARE, LEARNT_SHARE, STALE_SHARE, REFRESH_SHARE = 1.25, 1.0, 0.75, 0.5, 0.25


def required_revision_days(days: int) -> int:
    """Return how many revision days a plan needs: one in every full week."""
    return days // REVISION_EVERY_DAYS


def revision_day_numbers(days: int) -> set[int]:
    """Return the revision days of a plan, counted back from its last day."""
    count = required_revision_days(days)
    return {days - REVISION_EVERY_DAYS * week for week in range(count)}


def study_minutes_a_day(request: PlanRequest) -> int:
    """Return the minutes of a day beside the reviews."""
    return request.minutes_per_day - request.review_minutes


def learning_minutes(request: PlanRequest) -> int:
    """Return the minutes for new topics: all days but the revision days, without the reviews."""
    days = request.days - required_revision_days(request.days)
    return days * study_minutes_a_day(request)


def known_share(known: KnownTopic | None) -> float:
    """Return the share of the usual time that a topic takes by what is known of it."""
    if known is None:
        return USUAL_SHARE
    if known.is_mastered:
        return STALE_SHARE if known.is_stale else REFRESH_SHARE
    if known.mastery < WEAK_BELOW:
        return WEAK_SHARE
    return USUAL_SHARE if known.is_stale else LEARNT_SHARE


def wanted_minutes(topic: ScopeTopic, request: PlanRequest) -> int:
    """Return the time that a topic asks for."""
    return int(topic.hours * 60 * known_share(request.known.get(topic.slug)))


def shortest_minutes(topic: ScopeTopic, request: PlanRequest) -> int:
    """Return the least time in which a topic is worth planning."""
    return int(wanted_minutes(topic, request) * SHORTEST_SHARE)
