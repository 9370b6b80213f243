"""Home and onboarding: what to do next, and how to begin."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import learner_required
from accounts.errors import DomainError
from accounts.models import Learner
from sessions_app.permissions import Act
from sessions_app.states import StudyPhase
from tutoring.context_processors import place_for
from tutoring.forms import OnboardingForm, WishForm
from tutoring.selectors.bank import exams_with_syllabus
from tutoring.selectors.glance import glance_at
from tutoring.selectors.pages import recent_sessions
from tutoring.selectors.review_portion import portion_of
from tutoring.services.plans import (
    MadePlan,
    begin_planned,
    begin_study,
    make_plan,
    plan_request,
)
from tutoring.views.access import is_place, session_or_404, show, to_new_place, to_place
from tutoring.views.plan_progress import plan_progress, stored, takes_time


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, or where the learner goes on."""
    if not request.user.is_authenticated:
        return render(request, "tutoring/landing.html")
    return learner_home(request)


@learner_required
def learner_home(request: HttpRequest) -> HttpResponse:
    """Show one Continue, the progress there, the newest sessions, and how to begin another."""
    place = place_for(request)
    recent = recent_sessions(request.learner.pk)  # type: ignore[attr-defined]
    context = {
        "place": place,
        "recent": recent,
        "glance": glance_at(place, recent),
        "portion": portion_of(request.learner.user),  # type: ignore[attr-defined]
        "has_reply": any(row.has_reply for row in recent),
    }
    return render(request, "tutoring/home.html", context)


@learner_required
@require_http_methods(["GET", "POST"])
def onboarding(request: HttpRequest) -> HttpResponse:
    """Ask for exam and wish, then start a session with its plan; a double click makes one."""
    learner = request.learner  # type: ignore[attr-defined]
    initial = onboarding_initial(learner)
    form = OnboardingForm(request.POST or None, initial=initial, exams=exams_with_syllabus())
    if request.method == "POST" and form.is_valid():
        try:
            if takes_time():
                return _begin_slowly(request, form)
            session = begin_study(
                user=learner.user,
                exam_type=form.cleaned_data["exam"],
                wish=form.wish(),
                key=form.cleaned_data["key"],
                by=request.user.pk,
            )
            return redirect("study:session", session.pk)
        except DomainError as error:
            form.add_error(None, str(error))
    return render(request, "tutoring/onboarding.html", {"form": form})


def onboarding_initial(learner: Learner) -> dict[str, Any]:
    """Return what is known of a learner before they say anything."""
    return {
        "exam": learner.exam_type,
        "exam_date": learner.exam_date,
        "hours_per_day": f"{min(8, max(0.5, round(learner.minutes_per_day / 30) / 2)):g}",
    }


def _begin_slowly(request: HttpRequest, form: OnboardingForm) -> HttpResponse:
    """Show the steps of the plan with which a session will begin."""
    user, exam = request.learner.user, form.cleaned_data["exam"]  # type: ignore[attr-defined]

    def begun(made: MadePlan) -> UUID:
        key, by = form.cleaned_data["key"], request.user.pk
        return begin_planned(user=user, exam_type=exam, made=made, key=key, by=by).pk

    return plan_progress(request, plan_request(exam, form.wish(), user), begun)


@learner_required
@require_http_methods(["GET", "POST"])
def goal(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Ask for the wish of a session that has no plan yet."""
    act = Act.WRITE if request.method == "POST" else Act.READ
    session = session_or_404(request, session_id, act)
    has_plan = session.plans.filter(was_accepted=True).exists()
    if request.method == "GET" and (has_plan or not is_place(session, "goal")):
        return to_place(request, session)
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if takes_time() and not has_plan and session.phase == StudyPhase.INTAKE:
                asked = plan_request(session.exam_type, form.wish(), session.user)
                return plan_progress(request, asked, partial(stored, request, session.pk))
            make_plan(session_id=session.pk, wish=form.wish(), by=request.user.pk)
            return to_new_place(request, session.pk)
        except DomainError as error:
            if has_plan or session.phase != StudyPhase.INTAKE:
                return to_place(request, session, words=str(error))
            form.add_error(None, str(error))
    return show(request, session, "goal.html", {"form": form})
