"""Tickets for events: one use, one minute, for browsers that can send no header."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.clock import ClockNow
from accounts.models import User
from sessions_app.models import EventTicket

TICKET_SECONDS = 60


def give_ticket(*, user_id: UUID, session_id: UUID) -> str:
    """Return a new ticket; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    EventTicket.objects.create(
        token_hash=_hash(token),
        user_id=user_id,
        session_id=session_id,
        expires_at=ClockNow() + timedelta(seconds=TICKET_SECONDS),
    )
    return token


@transaction.atomic
def use_ticket(*, token: str, session_id: UUID) -> User | None:
    """Return whose ticket this is, the one time that it is used; None for any other."""
    fresh = EventTicket.objects.filter(
        token_hash=_hash(token),
        session_id=session_id,
        used_at=None,
        expires_at__gt=ClockNow(),
    )
    if not fresh.update(used_at=ClockNow()):
        return None
    ticket = EventTicket.objects.select_related("user").get(token_hash=_hash(token))
    return ticket.user if ticket.user.is_active else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
