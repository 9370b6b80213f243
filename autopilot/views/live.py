"""The autopilot's own page: the start, and while a run is live all that happens in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import consent_required
from accounts.errors import DomainError
from autopilot.errors import NotWaiting
from autopilot.forms import StartForm, VetoForm
from autopilot.models import AutopilotRun
from autopilot.selectors.live import live_view
from autopilot.selectors.logs import COLUMNS
from autopilot.selectors.run_pages import past_runs, units_of
from autopilot.selectors.status import STEP_ACTIONS, current_item, latest_run, standing_of
from autopilot.services import steering
from autopilot.services.vetoes import veto
from autopilot.states import ENDED_RUNS, LIVE_RUNS
from autopilot.views.reading import may_read_reasons
from sessions_app.models import StudySession
from sessions_app.permissions import Act, can
from sessions_app.states import SessionKind, SessionStatus
from tutoring.errors import UnreadableAnswer
from tutoring.forms import AnswerForm
from tutoring.given import CHOOSE, Given
from tutoring.judging import is_slow_to_judge, judge_attempt
from tutoring.views.access import refusal, session_or_404, to_place

VERBS: dict[str, Callable[..., AutopilotRun]] = {
    "pause": steering.pause,
    "resume": steering.resume,
    "stop": steering.stop,
    "proceed": steering.proceed,
}


@consent_required
@require_GET
def autopilot(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the live run, or the start with the runs before."""
    session = _attended(request, session_id)
    run = latest_run(session.pk)
    if run is not None and run.status in LIVE_RUNS:
        return _show_live(request, session, run)
    if session.kind == SessionKind.PRACTICE:
        return to_place(request, session)
    return _show_start(request, session)


