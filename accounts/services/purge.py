"""Deleting what has served its time; the database's clock decides."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.clock import ClockNow
from accounts.models import (
    GuardianInvitation,
    LoginAttempt,
    OutgoingMail,
    RefreshFamily,
    RefreshToken,
    SignUpRequest,
)

COUNTS_KEPT = timedelta(hours=2)  # twice the longest window
LINKS_KEPT = timedelta(days=30)  # a spent link answers 410 for so long
MAILS_KEPT = timedelta(days=7)


def purge_expired() -> dict[str, int]:
    """Delete expired rows in chunks and return how many of each kind. Safe to repeat."""
    now = ClockNow()
    tokens = RefreshToken.objects.filter(family=OuterRef("pk"), expires_at__gt=now)
    families = RefreshFamily.objects.filter(created_at__lt=now - timedelta(days=1))
    spent_links = Q(revoked_at__lt=now - LINKS_KEPT) | Q(expires_at__lt=now - LINKS_KEPT)
    return {
        "login_attempts": _purge(
            LoginAttempt.objects.filter(window_started_at__lt=now - COUNTS_KEPT)
        ),
        "refresh_families": _purge(families.filter(~Exists(tokens))),
        "sign_up_requests": _purge(SignUpRequest.objects.filter(expires_at__lt=now - LINKS_KEPT)),
        "invitations": _purge(GuardianInvitation.objects.filter(spent_links, accepted_at=None)),
        "mails": _purge(OutgoingMail.objects.filter(created_at__lt=now - MAILS_KEPT)),
        "cookies": _purge(Session.objects.filter(expire_date__lt=now)),
    }


def _purge(due: QuerySet) -> int:
    """Delete in chunks, each its own transaction: no long lock, and a stop loses nothing."""
    total = 0
    while keys := list(due.values_list("pk", flat=True)[: settings.JOB_CHUNK_SIZE]):
        due.filter(pk__in=keys).delete()  # the condition again: a row may be fresh by now
        total += len(keys)
        if len(keys) < settings.JOB_CHUNK_SIZE:
            break
    return total
