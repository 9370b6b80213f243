"""Pages of the session core: the list of sessions, a session's history, its verbs."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import DomainError
from sessions_app.errors import SessionNotFound
from sessions_app.forms import SessionFilterForm
from sessions_app.models import AgentAction, StudySession
from sessions_app.permissions import Access, Act, Rule, can, find_session
from sessions_app.selectors import SUMMARY_ACTIONS
from sessions_app.services.lifecycle import move_session
from sessions_app.states import LEARNER_VERBS, VERBS

SESSIONS_PER_PAGE = 12
ENTRIES_PER_PAGE = 50
DONE = {
    "pause": "Paused. Everything is kept as it is.",
    "resume": "Welcome back. You are where you left off.",
    "complete": "Finished. Well done.",
    "archive": "Moved to the archive.",
    "restore": "Brought back from the archive.",
}


def session_or_404(request: HttpRequest, session_id: UUID, act: Act) -> Access:
    """Fetch a session for a page; what is not visible is a 404, what is not allowed a 403."""
    try:
        return find_session(request.user, session_id, act)
    except SessionNotFound:
        raise Http404 from None


@login_required
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """List the learner's sessions, newest activity first, filtered by status and exam."""
    learner = request.learner
    owner_id = learner.pk if learner else request.user.pk
    mine = StudySession.objects.owned_by(owner_id).defer("metadata", "current_context")
    form = SessionFilterForm(request.GET or None)
    shown = form.apply(mine).newest_activity_first()
    page = Paginator(shown, SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "is_filtered": form.is_filtered}
    return render(request, "sessions_app/session_list.html", context)


@login_required
@require_GET
def session_history(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show what the agents did in a session and why, newest first."""
    found = session_or_404(request, session_id, Act.READ_HISTORY)
    entries = AgentAction.objects.filter(session=found.session).order_by("-seq")
    if found.rule is Rule.SUMMARY:
        entries = entries.filter(action__in=SUMMARY_ACTIONS)
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "session": found.session,
        "page": page,
        "shows_reasoning": found.rule is not Rule.SUMMARY,
        "may_steer": can(request.user, found.session, Act.STEER),
    }
    return render(request, "sessions_app/session_history.html", context)


@login_required
@require_POST
def steer(request: HttpRequest, session_id: UUID, verb: str) -> HttpResponse:
    """Pause, resume, finish, archive or restore a session from a page's button."""
    if verb not in LEARNER_VERBS:
        raise Http404
    try:
        session_or_404(request, session_id, Act.STEER)
        move_session(session_id=session_id, verb=verb, by=request.user.pk)
        messages.success(request, DONE[verb])
    except DomainError as error:
        messages.error(request, _refusal(verb, error))
    return redirect(_way_back(request, session_id, verb))


def _refusal(verb: str, error: DomainError) -> str:
    return f"{VERBS[verb].label} did not work. {error}"


def _way_back(request: HttpRequest, session_id: UUID, verb: str) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return f"/sessions/{session_id}/" if verb == "resume" else "/sessions/"
