"""Planning a session again: the same wish, for the days that are left, by what is known now."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.clock import database_now
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from tutoring.agents.requests import MAX_HOURS_PER_DAY, PlanRequest
from tutoring.errors import NoPlanYet
from tutoring.models import StudyPlan
from tutoring.services.plans import (
    MAX_GOAL_LENGTH,
    MIN_HOURS_PER_DAY,
    Wish,
    made_plan,
    plan_request,
    store_plan,
)

USUAL_HOURS = 2.0


def replan(*, session_id: UUID, by: UUID | None = None) -> StudyPlan:
    """Plan a session again from what its learner knows now; return the proposed version.

    When nothing has changed the accepted plan itself is returned. Raises NoPlanYet, as
    ``plan_request`` and as ``store_plan``.
    """
    return store_plan(session_id, made_plan(replan_request(session_id)), by)


def replan_request(session_id: UUID) -> PlanRequest:
    """Return what a planner is asked when a session is planned again. Raises as ``replan``."""
    session = StudySession.objects.select_related("user").get(pk=session_id)
    accepted = StudyPlan.objects.filter(session=session, was_accepted=True).first()
    if accepted is None:
        raise NoPlanYet("This session has no plan yet.")
    return plan_request(session.exam_type, wish_again(session, accepted), session.user)


def wish_again(session: StudySession, accepted: StudyPlan) -> Wish:
    """Return the session's wish for the days that are left; when none is, for as many again."""
    told = sound_context(session).get("extra_data") or {}
    zone = ZoneInfo(session.user.timezone)
    begun = accepted.created_at.astimezone(zone).date()
    days = accepted.plan["total_days"]
    left = days - (database_now().astimezone(zone).date() - begun).days
    goal, text = told.get("goal"), told.get("syllabus_text")
    return Wish(
        goal=goal[:MAX_GOAL_LENGTH] if isinstance(goal, str) else "",
        days=left if left > 0 else days,
        hours_per_day=_hours(told.get("hours_per_day")),
        exam_date=_date(told.get("exam_date")),
        syllabus_text=text if isinstance(text, str) else "",
    )


def _hours(told: Any) -> float:
    """Return the hours a day; a front end may have written anything into the context."""
    if not isinstance(told, int | float) or not MIN_HOURS_PER_DAY <= told <= MAX_HOURS_PER_DAY:
        return USUAL_HOURS
    return float(told)


def _date(told: Any) -> date | None:
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError):
        return None
