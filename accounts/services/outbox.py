"""Mails: a row says that one is due, a worker composes and sends it, at least once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.clock import ClockNow
from accounts.models import OutgoingMail
from accounts.services.letters import compose_letter
from accounts.services.limits import count_attempt
from accounts.states import AttemptScope, MailKind
from accounts.tasks import send_mail

log = structlog.get_logger("mentor.mail")
MAX_ATTEMPTS = 5
CLAIM = timedelta(minutes=2)


def request_mail(
    kind: MailKind, *, recipient: str, base_url: str, subject_id: UUID | None = None
) -> OutgoingMail | None:
    """Store that a mail is due and ring for a worker after the commit.

    Returns None when this recipient had too many mails this hour; the caller answers alike.
    """
    address = recipient.strip().lower()
    if count_attempt(AttemptScope.MAIL, address).is_over:
        log.warning("mail limit reached", kind=kind.value)
        return None
    mail = OutgoingMail.objects.create(
        kind=kind, recipient=address, base_url=base_url, subject_id=subject_id
    )
    _ring_after_commit(mail.pk)
    return mail


def _ring_after_commit(mail_id: UUID) -> None:
    """Wake a worker; a broker that is away must not fail the request, the sweeper finds the row."""

    def ring() -> None:  # not a partial: Django logs a failing hook by its qualified name
        send_mail.delay(mail_id=str(mail_id))

    transaction.on_commit(ring, robust=True)


def due_mails() -> QuerySet[OutgoingMail]:
    """Return unsent mails that nobody holds and that have not failed too often."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=ClockNow())
    return OutgoingMail.objects.filter(free, sent_at=None, attempts__lt=MAX_ATTEMPTS)


def deliver_mail(*, mail_id: UUID) -> bool:
    """Send one mail if it is due and free; say whether it was sent now.

    Delivered twice, the second call finds nothing to claim. When the mail server fails, the claim
    runs out and the sweeper tries again, five times in all.
    """
    claim = {"attempts": F("attempts") + 1, "claimed_until": ClockNow() + CLAIM}
    if not due_mails().filter(pk=mail_id).update(**claim):
        return False
    mail = OutgoingMail.objects.get(pk=mail_id)
    letter = compose_letter(mail)
    try:
        if letter is not None:
            EmailMessage(subject=letter.subject, body=letter.body, to=[mail.recipient]).send()
    except OSError as error:  # smtplib's errors and refused connections
        log.warning("mail not sent", mail_id=str(mail_id), error=type(error).__name__)
        return False
    OutgoingMail.objects.filter(pk=mail_id).update(sent_at=ClockNow())
    return letter is not None


def send_due_mails(*, limit: int = 100) -> int:
    """Send what is due, oldest first, and return how many went out."""
    due = due_mails().order_by("created_at").values_list("pk", flat=True)[:limit]
    return sum(deliver_mail(mail_id=mail_id) for mail_id in list(due))