@consent_required
@require_GET
def part(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the live area alone; unchanged since the tag given it is a 304."""
    session = _attended(request, session_id)
    standing = standing_of(session)
    tag = f'W/"{standing.tag}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response = _part(request, session, standing.run)
    response["ETag"] = tag
    return response


@consent_required
@require_POST
def start(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Start a run; while one is live, lead to it."""
    session = session_or_404(request, session_id, Act.WRITE)
    form = StartForm(request.POST, units=units_of(session))
    if not form.is_valid():
        return _show_start(request, session, form)
    try:
        steering.start_run(session_id=session.pk, wish=form.wish())
    except DomainError as error:
        messages.warning(request, refusal(error))
    return redirect("autopilot:live", session.pk)


@consent_required
@require_POST
def steer(request: HttpRequest, session_id: UUID, verb: str) -> HttpResponse:
    """Pause, resume, stop, or go on from what was to be read."""
    return _deed(request, session_id, lambda: VERBS[verb](session_id=session_id))


@consent_required
@require_POST
def leave_topic(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Veto the present topic."""
    form = VetoForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Say what you would rather do.")
        return redirect("autopilot:live", session_id)
    wish = form.cleaned_data
    return _deed(
        request,
        session_id,
        lambda: veto(session_id=session_id, kind=wish["veto"], instead=wish["topic"] or None),
    )


@consent_required
@require_POST
def answer(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take the answer to the question asked, once; what cannot be read is asked again."""
    session = session_or_404(request, session_id, Act.WRITE)
    form = AnswerForm(request.POST)
    given = form.given() if form.is_valid() else None
    if given is None or given.missing:
        return _asked_again(request, session, given, given.missing if given else CHOOSE)
    try:
        _judge_ahead(session, given)
        steering.answer(session_id=session_id, given=given.answer(), item_id=given.item_id)
    except UnreadableAnswer as unreadable:
        return _asked_again(request, session, given, str(unreadable))
    except DomainError as error:
        return _after(request, session_id, notice=_said(error))
    return _after(request, session_id, answered=True)


def _judge_ahead(session: StudySession, given: Given) -> None:
    """Prove what takes a while before any transaction opens."""
    run = latest_run(session.pk)
    item = current_item(run) if run else None
    if item is not None and item.pk == given.item_id and is_slow_to_judge(item):
        judge_attempt(item, given.answer())


def _attended(request: HttpRequest, session_id: UUID) -> StudySession:
    """Fetch a session; whoever may write in it is there by looking."""
    session = session_or_404(request, session_id, Act.READ)
    if can(request.user, session, Act.WRITE):  # type: ignore[arg-type]
        steering.attend(session_id=session.pk)
        session.refresh_from_db(fields=["history_length"])
    return session


def _deed(request: HttpRequest, session_id: UUID, act: Callable[[], object]) -> HttpResponse:
    session_or_404(request, session_id, Act.WRITE)
    try:
        act()
    except DomainError as error:
        return _after(request, session_id, notice=_said(error))
    return _after(request, session_id)


def _said(error: DomainError) -> str:
    if isinstance(error, NotWaiting):
        return f"{error} Here is where the autopilot is now."
    return refusal(error)


def _after(
    request: HttpRequest, session_id: UUID, *, notice: str = "", answered: bool = False
) -> HttpResponse:
    """Show what a deed led to: the live area, or the way to the report."""
    session = StudySession.objects.get(pk=session_id)
    run = latest_run(session_id)
    if _is_part(request):
        return _part(request, session, run, notice=notice, answered=answered)
    if notice:
        messages.warning(request, notice)
    if run is not None and run.status in ENDED_RUNS:
        return redirect("autopilot:report", run.pk)
    return redirect("autopilot:live", session_id)


def _asked_again(
    request: HttpRequest, session: StudySession, given: Given | None, problem: str
) -> HttpResponse:
    """Ask again, keeping what was written; nothing is recorded."""
    run = latest_run(session.pk)
    if run is None or run.status not in LIVE_RUNS:
        return redirect("autopilot:live", session.pk)
    if _is_part(request):
        return _part(request, session, run, given=given, problem=problem)
    return _show_live(request, session, run, given=given, problem=problem)


def _is_part(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _part(
    request: HttpRequest, session: StudySession, run: AutopilotRun | None, **shown: Any
) -> HttpResponse:
    if run is None or run.status not in LIVE_RUNS:
        leads_to = reverse("autopilot:live", args=[session.pk])
        if run is not None and run.status in ENDED_RUNS:
            leads_to = reverse("autopilot:report", args=[run.pk])
        return HttpResponse(headers={"X-Leads-To": leads_to})
    return _show_live(request, session, run, is_part=True, **shown)


def _show_live(
    request: HttpRequest,
    session: StudySession,
    run: AutopilotRun,
    *,
    is_part: bool = False,
    given: Given | None = None,
    problem: str = "",
    notice: str = "",
    answered: bool = False,
) -> HttpResponse:
    context = {
        "session": session,
        "view": live_view(session, run, given=given, problem=problem),
        "is_mine": can(request.user, session, Act.WRITE),  # type: ignore[arg-type]
        "shows_log": may_read_reasons(request, session),
        "columns": COLUMNS,
        "actions": " ".join(STEP_ACTIONS),
        "is_owner": session.user_id == request.user.pk,
        "is_part": is_part,
        "notice": notice,
        "problem": problem,
        "answered": answered,
    }
    template = "partials/live.html" if is_part else "live.html"
    response = render(request, f"autopilot/{template}", context)
    patch_vary_headers(response, ["HX-Request"])  # caches must not mix page and part
    return response


def _show_start(
    request: HttpRequest, session: StudySession, form: StartForm | None = None
) -> HttpResponse:
    units = units_of(session)
    form = form or StartForm(units=units)
    is_mine = can(request.user, session, Act.WRITE)  # type: ignore[arg-type]
    chosen = set(form["topics"].value() or ())
    context = {
        "session": session,
        "form": form,
        "units": [
            (unit, [(slug, name, slug in chosen) for slug, name in topics])
            for unit, topics in units
        ],
        "runs": past_runs(session),
        "is_mine": is_mine,
        "may_act": is_mine and session.status == SessionStatus.ACTIVE,
    }
    return render(request, "autopilot/start.html", context)
