"""Changing and resetting a password: every other log-in and token becomes void."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.utils.http import urlsafe_base64_decode

from accounts.errors import Conflict, InvalidCredentials, LinkSpent
from accounts.models import User
from accounts.services.letters import reset_tokens
from accounts.services.limits import forget_attempts, require_login_attempt
from accounts.services.outbox import request_mail
from accounts.services.refresh_tokens import revoke_all_families
from accounts.states import MailKind

OLD_IS_WRONG = "The present password is wrong."
SPENT = "This link was used or is too old. Ask for a new one."


def change_password(*, user: User, old: str, new: str, address: str) -> User:
    """Set a new password and return the user as stored; all other tokens and cookies are void.

    The present password is asked for and its tries are counted like log-ins.
    Raises LoginLimitReached, InvalidCredentials; ValidationError when the new one is too weak.
    """
    require_login_attempt(email=user.email or str(user.pk), address=address)
    if not user.check_password(old):
        raise InvalidCredentials(OLD_IS_WRONG)
    forget_attempts(user.email or str(user.pk))
    return _set_password(user, new)


def request_password_reset(*, email: str, base_url: str) -> None:
    """Have a reset link mailed; known and unknown addresses cost and answer the same."""
    request_mail(MailKind.RESET_PASSWORD, recipient=email, base_url=base_url)


def user_of_reset_link(uid: str, token: str) -> User | None:
    """Return the user of an unspent reset link, or None."""
    try:
        user_id = UUID(urlsafe_base64_decode(uid).decode())
    except ValueError:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if reset_tokens.check_token(user, token) else None


def reset_password(*, uid: str, token: str, new: str) -> User:
    """Set a password by a mailed link, which works once. Raises LinkSpent, ValidationError."""
    user = user_of_reset_link(uid, token)
    if user is None:
        raise LinkSpent(SPENT)
    user = _set_password(user, new)
    forget_attempts(user.email or "")
    return user


def _set_password(user: User, new: str) -> User:
    validate_password(new, user)
    hashed = make_password(new)  # outside the row lock: hashing is slow on purpose
    with transaction.atomic():
        # The epoch in the condition: of two changes at once the second one starts anew.
        changed = User.objects.filter(pk=user.pk, token_epoch=user.token_epoch).update(
            password=hashed, token_epoch=F("token_epoch") + 1
        )
        if not changed:
            raise Conflict("The password was changed at the same moment.")
        revoke_all_families(user)
    user.refresh_from_db()
    return user
