"""A question about the lesson beside it, with and without script."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.decorators import consent_required
from accounts.errors import DomainError, NotVisible
from sessions_app.models import StudySession
from sessions_app.permissions import Act, can
from sessions_app.states import SessionStatus
from tutoring.selectors.lesson_chat import lesson_turns
from tutoring.services.tutor_chat import MAX_QUESTION_LENGTH, answer_question
from tutoring.views.access import refusal, session_or_404, show

EMPTY = "Write your question first."
TOO_LONG = f"A question has at most {MAX_QUESTION_LENGTH} characters."


class QuestionForm(forms.Form):
    question = forms.CharField(
        max_length=MAX_QUESTION_LENGTH,
        error_messages={"required": EMPTY, "max_length": TOO_LONG},
    )


def ask_context(request: HttpRequest, session: StudySession) -> dict[str, Any]:
    """Return what the form beside a lesson shows: nothing of a chat one may not read."""
    user = request.user
    may_read = can(user, session, Act.READ_CHAT)  # type: ignore[arg-type]
    may_ask = can(user, session, Act.CHAT)  # type: ignore[arg-type]
    is_open = session.status == SessionStatus.ACTIVE
    return {
        "turns": lesson_turns(session) if may_read else [],
        "may_ask": may_ask and is_open,
        "longest": MAX_QUESTION_LENGTH,
    }


@consent_required
@require_POST
def ask(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Answer a question from the lesson."""
    session = session_or_404(request, session_id, Act.CHAT)
    problem = _answered(request, session)
    if request.htmx:  # type: ignore[attr-defined]
        context = {"ask": {**ask_context(request, session), "problem": problem, "is_part": True}}
        return show(request, session, "partials/ask.html", context)
    if problem:
        messages.warning(request, problem)
    return redirect(reverse("study:lesson", args=[session_id]) + "#ask")


def _answered(request: HttpRequest, session: StudySession) -> str:
    """Ask the tutor; return why not, in the learner's words, or nothing."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return str(form.errors["question"][0])
    question = form.cleaned_data["question"]
    try:
        answer_question(session_id=session.pk, question=question, by=request.user.pk)
    except NotVisible:
        raise Http404 from None
    except DomainError as error:
        return refusal(error)
    return ""
