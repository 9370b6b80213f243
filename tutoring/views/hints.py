"""The next hint on an open question, with and without script."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from accounts.decorators import consent_required
from accounts.errors import DomainError, NotAllowed, NotVisible
from tutoring.models import QuizItem
from tutoring.permissions import find_question
from tutoring.selectors.hints import hints_shown
from tutoring.services.hints import open_hint
from tutoring.states import SERVED_KINDS, QuizKind
from tutoring.views.access import refusal


class HintForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=100, required=False)


@consent_required
@require_POST
def hint(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Open a hint; the same number again changes nothing."""
    item = _item_or_404(request, item_id)
    problem = _opened(request, item)
    if not request.htmx:  # type: ignore[attr-defined]
        if problem:
            messages.warning(request, problem)
        return redirect(_page_of(item))
    context = {
        "item_id": item.pk,
        "hints": hints_shown(item.pk),
        "problem": problem,
        "is_part": True,
    }
    response = render(request, "tutoring/partials/hints.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _item_or_404(request: HttpRequest, item_id: UUID) -> QuizItem:
    try:
        return find_question(request.user, item_id, kinds=QuizKind.values)  # type: ignore[arg-type]
    except NotVisible:
        raise Http404 from None
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from None


def _opened(request: HttpRequest, item: QuizItem) -> str:
    """Open the hint; return why not, in the learner's words, or nothing."""
    form = HintForm(request.POST)
    if not form.is_valid():
        return "There is no such hint."
    try:
        open_hint(item_id=item.pk, number=form.cleaned_data["number"], by=request.user.pk)
    except DomainError as error:
        return refusal(error)
    return ""


def _page_of(item: QuizItem) -> str:
    """Return where the question stands, at its hints."""
    quiz, anchor = item.quiz, f"#hints-{item.pk}"
    if quiz.session_id is None:
        return reverse("study:home")
    if quiz.kind in SERVED_KINDS:
        return reverse("study:practice", args=[quiz.session_id]) + anchor
    page = "analysis" if quiz.kind == QuizKind.REDEMPTION else "quiz"
    return reverse(f"study:{page}", args=[quiz.session_id]) + anchor
