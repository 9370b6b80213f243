"""Celery entries: each calls one service and may be delivered twice."""

from uuid import UUID

from celery import shared_task


@shared_task(name="accounts.send_mail", ignore_result=True, acks_late=True)
def send_mail(*, mail_id: str) -> None:
    """Send one mail that is due; one that fails is left to the sweeper."""
    from accounts.services.outbox import deliver_mail  # noqa: PLC0415 -- leaf

    deliver_mail(mail_id=UUID(mail_id))


@shared_task(name="accounts.send_due_mails", ignore_result=True)
def send_due_mails() -> None:
    """Beat entry: mails whose message was lost, or whose mail server was away."""
    from accounts.services.outbox import send_due_mails as send  # noqa: PLC0415 -- leaf

    send()


@shared_task(name="accounts.purge_expired", ignore_result=True)
def purge_expired() -> None:
    """Beat entry: delete expired tokens, spent links, old counts and sent mails."""
    from accounts.services.purge import purge_expired as purge  # noqa: PLC0415 -- leaf

    purge()
