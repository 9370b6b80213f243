"""What planner and verifier agree on: revision days, and how short a topic may be cut.

Times are whole minutes, so that sums are exact.
"""

from tutoring.agents.requests import PlanRequest, ScopeTopic

REVISION_EVERY_DAYS = 7
REVISION_THEME = "Revision"
SHORTEST_SHARE = 0.5  # of the syllabus's hours: the lesson and one quiz, without extra practice
LONGEST_SHARE = 2.0


def required_revision_days(days: int) -> int:
    """Return how many revision days a plan needs: one in every full week."""
    return days // REVISION_EVERY_DAYS


def revision_day_numbers(days: int) -> set[int]:
    """Return the revision days of a plan, counted back from its last day."""
    count = required_revision_days(days)
    return {days - REVISION_EVERY_DAYS * week for week in range(count)}


def learning_minutes(request: PlanRequest) -> int:
    """Return the minutes for new topics: all days but the revision days."""
    days = request.days - required_revision_days(request.days)
    return days * request.minutes_per_day


def shortest_minutes(topic: ScopeTopic) -> int:
    """Return the least time in which a topic is worth planning."""
    return int(topic.hours * 60 * SHORTEST_SHARE)
