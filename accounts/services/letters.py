"""What stands in each mail; decided when it is sent, by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import GuardianInvitation, OutgoingMail, User
from accounts.services.links import link_token
from accounts.states import MailKind

UNLOCK_SALT = "accounts.unlock"
NAME_SHOWN = 40  # characters


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


class ResetTokenGenerator(PasswordResetTokenGenerator):
    """Django's reset tokens, void as soon as the user's epoch rises."""

    key_salt = "accounts.reset"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.token_epoch}"


reset_tokens = ResetTokenGenerator()


def compose_letter(mail: OutgoingMail) -> Letter | None:
    """Return the letter, or None when there is nobody to write to."""
    return COMPOSERS[MailKind(mail.kind)](mail)


def _with_query(name: str, **query: str) -> str:
    """Tokens travel in the query string: paths are logged, queries never."""
    return f"{reverse(name)}?{urlencode(query)}"


def _letter(mail: OutgoingMail, template: str, subject: str, path: str, **context: Any) -> Letter:
    link = mail.base_url.rstrip("/") + path
    body = render_to_string(f"accounts/mail/{template}.txt", {"link": link, **context})
    return Letter(subject=subject, body=body)


def _confirm_sign_up(mail: OutgoingMail) -> Letter | None:
    if _active_user(mail.recipient) is not None:
        path = reverse("accounts:password_reset")
        return _letter(mail, "already_signed_up", "You already have an account", path)
    if mail.subject_id is None:
        return None
    token = link_token(MailKind.CONFIRM_SIGN_UP, mail.subject_id)
    path = _with_query("accounts:confirm_sign_up", token=token)
    return _letter(mail, "confirm_sign_up", "Confirm your e-mail address", path)


def _reset_password(mail: OutgoingMail) -> Letter | None:
    user = _active_user(mail.recipient)
    if user is None:
        return None
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = reset_tokens.make_token(user)
    path = _with_query("accounts:password_reset_confirm", uid=uid, token=token)
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    return _letter(mail, "reset_password", "Choose a new password", path, minutes=minutes)


def _unlock(mail: OutgoingMail) -> Letter | None:
    user = _active_user(mail.recipient)
    if user is None:
        return None
    path = _with_query("accounts:login", unlock=unlock_token(user))
    return _letter(mail, "unlock", "Log in in spite of the limit", path)


def _invite_guardian(mail: OutgoingMail) -> Letter | None:
    if mail.subject_id is None:
        return None
    invitations = GuardianInvitation.objects.open().select_related("learner__user")
    invitation = invitations.filter(pk=mail.subject_id).first()
    if invitation is None:
        return None
    token = link_token(MailKind.INVITE_GUARDIAN, invitation.pk)
    path = _with_query("accounts:invitation", token=token)
    user = invitation.learner.user
    # Short and on one line: the name is the asker's own words in a mail that we send.
    name = " ".join(user.name.split())[:NAME_SHOWN] or user.email
    subject = "You are asked to be a guardian"
    return _letter(mail, "invite_guardian", subject, path, learner_name=name)


COMPOSERS = {
    MailKind.CONFIRM_SIGN_UP: _confirm_sign_up,
    MailKind.RESET_PASSWORD: _reset_password,
    MailKind.UNLOCK: _unlock,
    MailKind.INVITE_GUARDIAN: _invite_guardian,
}


def _active_user(email: str) -> User | None:
    return User.objects.with_email(email).filter(is_active=True).first()


def unlock_token(user: User) -> str:
    """Return a signed token that lets its holder try the password past the account's limit."""
    return signing.dumps([str(user.pk), user.token_epoch], salt=UNLOCK_SALT)


def is_unlock_token_of(user: User | None, token: str) -> bool:
    """Whether the token was mailed to this user for the present password and is not too old."""
    if user is None:
        return False
    try:
        value = signing.loads(token, salt=UNLOCK_SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        return False
    return value == [str(user.pk), user.token_epoch]
