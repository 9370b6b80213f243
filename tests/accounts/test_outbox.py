"""Mails are rows first: sent once, again after a failure, never held up by each other."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db.models import F

from accounts.models import OutgoingMail
from accounts.services.outbox import MAX_ATTEMPTS, deliver_mail, request_mail, send_due_mails
from accounts.services.passwords import request_password_reset
from accounts.states import MailKind
from accounts.tasks import send_due_mails as send_due_mails_task
from accounts.tasks import send_mail
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
BASE = "https://study.example.org"


class BrokenServer(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("away")


def claim_runs_out():
    OutgoingMail.objects.update(claimed_until=F("claimed_until") - timedelta(minutes=3))


@pytest.fixture
def due():
    user = UserFactory()
    request_password_reset(email=user.email, base_url=BASE)
    return OutgoingMail.objects.get()


def test_mail_delivered_twice_is_sent_once(due):
    send_mail(mail_id=str(due.pk))
    send_mail(mail_id=str(due.pk))
    claim_runs_out()
    send_due_mails_task()

    assert len(mail.outbox) == 1
    assert f"{BASE}/account/password/new/?uid=" in mail.outbox[0].body


def test_mail_is_tried_again_after_a_failure_five_times_in_all(due, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    assert send_due_mails() == 0
    assert send_due_mails() == 0  # the claim still holds
    assert OutgoingMail.objects.get().attempts == 1
    claim_runs_out()
    settings.EMAIL_BACKEND = working
    assert send_due_mails() == 1

    OutgoingMail.objects.update(sent_at=None, attempts=MAX_ATTEMPTS, claimed_until=None)
    assert send_due_mails() == 0


def test_failing_mail_does_not_hold_up_the_others(due, monkeypatch):
    from accounts.services import outbox

    other = UserFactory()
    request_password_reset(email=other.email, base_url=BASE)

    class Picky(outbox.EmailMessage):
        def send(self):
            if self.to == [due.recipient]:
                raise smtplib.SMTPRecipientsRefused({})
            return super().send()

    monkeypatch.setattr(outbox, "EmailMessage", Picky)
    assert send_due_mails() == 1
    assert mail.outbox[0].to == [other.email]


def test_doorbell_rings_after_the_commit_and_its_loss_is_survived(
    django_capture_on_commit_callbacks, monkeypatch
):
    def away(**_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.services.outbox.send_mail.delay", away)
    user = UserFactory()

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        request_mail(MailKind.RESET_PASSWORD, recipient=user.email, base_url=BASE)

    assert len(callbacks) == 1
    assert deliver_mail(mail_id=OutgoingMail.objects.get().pk)


def test_command_sends_what_is_due(due, capsys):
    call_command("send_due_mails")

    assert capsys.readouterr().out == "sent: 1\n"


def test_links_begin_with_the_configured_site(client, settings):
    settings.SITE_URL = BASE
    user = UserFactory()

    client.post("/account/password/forgotten/", {"email": user.email})

    assert OutgoingMail.objects.get().base_url == BASE


def test_forged_host_never_reaches_a_mail(client):
    user = UserFactory()

    response = client.post(
        "/account/password/forgotten/", {"email": user.email}, headers={"Host": "evil.example"}
    )

    assert response.status_code == 400
    assert not OutgoingMail.objects.exists()
