"""One more question under a wrong answer of the analysis, with and without script."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.decorators import consent_required
from accounts.errors import DomainError, NotVisible
from sessions_app.models import StudySession
from sessions_app.permissions import Act
from tutoring.errors import UnknownOption
from tutoring.forms import AnswerForm
from tutoring.given import CHOOSE, Given
from tutoring.judging import meant_answer
from tutoring.models import Attempt
from tutoring.selectors.redemption import redemption_shown
from tutoring.services.redemption import answer_redemption, redeem, redemption_item
from tutoring.views.access import refusal, session_or_404, show
from tutoring.views.quiz import shown_since, time_spent_ms


@consent_required
@require_POST
def redeem_mistake(request: HttpRequest, session_id: UUID, attempt_id: UUID) -> HttpResponse:
    """Make the question; a second click finds the first one's."""
    session = session_or_404(request, session_id, Act.WRITE)
    attempt = _attempt_or_404(session, attempt_id)
    problem = _problem_of(lambda: redeem(attempt=attempt, by=request.user.pk))
    return _back(request, session, attempt_id, problem)


@consent_required
@require_POST
def answer(request: HttpRequest, session_id: UUID, attempt_id: UUID) -> HttpResponse:
    """Check the answer: once, whatever is clicked how often."""
    session = session_or_404(request, session_id, Act.WRITE)
    item = redemption_item(_attempt_or_404(session, attempt_id))
    if item is None:
        raise Http404
    form = AnswerForm(request.POST)
    given = form.given() if form.is_valid() and form.cleaned_data["item"] == item.pk else None
    if given is None or given.missing:
        return _back(request, session, attempt_id, given.missing if given else CHOOSE, given)

    def check() -> None:
        answer_redemption(
            item_id=item.pk,
            answer=meant_answer(item, given.answer()),
            time_spent_ms=time_spent_ms(item.pk, given.shown),
            by=request.user.pk,
        )

    return _back(request, session, attempt_id, _problem_of(check), given)


def _attempt_or_404(session: StudySession, attempt_id: UUID) -> Attempt:
    related = (
        "misconception",
        "quiz_item__quiz__topic",
        "quiz_item__question_version__question",
    )
    rows = Attempt.objects.select_related(*related).filter(session=session, pk=attempt_id)
    attempt = rows.first()
    if attempt is None:
        raise Http404
    return attempt


def _problem_of(act: Callable[[], object]) -> str:
    """Do it; return why not, in the learner's words, or nothing."""
    try:
        act()
    except NotVisible:
        raise Http404 from None
    except UnknownOption:
        return CHOOSE
    except DomainError as error:
        return refusal(error)
    return ""


def _back(
    request: HttpRequest,
    session: StudySession,
    attempt_id: UUID,
    problem: str,
    given: Given | None = None,
) -> HttpResponse:
    """Show the question where it stands; without script lead there."""
    if not request.htmx:  # type: ignore[attr-defined]
        if problem:
            messages.warning(request, problem)
        return redirect(reverse("study:analysis", args=[session.pk]) + f"#redeem-{attempt_id}")
    shown = redemption_shown(attempt_id, given=given if problem else None, problem=problem)
    question = shown.question
    context = {
        "redemption": shown,
        "problem": "" if question is not None else problem,
        "is_part": True,
        "shown": shown_since(question, given) if question is not None else "",
    }
    return show(request, session, "partials/redemption.html", context)
