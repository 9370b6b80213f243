"""What pages know about the person in front of them."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.acting import acting_learner


class LearnerMiddleware:
    """Offer ``request.learner`` (lazy) and show pages in the time zone of who logged in.

    The API speaks UTC, so nothing is activated there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.learner = SimpleLazyObject(lambda: acting_learner(request))  # type: ignore[attr-defined]
        if not _is_page_of_somebody(request) or not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(_zone_of(request.user.timezone)):
            return self.get_response(request)


def _is_page_of_somebody(request: HttpRequest) -> bool:
    is_api = request.path_info.startswith("/api/")
    return not is_api and settings.SESSION_COOKIE_NAME in request.COOKIES


def _zone_of(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
