"""The quiz: one question at a time, feedback beside the answer, then the next."""

import time
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect, push_url

from accounts.decorators import consent_required
from accounts.errors import DomainError, NotVisible
from sessions_app.models import StudySession
from sessions_app.permissions import Act
from tutoring.errors import UnreadableAnswer
from tutoring.forms import AnswerForm
from tutoring.given import CHOOSE, Given
from tutoring.selectors.questions_shown import QuestionView, question_view
from tutoring.services.answers import answer_item
from tutoring.services.practice import judge_ahead
from tutoring.views.access import is_place, refusal, session_or_404, show, to_place

SALT = "tutoring.question-shown"
LONGEST_SECONDS = 30 * 60  # a page left open says nothing about the question


@consent_required
@require_GET
def quiz(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the first unanswered question."""
    session = session_or_404(request, session_id, Act.READ)
    if not is_place(session, "quiz"):
        return _elsewhere(request, session)
    return _show_question(request, session, question_view(session))


@consent_required
@require_GET
def question(request: HttpRequest, session_id: UUID, number: int) -> HttpResponse:
    """Show an answered question with its feedback; one still to come leads to the quiz."""
    session = session_or_404(request, session_id, Act.READ)
    view = question_view(session, number)
    if view is None:
        return redirect("study:quiz", session_id)
    return _show_question(request, session, view)


@consent_required
@require_POST
def answer(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Check an answer: once for each question, whatever is clicked how often."""
    session = session_or_404(request, session_id, Act.WRITE)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _ask_again(request, session, None, CHOOSE)
    given = form.given()
    if given.missing:
        return _ask_again(request, session, given, given.missing)
    try:
        given_answer = given.answer()
        # Whatever kind the form says: a proof takes seconds, not to be spent under the lock.
        judge_ahead(learner_id=session.user_id, item_id=given.item_id, selected=given_answer)
        attempt = answer_item(
            session_id=session_id,
            item_id=given.item_id,
            answer=given_answer,
            time_spent_ms=time_spent_ms(given.item_id, given.shown),
            by=request.user.pk,
        )
    except NotVisible:
        raise Http404 from None
    except UnreadableAnswer as unreadable:
        return _ask_again(request, session, given, str(unreadable))
    except DomainError as error:
        messages.warning(request, refusal(error))
        return _elsewhere(request, StudySession.objects.get(pk=session_id), is_said=True)
    return _feedback(request, session_id, attempt.quiz_item.position)


def _feedback(request: HttpRequest, session_id: UUID, number: int) -> HttpResponse:
    url = reverse("study:question", args=[session_id, number])
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url)
    session = StudySession.objects.get(pk=session_id)
    return push_url(_show_question(request, session, question_view(session, number)), url)


def _ask_again(
    request: HttpRequest, session: StudySession, given: Given | None, problem: str
) -> HttpResponse:
    """Ask again, keeping what was written; nothing is recorded."""
    keeps = bool(request.htmx) or (given is not None and given.is_written)  # type: ignore[attr-defined]
    if not keeps or not is_place(session, "quiz"):
        messages.warning(request, problem)
        return _elsewhere(request, session, is_said=True)
    view = question_view(session, given=given, problem=problem)
    return _show_question(request, session, view, given=given)


def _elsewhere(
    request: HttpRequest, session: StudySession, *, is_said: bool = False
) -> HttpResponse:
    """Lead to the session's place; a part of a page cannot be replaced by another page."""
    target = redirect("study:session", session.pk) if is_said else to_place(request, session)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(target["Location"])
    return target


def _show_question(
    request: HttpRequest,
    session: StudySession,
    view: QuestionView | None,
    *,
    given: Given | None = None,
) -> HttpResponse:
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    context = {
        "view": view,
        "is_part": is_part,
        "shown": shown_since(view, given) if view is not None else "",
    }
    return show(
        request, session, "partials/question_card.html" if is_part else "quiz.html", context
    )


def shown_since(view: QuestionView, given: Given | None) -> str:
    """Return the signed time at which a question was shown; asked again, it is the first."""
    if given is not None and given.item_id == view.item_id and given.shown:
        return given.shown
    return shown_token(view.item_id)


def shown_token(item_id: UUID) -> str:
    """Return the signed time at which a question is shown."""
    return signing.dumps([str(item_id), int(time.time() * 1000)], salt=SALT)


def time_spent_ms(item_id: UUID, token: str) -> int | None:
    """Return the time from showing to answering; None when nobody can say."""
    try:
        shown_id, shown_at = signing.loads(token, salt=SALT, max_age=LONGEST_SECONDS)
    except signing.BadSignature:
        return None
    if shown_id != str(item_id):
        return None
    return max(0, int(time.time() * 1000) - shown_at)
