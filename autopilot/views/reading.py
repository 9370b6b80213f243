"""Who may read what the autopilot did in words."""

from django.http import HttpRequest

from sessions_app.models import StudySession
from sessions_app.permissions import Act, Rule, access, can


def may_read_reasons(request: HttpRequest, session: StudySession) -> bool:
    """Whether the caller may read what was done and why, not just that it was."""
    user = request.user
    if not can(user, session, Act.READ_HISTORY):  # type: ignore[arg-type]
        return False
    rule = access(user, session, Act.READ_HISTORY).rule  # type: ignore[arg-type]
    return rule is Rule.YES or can(user, session, Act.WRITE)  # type: ignore[arg-type]
