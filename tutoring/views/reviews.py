"""Review: what is due today, asked again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.decorators import learner_required
from accounts.errors import DomainError
from tutoring.services.review_sets import start_review
from tutoring.views.access import refusal


@learner_required
@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Make a set of what is due and lead to it; with nothing due, home."""
    learner = request.learner  # type: ignore[attr-defined]
    try:
        served = start_review(user=learner.user, by=request.user.pk)
    except DomainError as error:
        messages.warning(request, refusal(error))
        return redirect("study:home")
    if served is None or served.session_id is None:
        messages.info(request, "Nothing is due today.")
        return redirect("study:home")
    return redirect("study:practice", served.session_id)
