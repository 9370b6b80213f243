"""Making a session's plan: drafted, verified and corrected first, then stored in one go."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.clock import database_now
from accounts.models import User
from sessions_app.context import merged_and_checked
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.lifecycle import start_session
from sessions_app.services.phases import apply_action
from sessions_app.services.write_path import Entry, lock_session, require_active
from tutoring.agents import get_planner
from tutoring.agents.requests import MAX_DAYS, MAX_HOURS_PER_DAY, MIN_DAYS, PlanRequest
from tutoring.agents.shapes import PlanWithHistory
from tutoring.agents.turns import Turn, turns_metadata, turns_of
from tutoring.errors import ExamDatePassed, InvalidWish, NoCurriculum
from tutoring.models import Onboarding, StudyPlan, SyllabusTopic, Topic
from tutoring.plan_scope import sound_scope
from tutoring.selectors.bank import scope_of_exam
from tutoring.selectors.plan_needs import known_topics, review_minutes_per_day
from tutoring.services.plan_cache import cache_key, cached_plan
from tutoring.services.plan_versions import ACTION, PLANNER, propose_version
from tutoring.syllabus_text import scope_of_text

MIN_HOURS_PER_DAY = 0.5
MAX_GOAL_LENGTH = 500


@dataclass(frozen=True)
class Wish:
    """What a learner asks of a plan; an empty goal means to be ready for the exam."""

    goal: str
    days: int
    hours_per_day: float
    exam_date: date | None = None
    syllabus_text: str = ""


@dataclass(frozen=True)
class MadePlan:
    """A verified plan that is not stored with a session yet."""

    request: PlanRequest
    history: PlanWithHistory
    cache_key: str
    duration_ms: int
    turns: tuple[Turn, ...] = ()

    def context_patch(self) -> dict[str, Any]:
        """Return what a session's context says with this plan; None takes a member away."""
        request = self.request
        return {
            "plan_cache_key": self.cache_key,
            "extra_data": {
                "goal": request.goal,
                "days": request.days,
                "hours_per_day": request.hours_per_day,
                "exam_date": request.exam_date.isoformat() if request.exam_date else None,
                "syllabus_text": request.syllabus_text or None,
            },
        }


def make_plan(*, session_id: UUID, wish: Wish, by: UUID | None = None) -> StudyPlan:
    """Plan a session's topics and move it to PLANNING; return the accepted plan.

    Safe to repeat: the same wish again returns the stored plan, another one a proposed version.
    Raises as ``plan_request``; InvalidTransition, SessionNotActive and SessionNotFound.
    """
    session = StudySession.objects.select_related("user").get(pk=session_id)
    made = prepare_plan(exam_type=session.exam_type, wish=wish, learner=session.user)
    return store_plan(session_id, made, by)


def begin_study(
    *, user: User, exam_type: str, wish: Wish, key: UUID, by: UUID | None = None
) -> StudySession:
    """Start a session with its plan, once for each ``key`` of this user.

    A second click with the same key returns the first one's session. Raises as ``make_plan``.
    """
    made = prepare_plan(exam_type=exam_type, wish=wish, learner=user)
    return begin_planned(user=user, exam_type=exam_type, made=made, key=key, by=by)


@transaction.atomic
def begin_planned(
    *, user: User, exam_type: str, made: MadePlan, key: UUID, by: UUID | None = None
) -> StudySession:
    """Start a session with a made plan, once for each ``key``. Raises as ``store_plan``."""
    # The unique key makes the second one wait here until the first has committed.
    sent, is_first = Onboarding.objects.get_or_create(user=user, key=key)
    if not is_first and sent.session is not None:
        return sent.session
    session = start_session(user_id=user.pk, exam_type=exam_type, by=by)
    store_plan(session.pk, made, by)
    sent.session = session
    sent.save(update_fields=["session"])
    return session


def prepare_plan(*, exam_type: str, wish: Wish, learner: User) -> MadePlan:
    """Make the plan outside any transaction, or take it from the cache."""
    return made_plan(plan_request(exam_type, wish, learner))


def made_plan(request: PlanRequest) -> MadePlan:
    """Make what is asked outside any transaction, or take it from the cache."""
    started = time.monotonic()
    planner = get_planner()
    history = cached_plan(request, planner)
    duration_ms = round((time.monotonic() - started) * 1000)
    return MadePlan(request, history, cache_key(request), duration_ms, turns_of(planner))


