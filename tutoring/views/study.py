"""The pages of a session: plan, lesson, analysis, summary, and the buttons between them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import consent_required
from sessions_app.permissions import Act
from sessions_app.states import StudyPhase
from tutoring.rules import LEVEL_RULE
from tutoring.selectors.pages import AnalysisView, analysis_view, lesson_view, summary_view
from tutoring.selectors.places import place_of
from tutoring.selectors.plan_pages import plan_view
from tutoring.selectors.redemption import RedemptionShown, redemptions_shown
from tutoring.services.quizzes import take_quiz
from tutoring.services.topics import complete_study, next_topic, start_topic
from tutoring.views.access import is_place, perform, session_or_404, show, to_place
from tutoring.views.ask import ask_context
from tutoring.views.quiz import shown_token


@consent_required
@require_GET
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Lead to the exact place of a session."""
    return redirect(place_of(session_or_404(request, session_id, Act.READ)).url)


@consent_required
@require_GET
def plan(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the plan: topics, days, why, and its earlier versions."""
    session = session_or_404(request, session_id, Act.READ)
    if not is_place(session, "plan"):
        return to_place(request, session)
    context = {
        "view": plan_view(session),
        "can_start": session.phase == StudyPhase.PLANNING,
        "rule": LEVEL_RULE,
    }
    return show(request, session, "plan.html", context)


@consent_required
@require_GET
def lesson(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the lesson of the current topic; during its quiz and after it may be read again."""
    session = session_or_404(request, session_id, Act.READ)
    if not is_place(session, "lesson"):
        return to_place(request, session)
    context = {
        "view": lesson_view(session),
        "back": None if session.phase == StudyPhase.LEARNING else place_of(session),
        "ask": ask_context(request, session),
    }
    return show(request, session, "lesson.html", context)


@consent_required
@require_GET
def analysis(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show what the latest quiz showed, and the one next act."""
    session = session_or_404(request, session_id, Act.READ)
    if not is_place(session, "analysis"):
        return to_place(request, session)
    view = analysis_view(session)
    context = {
        "view": view,
        "mistakes": _with_redemptions(view) if view is not None else [],
        "can_go_on": session.phase == StudyPhase.ANALYZING,
        "rule": LEVEL_RULE,
    }
    return show(request, session, "analysis.html", context)


def _with_redemptions(view: AnalysisView) -> list[tuple[Any, RedemptionShown | None, str]]:
    """Return each mistake with its redemption and the signed time at which that is shown."""
    return [
        (mistake, shown, shown_token(shown.question.item_id) if shown and shown.question else "")
        for mistake, shown in zip(view.mistakes, redemptions_shown(view.quiz), strict=True)
    ]


@consent_required
@require_GET
def summary(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the whole session once it has ended."""
    session = session_or_404(request, session_id, Act.READ)
    if not is_place(session, "summary"):
        return to_place(request, session)
    return show(
        request, session, "summary.html", {"view": summary_view(session), "rule": LEVEL_RULE}
    )


@consent_required
@require_POST
def start(request: HttpRequest, session_id: UUID, topic_id: UUID) -> HttpResponse:
    """Open a topic's lesson."""
    return perform(
        request,
        session_id,
        lambda: start_topic(session_id=session_id, topic_id=topic_id, by=request.user.pk),
    )


@consent_required
@require_POST
def take(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Begin the quiz of the current topic."""
    return perform(
        request,
        session_id,
        lambda: take_quiz(session_id=session_id, by=request.user.pk, typed=True),
    )


@consent_required
@require_POST
def go_on(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Go back to the plan for the next topic."""
    return perform(
        request, session_id, lambda: next_topic(session_id=session_id, by=request.user.pk)
    )


@consent_required
@require_POST
def finish(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Finish the session."""
    return perform(
        request, session_id, lambda: complete_study(session_id=session_id, by=request.user.pk)
    )
