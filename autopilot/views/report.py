"""What a run left: the report, on the screen, on paper and as Markdown."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.decorators import consent_required
from autopilot.downloads import markdown_download
from autopilot.models import AutopilotRun
from autopilot.selectors.run_pages import ENDED_WORDS, report_of_run
from autopilot.states import LIVE_RUNS
from sessions_app.permissions import Act, can
from tutoring.views.access import session_or_404


@consent_required
@require_GET
def report(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show a run's report; a run that is still live is watched instead."""
    run = _run_or_404(request, run_id)
    if run.status in LIVE_RUNS:
        return redirect("autopilot:live", run.session_id)
    found = report_of_run(run)
    context = {
        "run": run,
        "session": run.session,
        "ended": ENDED_WORDS.get(run.ended_reason, "Ended by a fault"),
        "found": found.content if found else None,
        "minutes": round(run.active_ms / 60_000),
        "may_act": can(request.user, run.session, Act.WRITE),  # type: ignore[arg-type]
    }
    return render(request, "autopilot/report.html", context)


@consent_required
@require_GET
def markdown(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Download a run's report."""
    run = _run_or_404(request, run_id)
    found = report_of_run(run)
    if found is None or found.content is None:
        raise Http404
    name = f"report {run.started_at:%Y-%m-%d} {run.session.name}"
    return markdown_download(name, found.content["markdown"])


def _run_or_404(request: HttpRequest, run_id: UUID) -> AutopilotRun:
    runs = AutopilotRun.objects.filter(pk=run_id)
    run = runs.first()
    if run is None:
        raise Http404
    run.session = session_or_404(request, run.session_id, Act.READ)
    return run
