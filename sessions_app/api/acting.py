"""Acting on a session: the owner's path costs no query beyond the write itself."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from accounts.models import User
from sessions_app.errors import SessionNotFound
from sessions_app.permissions import Act, find_session

Result = TypeVar("Result")


def as_owner_or_allowed(
    user: User, session_id: UUID, act: Act, write: Callable[[UUID], Result]
) -> Result:
    """Call ``write(owner_id)`` as the owner; others are judged by the policy first.

    ``write`` must lock the session among that owner's own. Raises SessionNotFound, NotAllowed.
    """
    try:
        return write(user.pk)
    except SessionNotFound:
        found = find_session(user, session_id, act)
    return write(found.session.user_id)


def expected_version(request: Request, body: dict[str, Any]) -> int | None:
    """Return the version a caller expects, from the body or ``If-Match``."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return body.get("version")
    text = header.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ParseError('If-Match must be the ETag of a state, like "7".')
    version = int(text)
    if body.get("version", version) != version:
        raise ParseError("If-Match and version disagree.")
    return version
