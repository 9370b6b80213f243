"""Access tokens: short-lived JWTs (RFC 7519) that name a user and the epoch of the password."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

import jwt
from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from accounts.errors import Unauthenticated

if TYPE_CHECKING:
    from accounts.models import User

INVALID_TOKEN = "The access token is not valid."  # noqa: S105 -- a sentence, not a secret
# Parameters by which a header could name a key of its own (RFC 7515, section 4.1).
FOREIGN_KEY_PARAMETERS = frozenset({"kid", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit"})
EPOCH_CLAIM = "epoch"


def issue_access_token(user: User) -> str:
    """Return a signed access token of the user's present epoch."""
    token = AccessToken()
    token["sub"] = str(user.pk)
    token[EPOCH_CLAIM] = user.token_epoch
    return str(token)


def read_access_token(raw: str) -> tuple[UUID, int]:
    """Return user id and epoch of a token that we signed and that has not expired.

    Raises Unauthenticated. No key named by the token itself is ever fetched or tried.
    """
    user_id, epoch, expires_at = _verified(raw, settings.SIMPLE_JWT["SIGNING_KEY"])
    if expires_at <= time.time():
        raise Unauthenticated(INVALID_TOKEN)
    return user_id, epoch


@lru_cache(maxsize=4096)
def _verified(raw: str, signing_key: str) -> tuple[UUID, int, int]:
    """Return user id, epoch and expiry of a token with our signature.

    Remembered: a signature that was right stays right, only the time has to be asked again.
    """
    try:
        if not FOREIGN_KEY_PARAMETERS.isdisjoint(jwt.get_unverified_header(raw)):
            raise Unauthenticated(INVALID_TOKEN)
        claims = AccessToken(raw).payload  # type: ignore[arg-type]  # it wants the text
        user_id, epoch, expires_at = UUID(claims["sub"]), claims[EPOCH_CLAIM], claims["exp"]
    except (TokenError, jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated(INVALID_TOKEN) from error
    if type(epoch) is not int:
        raise Unauthenticated(INVALID_TOKEN)
    return user_id, epoch, expires_at