def plan_request(exam_type: str, wish: Wish, learner: User) -> PlanRequest:
    """Return what a planner is asked: the wish, and what the learner's answers showed.

    Raises InvalidWish, SyllabusTextTooLong, UnsoundScope, NoCurriculum and ExamDatePassed.
    """
    if not MIN_DAYS <= wish.days <= MAX_DAYS:
        raise InvalidWish(f"A plan has {MIN_DAYS} to {MAX_DAYS} days.")
    if not MIN_HOURS_PER_DAY <= wish.hours_per_day <= MAX_HOURS_PER_DAY:
        raise InvalidWish(f"A day has {MIN_HOURS_PER_DAY:g} to {MAX_HOURS_PER_DAY} hours of study.")
    if len(wish.goal) > MAX_GOAL_LENGTH:
        raise InvalidWish(f"A goal has at most {MAX_GOAL_LENGTH} characters.")
    scope = scope_of_exam(exam_type)
    if wish.syllabus_text.strip():
        scope = scope_of_text(wish.syllabus_text, scope)
    scope = sound_scope(scope)
    if not scope:
        raise NoCurriculum(f"There is no syllabus for {exam_type} here yet.")
    days = min(wish.days, _days_until(wish.exam_date, learner))
    known = known_topics(learner.pk, exam_type)
    return PlanRequest(
        exam_type=exam_type,
        goal=wish.goal.strip() or default_goal(exam_type),
        days=days,
        hours_per_day=wish.hours_per_day,
        exam_date=wish.exam_date,
        scope=scope,
        syllabus_text=wish.syllabus_text,
        known={topic.slug: known[topic.slug] for topic in scope if topic.slug in known},
        review_minutes_per_day=review_minutes_per_day(learner.pk, days),
    )


def default_goal(exam_type: str) -> str:
    """Return the goal of a learner who named none, in the words of one."""
    return f"Be ready for {exam_type}"


def _days_until(exam_date: date | None, learner: User) -> int:
    """Return the days from today (the learner's) to the day before the exam."""
    if exam_date is None:
        return MAX_DAYS
    today = database_now().astimezone(ZoneInfo(learner.timezone)).date()
    days = (exam_date - today).days
    if days < 1:
        raise ExamDatePassed("The exam must be after today.")
    return days


@transaction.atomic
def store_plan(session_id: UUID, made: MadePlan, by: UUID | None) -> StudyPlan:
    """Store a made plan with its session: ``generate_plan``, INTAKE to PLANNING.

    Safe to repeat: the same wish again returns the stored plan. Where the session has another
    plan, the made one is stored as a version that the learner may take. Raises
    InvalidTransition, SessionNotActive and SessionNotFound.
    """
    session = lock_session(session_id)
    accepted = StudyPlan.objects.filter(session=session, was_accepted=True).first()
    if accepted is not None:
        if sound_context(session).get("plan_cache_key") == made.cache_key:
            return accepted
        return _proposed(session, made, by)
    require_active(session)
    rows = [
        StudyPlan(session=session, **version.model_dump(mode="json"))
        for version in made.history.versions
    ]
    StudyPlan.objects.bulk_create(rows)
    _store_topics(session, made)
    apply_action(
        session,
        "generate_plan",
        agent=PLANNER,
        reasoning=_reasoning(made),
        metadata=_metadata(made, by),
        duration_ms=made.duration_ms,
        context=_context_with_plan(session, made),
    )
    return next(row for row in rows if row.was_accepted)


def _store_topics(session: StudySession, made: MadePlan) -> None:
    syllabus = {row.name: row for row in SyllabusTopic.objects.of_exam(session.exam_type)}
    Topic.objects.bulk_create(
        Topic(session=session, name=name, position=position, syllabus_topic=syllabus.get(name))
        for position, name in enumerate(made.history.final_plan.names_in_order(), start=1)
    )


def _proposed(session: StudySession, made: MadePlan, by: UUID | None) -> StudyPlan:
    entry = Entry(
        agent=PLANNER,
        action=ACTION,
        reasoning=_reasoning(made),
        metadata=_metadata(made, by),
        duration_ms=made.duration_ms,
    )
    return propose_version(session, made.history.versions[-1], made.context_patch(), entry)


def _context_with_plan(session: StudySession, made: MadePlan) -> dict[str, Any]:
    return merged_and_checked(
        sound_context(session),
        made.context_patch(),
        user_id=session.user_id,
        session_id=session.pk,
    )


def _reasoning(made: MadePlan) -> str:
    words = [made.history.final_plan.overview]
    for version in made.history.versions[:-1]:
        if version.verification is not None:
            words.append(
                f"Version {version.version} was corrected. {version.verification.critique}"
            )
    return "\n".join(words)


def _metadata(made: MadePlan, by: UUID | None) -> dict[str, Any]:
    summary = made.history.verification_summary.model_dump()
    return {
        **({"by": str(by)} if by else {}),
        "plan_cache_key": made.cache_key,
        **summary,
        **turns_metadata(made.turns),
    }
