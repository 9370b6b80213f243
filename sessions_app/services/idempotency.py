"""Idempotency keys: the same request sent twice has one effect and one answer.

A key is claimed in a committed row with a lease; the work runs outside any transaction; the effect
and the answer commit together. Only answers that had an effect are kept: a refusal frees the key.
Follows the IETF draft "The Idempotency-Key HTTP Header Field".
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from sessions_app.errors import KeyInProgress, KeyReused
from sessions_app.models import IdempotentReply


@dataclass(frozen=True)
class Claim:
    """A key that this request holds until its lease ends."""

    reply_id: UUID
    token: UUID


@dataclass(frozen=True)
class Replay:
    """The first answer given under a key."""

    status: int
    body: Any


def request_hash(method: str, path: str, body: bytes) -> str:
    """Return the fingerprint that a key is bound to."""
    return hashlib.sha256(b"\n".join([method.encode(), path.encode(), body])).hexdigest()


def claim_key(*, user_id: UUID, key: str, fingerprint: str) -> Claim | Replay:
    """Claim a key in a committed row, or return the answer it already has.

    Raises KeyReused (another request under the same key) and KeyInProgress (the first one still
    runs). An expired lease is taken over: its holder is dead, or will find its claim gone.
    """
    token = uuid7()
    lease = {"lease_token": token, "lease_until": ClockNow() + settings.IDEMPOTENCY_LEASE}
    try:
        with transaction.atomic():
            row = IdempotentReply.objects.create(
                user_id=user_id,
                key=key,
                request_hash=fingerprint,
                expires_at=ClockNow() + settings.IDEMPOTENCY_TTL,
                **lease,
            )
    except IntegrityError:
        return _existing(user_id, key, fingerprint, token)
    return Claim(row.pk, token)


def _existing(user_id: UUID, key: str, fingerprint: str, token: UUID) -> Claim | Replay:
    rows = IdempotentReply.objects.filter(user_id=user_id, key=key)
    row = rows.first()
    if row is None:  # the first request was refused and freed its key meanwhile
        return claim_key(user_id=user_id, key=key, fingerprint=fingerprint)
    if row.request_hash != fingerprint:
        raise KeyReused("This Idempotency-Key came with another request before.")
    if row.status is not None:
        return Replay(row.status, row.body)
    dead = rows.filter(pk=row.pk, status=None).filter(
        Q(lease_until__lt=ClockNow()), lease_token=row.lease_token
    )
    taken = dead.update(lease_token=token, lease_until=ClockNow() + settings.IDEMPOTENCY_LEASE)
    if not taken:
        raise KeyInProgress("The first request with this Idempotency-Key is still running.")
    return Claim(row.pk, token)


def keep_reply(claim: Claim, *, status: int, body: Any) -> None:
    """Store the answer; call it inside the transaction of the effect.

    Raises KeyInProgress when the claim was taken over, which rolls the effect back.
    """
    held = IdempotentReply.objects.filter(pk=claim.reply_id, lease_token=claim.token, status=None)
    if not held.update(status=status, body=body):
        raise KeyInProgress("Another request took this Idempotency-Key over.")


def end_all_claims() -> int:
    """End the lease of every unanswered key: nobody is alive to hold one. Returns how many.

    For a start of the one process that serves everything, which owns its data folder alone: who
    was cut off may repeat the request at once.
    """
    held = IdempotentReply.objects.filter(status=None)
    return held.update(lease_until=ClockNow() - timedelta(seconds=1))


def release_key(claim: Claim) -> None:
    """Free a key whose request was refused: nothing happened under it."""
    IdempotentReply.objects.filter(pk=claim.reply_id, lease_token=claim.token, status=None).delete()
