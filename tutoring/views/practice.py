"""Practice: choose a topic, answer a set, see what it came to."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect, push_url

from accounts.decorators import consent_required, learner_required
from accounts.errors import DomainError, NotVisible
from sessions_app.models import StudySession
from sessions_app.permissions import Act
from sessions_app.services.lifecycle import move_session
from sessions_app.states import ENDED
from tutoring.errors import AlreadyAnswered, UnreadableAnswer
from tutoring.forms import AnswerForm, PracticeForm
from tutoring.given import CHOOSE, Given
from tutoring.selectors.comparison import compared
from tutoring.selectors.practice import (
    Scope,
    active_practice,
    is_untouched,
    newest_set,
    scope_of,
    subjects_with_topics,
)
from tutoring.selectors.questions_shown import QuestionView
from tutoring.selectors.review_portion import dated, portion_of
from tutoring.selectors.summary import session_summary, weakest_topic
from tutoring.services.practice import (
    answer_question,
    choose_questions,
    judge_ahead,
    serve_questions,
)
from tutoring.states import QuizKind
from tutoring.views.access import is_place, refusal, session_or_404, show, to_place
from tutoring.views.progress import sessions_chart
from tutoring.views.quiz import shown_since, time_spent_ms

SET_LENGTH = 5
LIKE_LENGTH = 1  # of a set of one subtopic: one like the question it began with


@learner_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Offer what can be practised, and the way back into an open practice."""
    context = {
        "subjects": subjects_with_topics(),
        "active": active_practice(request.learner.pk),  # type: ignore[attr-defined]
    }
    return render(request, "tutoring/practice.html", context)


@learner_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Make the next set; in the practice session that is open, or in a new one.

    The same choice again leads to the set it made, until one of its questions is answered.
    """
    form = PracticeForm(request.POST)
    if not form.is_valid():
        return redirect("study:practise")
    learner = request.learner  # type: ignore[attr-defined]
    chosen = form.cleaned_data
    scope = Scope(chosen["subject"], chosen["topic"] or None, chosen["subtopic"] or None)
    count = SET_LENGTH if scope.subtopic is None else LIKE_LENGTH
    active = active_practice(learner.pk)
    if active is not None and is_untouched(newest_set(active), scope):
        return redirect("study:practice", active.pk)
    try:
        batch = choose_questions(learner_id=learner.pk, scope=scope, count=count, typed=True)
        served = serve_questions(batch=batch, by=request.user.pk)
    except DomainError as error:
        messages.warning(request, refusal(error))
        return redirect("study:practise")
    if not served.rows:
        messages.info(request, "There are no questions on that yet.")
        return redirect("study:practise")
    return redirect("study:practice", served.session_id)


@consent_required
@require_GET
def practice(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the question that waits, or the end of a set, or of the practice."""
    session = session_or_404(request, session_id, Act.READ)
    if not is_place(session, "practice"):
        return to_place(request, session)
    if session.status in ENDED:
        summary = session_summary(session)
        context = {
            "summary": summary,
            "seconds": summary["total_time_ms"] // 1000,
            "weakest": weakest_topic(session),
            "comparison": (comparison := compared(session)),
            "sessions": sessions_chart(comparison.line) if comparison else None,
        }
        return show(request, session, "practice_end.html", context)
    newest = newest_set(session)
    view = newest.view() if newest is not None else None
    if view is None and newest is not None and newest.quiz.kind == QuizKind.REVIEW:
        context = {
            "set": newest,
            "dated": dated(session.user_id, newest.items),
            "portion": portion_of(session.user),
        }
        return show(request, session, "review_end.html", context)
    if view is None:
        context = {"set": newest, "scope": newest and scope_of(newest)}
        return show(request, session, "practice_set.html", context)
    return _show_question(request, session, view)


@consent_required
@require_GET
def question(request: HttpRequest, session_id: UUID, item_id: UUID) -> HttpResponse:
    """Show an answered question with its feedback; any other leads to the practice."""
    return _show_answered(request, session_id, item_id)


def _show_answered(request: HttpRequest, session_id: UUID, item_id: UUID) -> HttpResponse:
    session = session_or_404(request, session_id, Act.READ)
    held_by = newest_set(session, with_item=item_id)
    view = held_by.view(item_id) if held_by is not None else None
    if view is None:
        return redirect("study:practice", session_id)
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
    if given.missing or not _are_places(given.options):
        return _ask_again(request, session, given, given.missing or CHOOSE)
    selected = _selected(given)
    try:
        judge_ahead(learner_id=session.user_id, item_id=given.item_id, selected=selected)
        answer_question(
            learner_id=session.user_id,
            item_id=given.item_id,
            selected=selected,
            time_spent_ms=time_spent_ms(given.item_id, given.shown),
            session_id=session_id,
            by=request.user.pk,
        )
    except NotVisible:
        raise Http404 from None
    except AlreadyAnswered:
        pass  # a second click: the first answer and its feedback stand
    except UnreadableAnswer as unreadable:
        return _ask_again(request, session, given, str(unreadable))
    except DomainError as error:
        messages.warning(request, refusal(error))
        return _to_practice(request, session_id)
    return _feedback(request, session_id, given.item_id)


def _are_places(options: Sequence[str]) -> bool:
    return all(re.fullmatch(r"[0-9]{1,2}", option) for option in options)


def _selected(given: Given) -> Any:
    """Return the answer; an option is named by its place among those shown, from 0."""
    if not given.options:
        return given.answer()
    places = [int(option) for option in given.options]
    return places if given.kind == "choice_set" else places[0]


def _feedback(request: HttpRequest, session_id: UUID, item_id: UUID) -> HttpResponse:
    url = reverse("study:practice-question", args=[session_id, item_id])
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url)
    return push_url(_show_answered(request, session_id, item_id), url)


def _ask_again(
    request: HttpRequest, session: StudySession, given: Given | None, problem: str
) -> HttpResponse:
    """Ask again, keeping what was written; nothing is recorded."""
    keeps = bool(request.htmx) or (given is not None and given.is_written)  # type: ignore[attr-defined]
    newest = newest_set(session) if keeps else None
    view = newest.view(given=given, problem=problem) if newest is not None else None
    if view is None:
        messages.warning(request, problem)
        return _to_practice(request, session.pk)
    return _show_question(request, session, view, given=given)


def _to_practice(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Lead to the practice; a part of a page cannot be replaced by another page."""
    target = redirect("study:practice", session_id)
    return HttpResponseClientRedirect(target["Location"]) if request.htmx else target  # type: ignore[attr-defined]


@consent_required
@require_POST
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End the practice; twice is the same as once."""
    session = session_or_404(request, session_id, Act.STEER)
    if not is_place(session, "practice"):
        return to_place(request, session)
    try:
        move_session(session_id=session_id, verb="complete", by=request.user.pk)
    except DomainError as error:
        messages.warning(request, refusal(error))
    return redirect("study:practice", session_id)


def _show_question(
    request: HttpRequest, session: StudySession, view: QuestionView, *, given: Given | None = None
) -> HttpResponse:
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    context = {"view": view, "is_part": is_part, "shown": shown_since(view, given)}
    name = "partials/practice_question.html" if is_part else "practice_question.html"
    return show(request, session, name, context)
