"""The buttons of the plan page: plan again, take a version, keep the plan."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.decorators import consent_required
from accounts.errors import DomainError, NotVisible
from sessions_app.permissions import Act
from tutoring.models import StudyPlan
from tutoring.services.plan_versions import set_version_aside, take_version
from tutoring.services.replanning import replan, replan_request
from tutoring.views.access import refusal, session_or_404
from tutoring.views.plan_progress import plan_progress, stored, takes_time


@consent_required
@require_POST
def again(request: HttpRequest, session_id: UUID) -> HttpResponseBase:
    """Make a new version of the plan from what the learner knows now."""
    session_or_404(request, session_id, Act.WRITE)
    try:
        if takes_time():
            asked = replan_request(session_id)
            return plan_progress(request, asked, partial(stored, request, session_id))
        made = replan(session_id=session_id, by=request.user.pk)
    except DomainError as error:
        messages.warning(request, refusal(error))
    else:
        if made.was_accepted:
            messages.info(request, "Your plan still fits: nothing has changed since it was made.")
    return redirect("study:plan", session_id)


@consent_required
@require_POST
def take(request: HttpRequest, session_id: UUID, version: int) -> HttpResponse:
    """Make a version the plan of the session."""
    return _decided(request, session_id, version, take_version, "is your plan now.")


@consent_required
@require_POST
def keep(request: HttpRequest, session_id: UUID, version: int) -> HttpResponse:
    """Keep the plan over a version that was proposed."""
    words = "can still be taken later. Your plan stays."
    return _decided(request, session_id, version, set_version_aside, words)


def _decided(
    request: HttpRequest,
    session_id: UUID,
    version: int,
    decide: Callable[..., StudyPlan],
    words: str,
) -> HttpResponse:
    """Record what the learner decided about a version, and say so on the plan's page."""
    session_or_404(request, session_id, Act.WRITE)
    try:
        decide(session_id=session_id, version=version, by=request.user.pk)
    except NotVisible:
        raise Http404 from None
    except DomainError as error:
        messages.warning(request, refusal(error))
    else:
        messages.success(request, f"Version {version} {words}")
    return redirect("study:plan", session_id)
