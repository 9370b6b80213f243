"""The mission page: what the plan proposes, and every step that was done for it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import consent_required
from accounts.errors import DomainError, NotAllowed
from autopilot.models import Mission
from autopilot.selectors.logs import COLUMNS
from autopilot.selectors.mission_pages import mission_page
from autopilot.services.missions import move_mission, propose_mission
from autopilot.states import LEARNER_MISSION_VERBS
from autopilot.views.reading import may_read_reasons
from sessions_app.errors import SessionNotFound
from sessions_app.permissions import Access, Act, can, find_session

PROPOSE = "propose"
DONE = {
    PROPOSE: "Here is what your plan asks for.",
    "accept": "Mission accepted. Study on as you like; it keeps your goal in view.",
    "cancel": "Mission set aside. You can propose a new one at any time.",
}


def _session_or_404(request: HttpRequest, session_id: UUID, act: Act) -> Access:
    try:
        return find_session(request.user, session_id, act)
    except SessionNotFound:
        raise Http404 from None


@consent_required
@require_GET
def mission(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the session's mission, or the offer to propose one from its plan."""
    session = _session_or_404(request, session_id, Act.READ).session
    found = Mission.objects.filter(session=session).first()
    context = {
        "session": session,
        "mission": found,
        "page": mission_page(found) if found and may_read_reasons(request, session) else None,
        "columns": COLUMNS,
        "has_plan": session.plans.filter(was_accepted=True).exists(),
        "may_steer": can(request.user, session, Act.WRITE),
    }
    return render(request, "autopilot/mission.html", context)


@consent_required
@require_POST
def steer(request: HttpRequest, session_id: UUID, verb: str) -> HttpResponse:
    """Propose, accept or set aside the session's mission."""
    if verb not in {PROPOSE, *LEARNER_MISSION_VERBS}:
        raise Http404
    try:
        session = _session_or_404(request, session_id, Act.WRITE).session
        if verb == PROPOSE:
            propose_mission(session_id=session.pk)
        else:
            found = Mission.objects.filter(session=session).first()
            if found is None:
                raise Http404
            move_mission(mission_id=found.pk, verb=verb)
        messages.success(request, DONE[verb])
    except NotAllowed:
        messages.error(request, "Only the learner decides about this mission.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("autopilot:mission", session_id=session_id)
