"""Request limits: fixed windows of a minute, counted in the cache.

A cache that is away lets requests through: limits of courtesy, not of safety (log-in limits are
counted in the database).
"""

import time

import structlog
from django.core.cache import cache
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from accounts.addresses import peer_address

log = structlog.get_logger("mentor.throttle")
WINDOW_SECONDS = 60


class UserThrottle(BaseThrottle):
    """Requests a minute of one user, or of one address when nobody is logged in."""

    scope = "user"

    def applies_to(self, view) -> bool:
        return True

    def allow_request(self, request, view) -> bool:
        rate = api_settings.DEFAULT_THROTTLE_RATES[self.scope]
        if not rate or not self.applies_to(view):
            return True
        limit = int(rate.split("/")[0])
        return self._count(request) <= limit

    def _count(self, request) -> int:
        who = request.user.pk if request.user and request.user.is_authenticated else None
        window = int(time.time()) // WINDOW_SECONDS
        key = f"throttle:{self.scope}:{who or peer_address(request._request)}:{window}"
        try:
            if cache.add(key, 1, WINDOW_SECONDS * 2):
                return 1
            return cache.incr(key)
        except Exception as error:
            log.warning("cache away", error=type(error).__name__)
            return 0

    def wait(self) -> float:
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS


class AgentThrottle(UserThrottle):
    """The tighter limit of routes that make an agent work (``throttle_scope = "agent"``)."""

    scope = "agent"

    def applies_to(self, view) -> bool:
        return getattr(view, "throttle_scope", None) == "agent"
