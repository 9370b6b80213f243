"""Logging in: counted first, then hashed exactly once, whoever it is."""

from __future__ import annotations

from accounts.errors import InvalidCredentials
from accounts.models import User
from accounts.services.letters import is_unlock_token_of
from accounts.services.limits import forget_attempts, require_login_attempt
from accounts.services.outbox import request_mail
from accounts.states import MailKind

WRONG = "E-mail or password is wrong."


def verify_credentials(*, email: str, password: str, address: str, unlock_token: str = "") -> User:
    """Return the active user with this e-mail and password.

    Every try is counted in the database before any hashing. Unknown user, wrong password and
    closed account are alike in answer and time: one hash each.
    Raises LoginLimitReached, InvalidCredentials.
    """
    email = email.strip().lower()
    by_link = bool(unlock_token) and is_unlock_token_of(_find(email), unlock_token)
    require_login_attempt(email=email, address=address, by_unlock_link=by_link)
    user = _find(email)
    if user is None:
        User().set_password(password)  # the time of one hash, so that nobody can tell
        raise InvalidCredentials(WRONG)
    if not user.check_password(password) or not user.is_active:
        raise InvalidCredentials(WRONG)
    forget_attempts(email)
    return user


def _find(email: str) -> User | None:
    return User.objects.with_email(email).first()


def request_unlock(*, email: str, base_url: str) -> None:
    """Have a link mailed that lets the real owner log in while others use up the limit."""
    request_mail(MailKind.UNLOCK, recipient=email, base_url=base_url)
