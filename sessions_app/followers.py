"""Who must follow: when a session's status moves, in the same transaction; when a learner is back.

A higher app registers in ``AppConfig.ready``; this app never needs to know it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from sessions_app.models import StudySession

Follower = Callable[["StudySession"], None]
_followers: dict[str, Follower] = {}
_of_returns: dict[str, Callable[[UUID], None]] = {}


def register(name: str, follower: Follower) -> None:
    """Register a follower; registering again replaces it."""
    _followers[name] = follower


def tell(session: StudySession) -> None:
    """Tell all followers that a locked session has moved; what they write commits with it."""
    for follower in _followers.values():
        follower(session)


def register_return(name: str, follower: Callable[[UUID], None]) -> None:
    """Register who hears that a session's learner is back, before that is noted."""
    _of_returns[name] = follower


def tell_returned(session_id: UUID) -> None:
    """Tell that a session's learner is there again; what was noted last is still to be read."""
    for follower in _of_returns.values():
        follower(session_id)
