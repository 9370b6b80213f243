"""Who may use the API at all; what may be done with one object is for its app to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import IsAuthenticated

from accounts.errors import ConsentRequired
from accounts.selectors import waits_for_consent

if TYPE_CHECKING:  # REST framework's views import this module by its settings string
    from rest_framework.request import Request
    from rest_framework.views import APIView

WAITING = "A guardian has to agree first. Invite one, or wait for the answer."


class IsActiveLearner(IsAuthenticated):
    """Logged in and, where the settings ask for it, with a guardian's consent."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if waits_for_consent(request.user):
            raise ConsentRequired(WAITING)
        return True
