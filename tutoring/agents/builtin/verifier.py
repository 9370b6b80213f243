"""The plan verifier: six named checks, each from the plan itself and not from its maker."""

from collections.abc import Sequence

from tutoring.agents.builtin.pacing import (
    REVISION_THEME,
    learning_minutes,
    required_revision_days,
    shortest_minutes,
)
from tutoring.agents.builtin.plan_wording import named
from tutoring.agents.plan_checks import PlanCheck, critique_of
from tutoring.agents.requests import MAX_HOURS_PER_DAY, PlanRequest, ScopeTopic
from tutoring.agents.shapes import REVIEW_ENTRY, PlannedDay, PlanVerification, StudyPlan

TOLERANCE_HOURS = 0.01  # estimated hours are rounded to two places
LISTED_DAYS = 10


class BuiltinPlanVerifier:
    """Checks coverage, hours a day, prerequisite order, revision days, exam date, reviews."""

    def verify(self, request: PlanRequest, plan: StudyPlan) -> PlanVerification:
        """Return what is wrong with the plan; topics without room in the days are no fault."""
        planned = plan.names_in_order()
        present = set(planned)
        missing = [topic for topic in request.scope if topic.name not in present]
        fitting = _missing_that_fit(request, missing)
        overloaded = _overloaded_days(request, plan)
        issues = _prerequisite_issues(request, planned)
        revision = _revision_fault(request, plan)
        exam = _exam_fault(request, plan)
        reviews = _review_fault(request, plan)
        checks = [
            PlanCheck("coverage", not fitting, _coverage_words(missing, fitting)),
            PlanCheck("hours_a_day", not overloaded, _load_words(overloaded)),
            PlanCheck(
                "prerequisite_order",
                not issues,
                "; ".join(issues) or "every topic comes after its own.",
            ),
            PlanCheck("revision_days", not revision, revision or "enough revision days."),
            PlanCheck("exam_date", not exam, exam or _exam_words(request)),
            PlanCheck("review_load", not reviews, reviews or _review_words(request)),
        ]
        return PlanVerification(
            is_valid=all(check.passed for check in checks),
            missing_topics=[topic.name for topic in missing],
            overloaded_days=overloaded,
            prerequisite_issues=issues,
            critique=critique_of(checks),
        )


def _missing_that_fit(request: PlanRequest, missing: list[ScopeTopic]) -> list[ScopeTopic]:
    """Return the missing topics that could still be studied in the given days."""
    absent = {topic.slug for topic in missing}
    kept = [topic for topic in request.scope if topic.slug not in absent]
    room = learning_minutes(request) - sum(shortest_minutes(topic, request) for topic in kept)
    return [
        topic
        for topic in missing
        if not kept
        or (shortest_minutes(topic, request) <= room and absent.isdisjoint(topic.prerequisites))
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
    return {topic.name for topic in day.topics} - {REVIEW_ENTRY}


def _exam_fault(request: PlanRequest, plan: StudyPlan) -> str:
    """Return what is wrong with the days: they are counted from 1 to the last before the exam."""
    numbers = [day.day for day in plan.schedule]
    if numbers != list(range(1, plan.total_days + 1)):
        return "the days are not counted from the first to the last."
    if plan.total_days > request.days:
        return f"{plan.total_days} days are planned where {request.days} are left."
    return ""


def _exam_words(request: PlanRequest) -> str:
    if request.exam_date is None:
        return "no exam day was given."
    return f"the last day is before {request.exam_date:%d %B %Y}."


def _review_fault(request: PlanRequest, plan: StudyPlan) -> str:
    minutes = request.review_minutes
    if not minutes:
        return ""
    least = minutes / 60 - TOLERANCE_HOURS
    without = [
        day.day
        for day in plan.schedule
        if REVIEW_ENTRY not in {topic.name for topic in day.topics} or day.estimated_hours < least
    ]
    return f"no {minutes} min for reviews on day {_days(without)}." if without else ""


def _review_words(request: PlanRequest) -> str:
    if not request.review_minutes:
        return "no missed question falls due in these days."
    return f"{request.review_minutes} min a day for the missed questions that fall due."


def _coverage_words(missing: list[ScopeTopic], fitting: list[ScopeTopic]) -> str:
    if fitting:
        return f"there is room for {named(fitting)}."
    if missing:
        return f"no room for {named(missing)}."
    return "every topic of the syllabus."


def _load_words(overloaded: list[int]) -> str:
    return f"too many on day {_days(overloaded)}." if overloaded else "never above the limit."


def _days(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:LISTED_DAYS])) + (
        " and more" if len(numbers) > LISTED_DAYS else ""
    )
