"""Request limits: fixed windows of a minute, counted in the cache.

A cache that is away lets requests through: limits of courtesy, not of safety (log-in limits are
counted in the database).
"""

import threading
import time

import structlog
from django.core.cache import cache
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from accounts.addresses import peer_address

log = structlog.get_logger("mentor.throttle")
WINDOW_SECONDS = 60
LOTS_A_WINDOW = 60


class _Lots:
    """Requests that this process has counted in the cache ahead of time.

    The cache is asked once for a lot, not for every request. All processes together never let
    more through than the limit; one whose lots others hold may be refused a little early.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._left: dict[str, int] = {}

    def take(self, key: str, window: int) -> bool:
        with self._lock:
            left = self._left.get(key, 0) if window == self._window else 0
            if left:
                self._left[key] = left - 1
            return left > 0

    def keep(self, key: str, window: int, count: int) -> None:
        with self._lock:
            if window != self._window:  # what is left of older windows is void
                self._window, self._left = window, {}
            self._left[key] = self._left.get(key, 0) + count


_lots = _Lots()


def _counted(key: str, size: int) -> int:
    """Count ``size`` more requests in the cache; return how many there are now."""
    try:
        if cache.add(key, size, WINDOW_SECONDS * 2):
            return size
        return cache.incr(key, size)
    except Exception as error:
        log.warning("cache away", error=type(error).__name__)
        return 0


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
        who = request.user.pk if request.user and request.user.is_authenticated else None
        window = int(time.time()) // WINDOW_SECONDS
        key = f"throttle:{self.scope}:{limit}:{who or peer_address(request._request)}:{window}"
        return _lots.take(key, window) or self._take_lot(key, window, limit)

    def _take_lot(self, key: str, window: int, limit: int) -> bool:
        """Take a lot from the cache; keep what this request does not use of it."""
        size = max(1, limit // LOTS_A_WINDOW)
        granted = min(size, limit - (_counted(key, size) - size))
        if granted > 1:
            _lots.keep(key, window, granted - 1)
        return granted > 0

    def wait(self) -> float:
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS


class AgentThrottle(UserThrottle):
    """The tighter limit of routes that make an agent work (``throttle_scope = "agent"``)."""

    scope = "agent"

    def applies_to(self, view) -> bool:
        return getattr(view, "throttle_scope", None) == "agent"
