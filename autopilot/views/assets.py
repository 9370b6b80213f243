"""What a mission's steps left, opened one by one and downloaded as Markdown."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.decorators import consent_required
from autopilot.downloads import markdown_download
from autopilot.models import Asset
from autopilot.selectors.markdown import asset_markdown
from autopilot.selectors.quizzes_left import answers_of
from autopilot.states import AssetStatus, AssetType
from autopilot.views.reading import may_read_reasons
from sessions_app.permissions import Act
from tutoring.views.access import session_or_404


@consent_required
@require_GET
def asset(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Show a lesson, an analysis or the answers to a quiz; a report has its own page."""
    found = _asset_or_404(request, asset_id)
    if found.subtype == AssetType.REPORT and "run_id" in found.content:
        return redirect("autopilot:report", found.content["run_id"])
    quiz_id = found.content.get("quiz_id")
    context = {
        "asset": found,
        "session": found.mission.session,
        "markdown": found.content.get("markdown", ""),
        "questions": answers_of(quiz_id) if quiz_id else None,
    }
    return render(request, "autopilot/asset.html", context)


@consent_required
@require_GET
def markdown(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Download what an asset holds in words."""
    found = _asset_or_404(request, asset_id)
    return markdown_download(found.name, asset_markdown(found))


def _asset_or_404(request: HttpRequest, asset_id: UUID) -> Asset:
    rows = Asset.objects.select_related("mission", "hop").filter(pk=asset_id)
    found = rows.filter(status=AssetStatus.READY).first()
    if found is None or found.mission.session_id is None:
        raise Http404
    found.mission.session = session_or_404(request, found.mission.session_id, Act.READ)
    if not may_read_reasons(request, found.mission.session):
        raise PermissionDenied
    return found
