"""Plans asked for by a front end: checked, then followed step by step or made at once."""

import time
from collections.abc import Iterator
from datetime import date

from accounts.models import User
from tutoring.agents import get_planner
from tutoring.agents.planning import history_of
from tutoring.agents.requests import MAX_HOURS_PER_DAY, PlanRequest
from tutoring.agents.shapes import PlanVersion
from tutoring.agents.turns import turns_of
from tutoring.services.plan_cache import cache_key, cached_plan_steps
from tutoring.services.plans import MIN_HOURS_PER_DAY, MadePlan, Wish, plan_request

USUAL_HOURS_PER_DAY = 2.0


def requested_plan(
    *,
    exam_type: str,
    learner: User,
    goal: str,
    days: int,
    syllabus_text: str = "",
    hours_per_day: float | None = None,
    exam_date: date | None = None,
) -> PlanRequest:
    """Check what is asked; without ``hours_per_day`` the learner's own pace counts.

    Raises InvalidWish, SyllabusTextTooLong, NoCurriculum and ExamDatePassed.
    """
    wish = Wish(
        goal=goal,
        days=days,
        hours_per_day=_usual_hours(learner) if hours_per_day is None else hours_per_day,
        exam_date=exam_date,
        syllabus_text=syllabus_text,
    )
    return plan_request(exam_type, wish, learner)


def _usual_hours(user: User) -> float:
    learner = getattr(user, "learner", None)
    hours = learner.minutes_per_day / 60 if learner is not None else USUAL_HOURS_PER_DAY
    return min(MAX_HOURS_PER_DAY, max(MIN_HOURS_PER_DAY, hours))


def followed_plan(request: PlanRequest) -> Iterator[PlanVersion | MadePlan]:
    """Yield each version as drafted and as verified, and at the end the made plan."""
    started = time.monotonic()
    versions = []
    planner = get_planner()
    for step in cached_plan_steps(request, planner):
        yield step
        if step.verification is not None:
            versions.append(step)
    duration_ms = round((time.monotonic() - started) * 1000)
    history = history_of(request, versions)
    yield MadePlan(request, history, cache_key(request), duration_ms, turns_of(planner))
