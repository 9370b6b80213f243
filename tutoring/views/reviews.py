"""Review: what is due today and why, and the way to answer it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.decorators import learner_required
from accounts.errors import DomainError
from tutoring.rules import REVIEWS_A_DAY, SECONDS_A_QUESTION
from tutoring.selectors.practice import active_practice, newest_set
from tutoring.selectors.review_portion import cards_to_review, next_due_at, portion_of
from tutoring.services.review_sets import SET_LENGTH, start_review
from tutoring.states import QuizKind
from tutoring.views.access import refusal


@learner_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Say what is due and why; to begin is a press of a button."""
    return _begin(request) if request.method == "POST" else _show(request)


def _show(request: HttpRequest) -> HttpResponse:
    user = request.learner.user  # type: ignore[attr-defined]
    portion = portion_of(user)
    context = {
        "portion": portion,
        "cards": cards_to_review(user, portion.left),
        "a_day": REVIEWS_A_DAY,
        "set_length": min(SET_LENGTH, portion.left),
        "minutes": -(-portion.left * SECONDS_A_QUESTION // 60),
        "next_at": next_due_at(user),
    }
    return render(request, "tutoring/review.html", context)


def _begin(request: HttpRequest) -> HttpResponse:
    """Make a set of what is due and lead to it; a second press finds the first one's set."""
    learner = request.learner  # type: ignore[attr-defined]
    active = active_practice(learner.pk)
    newest = newest_set(active) if active is not None else None
    if newest is not None and newest.quiz.kind == QuizKind.REVIEW and newest.waiting is not None:
        return redirect("study:practice", active.pk)
    try:
        served = start_review(user=learner.user, by=request.user.pk)
    except DomainError as error:
        messages.warning(request, refusal(error))
        return redirect("study:home")
    if served is None or served.session_id is None:
        messages.info(request, "Nothing is due today.")
        return redirect("study:home")
    return redirect("study:practice", served.session_id)
