"""Who must follow when a session's status moves: asked in the same transaction.

A higher app registers in ``AppConfig.ready``; this app never needs to know it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessions_app.models import StudySession

Follower = Callable[["StudySession"], None]
_followers: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Register a follower; registering again replaces it."""
    _followers[name] = follower


def tell(session: StudySession) -> None:
    """Tell all followers that a locked session has moved; what they write commits with it."""
    for follower in _followers.values():
        follower(session)
