"""What every study page does first: who, which session, is this its place."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from accounts.errors import DomainError, NotAllowed, NotVisible
from sessions_app.errors import InvalidTransition, SessionNotActive, SessionNotFound
from sessions_app.models import StudySession
from sessions_app.permissions import Act, can, find_session
from sessions_app.states import ENDED, SessionKind, SessionStatus, StudyPhase
from tutoring.selectors.places import place_of

P = StudyPhase
# Where a page may be read; the plan may always be, once there is one.
PHASES_OF_PAGE: dict[str, frozenset[str]] = {
    "goal": frozenset({P.INTAKE, P.PLANNING}),
    "plan": frozenset(P.values) - {P.INTAKE},
    "lesson": frozenset({P.LEARNING, P.QUIZZING, P.ANALYZING}),
    "quiz": frozenset({P.QUIZZING}),
    "analysis": frozenset({P.ANALYZING, P.COMPLETED}),
    "summary": frozenset({P.COMPLETED}),
}
PAGES_OF_ENDED = frozenset({"plan", "analysis", "summary"})


def session_or_404(request: HttpRequest, session_id: UUID, act: Act) -> StudySession:
    """Fetch a session for a page; what is not visible is a 404, what is not allowed a 403."""
    try:
        return find_session(request.user, session_id, act).session  # type: ignore[arg-type]
    except SessionNotFound:
        raise Http404 from None
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from None


def is_place(session: StudySession, page: str) -> bool:
    """Whether a page shows something of this session now."""
    if session.kind == SessionKind.PRACTICE:
        return page == "practice"
    if session.status in ENDED and page in PAGES_OF_ENDED:
        return page == "summary" or session.phase in PHASES_OF_PAGE[page]
    return session.status not in ENDED and session.phase in PHASES_OF_PAGE.get(page, ())


def to_place(request: HttpRequest, session: StudySession, *, words: str = "") -> HttpResponse:
    """Lead to where the session is, saying so."""
    place = place_of(session)
    messages.info(request, words or f"You are here: {place.label}.")
    return redirect(place.url)


def to_new_place(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Lead to where the session is after an action."""
    return redirect(place_of(StudySession.objects.get(pk=session_id)).url)


def show(
    request: HttpRequest, session: StudySession, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Render a page of a session; ``may_act``: the caller's to do, and the session takes it."""
    is_mine = can(request.user, session, Act.WRITE)  # type: ignore[arg-type]
    context |= {
        "session": session,
        "is_mine": is_mine,
        "may_act": is_mine and session.status == SessionStatus.ACTIVE,
    }
    response = render(request, f"tutoring/{template}", context)
    patch_vary_headers(response, ["HX-Request"])  # caches must not mix page and partial
    return response


def perform(request: HttpRequest, session_id: UUID, act: Callable[[], object]) -> HttpResponse:
    """Do what a button asks, then lead to where the session is, whatever came of it."""
    session_or_404(request, session_id, Act.WRITE)
    try:
        act()
    except NotVisible:
        raise Http404 from None
    except DomainError as error:
        messages.warning(request, refusal(error))
    return to_new_place(request, session_id)


def refusal(error: DomainError) -> str:
    """Say in the learner's words why nothing was changed."""
    if isinstance(error, SessionNotActive):
        return f"This session is {error.extra['session_status']}. Resume it to go on."
    if isinstance(error, InvalidTransition):
        return "That step is not the next one. Here is where you are."
    return str(error)
