"""The strip that tells on a session's own pages that the autopilot is running there."""

from typing import Any

from django import template

from autopilot.models import AutopilotRun
from sessions_app.models import StudySession

register = template.Library()


@register.inclusion_tag("autopilot/partials/run_strip.html")
def run_strip(session: StudySession) -> dict[str, Any]:
    """Show the strip while a run is live in the session. One query."""
    live = AutopilotRun.objects.live().filter(session_id=session.pk).only("status").first()
    return {"run": live, "session": session}
