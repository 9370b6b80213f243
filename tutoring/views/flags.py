"""Reporting a problem of a question, with and without script, and reading the reply."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.decorators import consent_required, learner_required
from accounts.errors import DomainError, NotAllowed, NotVisible
from tutoring.forms import FlagForm
from tutoring.models import QuizItem
from tutoring.permissions import find_answerable
from tutoring.selectors.flags import flags_of, newest_flags, unseen_replies
from tutoring.selectors.my_questions import answered_question
from tutoring.services.flags import mark_replies_seen, set_flag, take_back_flag
from tutoring.states import FlagKind
from tutoring.views.access import refusal

PAGE = 20


@consent_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show an answered question with a form beside it; take, change or take back the report."""
    item = _item_or_404(request, item_id)
    problem = _written_down(request, item) if request.method == "POST" else ""
    context: dict[str, Any] = {
        "item_id": item.pk,
        "flag": newest_flags(item.quiz.learner_id).get(item.pk),
        "kinds": FlagKind.choices,
        "next": _way_back(request),
        "problem": problem,
        "written": request.POST if problem else None,
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "tutoring/partials/report.html", {**context, "is_part": True})
        patch_vary_headers(response, ["HX-Request"])
        return response
    if request.method == "POST" and not problem:
        return redirect(_way_back(request))
    row = answered_question(item)
    if row is None:  # what is not answered cannot be reported: its key would be shown
        raise Http404
    return render(request, "tutoring/flag.html", {**context, "row": row, "open": True})


def _item_or_404(request: HttpRequest, item_id: UUID) -> QuizItem:
    try:
        return find_answerable(request.user, item_id)  # type: ignore[arg-type]
    except NotVisible:
        raise Http404 from None
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from None


def _written_down(request: HttpRequest, item: QuizItem) -> str:
    """Do what the form says; return why not, in the learner's words, or nothing."""
    form = FlagForm(request.POST)
    if not form.is_valid():
        return "Choose what is wrong, and write at most 1000 characters."
    try:
        if form.cleaned_data["take_back"]:
            take_back_flag(item=item)
            words = "Your report is taken back."
        else:
            set_flag(item=item, kind=form.cleaned_data["kind"], note=form.cleaned_data["note"])
            words = "Thank you. Somebody will look at it and reply."
    except DomainError as error:
        return refusal(error)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, words)
    return ""


def _way_back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if is_ours else reverse("study:my-questions")


@learner_required
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """List what the learner reported, with the replies; sending the form marks them as read."""
    learner_id = request.learner.pk  # type: ignore[attr-defined]
    if request.method == "POST":
        mark_replies_seen(learner_id=learner_id)
        return redirect("study:reports")
    page = Paginator(flags_of(learner_id), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "unseen": unseen_replies(learner_id)}
    return render(request, "tutoring/flags.html", context)
