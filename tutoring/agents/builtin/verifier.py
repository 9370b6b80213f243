"""The plan verifier: four named checks, each from the plan itself and not from its maker."""

from tutoring.agents.builtin.pacing import (
    REVISION_THEME,
    learning_minutes,
    required_revision_days,
    shortest_minutes,
)
from tutoring.agents.requests import MAX_HOURS_PER_DAY, PlanRequest, ScopeTopic
from tutoring.agents.shapes import PlannedDay, PlanVerification, StudyPlan

TOLERANCE_HOURS = 0.01  # estimated hours are rounded to two places


class BuiltinPlanVerifier:
    """Checks coverage, hours a day, prerequisite order and revision days."""

    def verify(self, request: PlanRequest, plan: StudyPlan) -> PlanVerification:
        """Return what is wrong with the plan; topics without room in the days are no fault."""
        planned = plan.names_in_order()
        missing = [topic for topic in request.scope if topic.name not in planned]
        fitting = _missing_that_fit(request, missing)
        overloaded = _overloaded_days(request, plan)
        issues = _prerequisite_issues(request, planned)
        revision = _revision_fault(request, plan)
        return PlanVerification(
            is_valid=not (fitting or overloaded or issues or revision),
            missing_topics=[topic.name for topic in missing],
            overloaded_days=overloaded,
            prerequisite_issues=issues,
            critique="\n".join(
                [
                    f"Coverage: {_coverage_words(missing, fitting)}",
                    f"Hours a day: {_load_words(overloaded)}",
                    f"Prerequisites: {'; '.join(issues) or 'every topic comes after its own.'}",
                    f"Revision: {revision or 'enough revision days.'}",
                ]
            ),
        )


def _missing_that_fit(request: PlanRequest, missing: list[ScopeTopic]) -> list[ScopeTopic]:
    """Return the missing topics that could still be studied in the given days."""
    absent = {topic.slug for topic in missing}
    kept = [topic for topic in request.scope if topic.slug not in absent]
    room = learning_minutes(request) - sum(shortest_minutes(topic) for topic in kept)
    return [
        topic
        for topic in missing
        if not kept or (shortest_minutes(topic) <= room and absent.isdisjoint(topic.prerequisites))
    ]


def _overloaded_days(request: PlanRequest, plan: StudyPlan) -> list[int]:
    limit = min(request.hours_per_day, MAX_HOURS_PER_DAY) + TOLERANCE_HOURS
    return [day.day for day in plan.schedule if day.estimated_hours > limit]


def _prerequisite_issues(request: PlanRequest, planned: list[str]) -> list[str]:
    names = {topic.slug: topic.name for topic in request.scope}
    place = {name: index for index, name in enumerate(planned)}
    issues = []
    for topic in request.scope:
        if topic.name not in place:
            continue
        for needed in (names[slug] for slug in topic.prerequisites):
            if needed not in place:
                issues.append(f"{topic.name} needs {needed}, which is left out")
            elif place[needed] > place[topic.name]:
                issues.append(f"{topic.name} comes before {needed}")
    return issues


def _revision_fault(request: PlanRequest, plan: StudyPlan) -> str:
    required = required_revision_days(request.days)
    days = _revision_days(plan)
    if len(days) < required:
        return f"{len(days)} revision days of {required}."
    if required and days[-1] != plan.schedule[-1].day:
        return "the last day brings something new instead of revision."
    return ""


def _revision_days(plan: StudyPlan) -> list[int]:
    """Return the days called revision whose topics all came up before."""
    known: set[str] = set()
    days = []
    for day in plan.schedule:
        names = _names(day)
        is_called_so = REVISION_THEME.lower() in day.theme.lower()
        if is_called_so and names and names <= known:
            days.append(day.day)
        known |= names
    return days


def _names(day: PlannedDay) -> set[str]:
    return {topic.name for topic in day.topics}


def _coverage_words(missing: list[ScopeTopic], fitting: list[ScopeTopic]) -> str:
    if fitting:
        return "there is room for " + ", ".join(topic.name for topic in fitting) + "."
    if missing:
        return "no room for " + ", ".join(topic.name for topic in missing) + "."
    return "every topic of the syllabus."


def _load_words(overloaded: list[int]) -> str:
    if not overloaded:
        return "never above the limit."
    days = ", ".join(map(str, overloaded[:10])) + (" and more" if len(overloaded) > 10 else "")
    return f"too many on day {days}."
