"""Refresh tokens in families: each is used once, and one used twice betrays a thief.

RFC 9700 (OAuth 2.0 Security Best Current Practice), section 4.14.2: refresh token rotation.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.clock import ClockNow, database_now
from accounts.errors import InvalidRefreshToken
from accounts.ids import new_link_token, token_hash
from accounts.models import RefreshFamily, RefreshToken, User
from accounts.tokens import issue_access_token

NOT_VALID = "The refresh token is not valid. Log in again."
LOGGED_OUT, REUSED, PASSWORD_CHANGED = "logged_out", "reused", "password_changed"


@dataclass(frozen=True)
class TokenPair:
    """What a client keeps: shown once, never stored in the clear."""

    user: User
    access_token: str
    refresh_token: str


@transaction.atomic
def start_family(*, user: User) -> TokenPair:
    """Log a client in: a new family with its first refresh token, and an access token."""
    family = RefreshFamily.objects.create(user=user, epoch=user.token_epoch)
    return _next_pair(family, user)


def rotate_refresh_token(*, token: str) -> TokenPair:
    """Consume a refresh token and return its successor; of many at once exactly one succeeds.

    A token used again within the grace time (a double click, a lost answer) is refused and
    nothing more; used again later it kills its family. Raises InvalidRefreshToken.
    """
    with transaction.atomic():
        row = _find(token)
        if _consume(row) and _touch_family(row.family):
            return _next_pair(row.family, row.family.user)
        # Not raised in here: a revocation must be committed.
        _revoke_if_reused(row.pk)
    raise InvalidRefreshToken(NOT_VALID)


def log_out(*, token: str) -> None:
    """End the family of a refresh token. Safe to repeat, and silent about unknown tokens."""
    family_ids = RefreshToken.objects.filter(token_hash=token_hash(token)).values("family_id")
    _revoke(RefreshFamily.objects.filter(pk__in=family_ids), LOGGED_OUT)


def revoke_all_families(user: User, reason: str = PASSWORD_CHANGED) -> int:
    """End every API log-in of a user and return how many there were."""
    return _revoke(RefreshFamily.objects.filter(user=user), reason)


def _find(token: str) -> RefreshToken:
    rows = RefreshToken.objects.select_related("family__user")
    row = rows.filter(token_hash=token_hash(token)).first()
    if row is None:
        raise InvalidRefreshToken(NOT_VALID)
    return row


def _consume(row: RefreshToken) -> bool:
    """One conditional UPDATE without a join: the database lets exactly one caller through."""
    fresh = RefreshToken.objects.filter(pk=row.pk, used_at=None, expires_at__gt=ClockNow())
    return fresh.update(used_at=ClockNow()) == 1


def _touch_family(family: RefreshFamily) -> bool:
    """Whether the family is alive; its row lock orders this against every revocation."""
    if not family.user.is_active or family.epoch != family.user.token_epoch:
        return False
    alive = RefreshFamily.objects.filter(pk=family.pk, revoked_at=None)
    return alive.update(refreshed_at=ClockNow()) == 1


def _revoke_if_reused(token_id: UUID) -> None:
    row = RefreshToken.objects.get(pk=token_id)
    if row.used_at and database_now() - row.used_at > settings.REFRESH_REUSE_GRACE:
        _revoke(RefreshFamily.objects.filter(pk=row.family_id), REUSED)


def _revoke(families: QuerySet[RefreshFamily], reason: str) -> int:
    return families.filter(revoked_at=None).update(revoked_at=ClockNow(), revoked_reason=reason)


def _next_pair(family: RefreshFamily, user: User) -> TokenPair:
    token = new_link_token()
    RefreshToken.objects.create(
        family=family,
        token_hash=token_hash(token),
        expires_at=ClockNow() + settings.REFRESH_TOKEN_LIFETIME,
    )
    return TokenPair(user=user, access_token=issue_access_token(user), refresh_token=token)
