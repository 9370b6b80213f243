"""Signing up: at once, or by a mailed link that known and unknown addresses get alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from accounts.clock import ClockNow
from accounts.errors import EmailTaken, InvalidCredentials, LinkSpent, NotVisible, RuleViolation
from accounts.ids import token_hash, uuid7
from accounts.models import Learner, SignUpRequest, User
from accounts.services.limits import forget_attempts, require_attempt, require_login_attempt
from accounts.services.links import link_token_hash
from accounts.services.outbox import request_mail
from accounts.states import AttemptScope, MailKind

LINK_LIFETIME = timedelta(days=2)
TAKEN = "There is an account with this e-mail address."
TOO_MANY = "Too many sign-ups from this address. Wait a minute."
NO_LINK = "This link is not one of ours."
SPENT = "This link was used or is too old. Sign up again."
NOT_THE_ONE = "This is not the password of the sign-up. If it was not yours, do nothing."


@dataclass(frozen=True)
class NewPerson:
    """Who signs up; the shape was checked at the edge."""

    email: str
    password: str
    name: str = ""
    birthdate: date | None = None


def sign_up(*, person: NewPerson, address: str, base_url: str) -> User | None:
    """Create user and learner; None: a mailed link goes on (``REQUIRE_EMAIL_CONFIRMATION``).

    Raises TooManyRequests (per peer address), EmailTaken, RuleViolation (birthdate missing).
    """
    if settings.REQUIRE_GUARDIAN_UNDER and person.birthdate is None:
        raise RuleViolation(
            "The birthdate is needed.", errors={"birthdate": ["The birthdate is needed."]}
        )
    require_attempt(AttemptScope.SIGN_UP, address, TOO_MANY)
    password = make_password(person.password)
    if settings.REQUIRE_EMAIL_CONFIRMATION:
        _request_confirmation(person, password, base_url)
        return None
    return create_learner(
        email=person.email, password=password, name=person.name, birthdate=person.birthdate
    )


@transaction.atomic
def _request_confirmation(person: NewPerson, password: str, base_url: str) -> None:
    """The same two rows for known and unknown addresses, hence the same time."""
    row_id = uuid7()
    SignUpRequest.objects.create(
        pk=row_id,
        email=person.email.strip().lower(),
        name=person.name,
        password=password,
        birthdate=person.birthdate,
        token_hash=link_token_hash(MailKind.CONFIRM_SIGN_UP, row_id),
        expires_at=ClockNow() + LINK_LIFETIME,
    )
    request_mail(
        MailKind.CONFIRM_SIGN_UP, recipient=person.email, base_url=base_url, subject_id=row_id
    )


def create_learner(
    *, email: str, password: str, name: str, birthdate: date | None, confirmed: bool = False
) -> User:
    """Create a user (``password`` is a hash) with a learner. Raises EmailTaken."""
    try:
        with transaction.atomic():
            user = User.objects.create(
                email=email.strip().lower(),
                name=name,
                password=password,
                email_confirmed_at=ClockNow() if confirmed else None,
            )
            Learner.objects.create(user=user, birthdate=birthdate)
    except IntegrityError as error:
        raise EmailTaken(TAKEN) from error
    user.refresh_from_db()
    return user


def pending_sign_up(token: str) -> SignUpRequest:
    """Return the sign-up of a mailed link. Raises NotVisible, LinkSpent."""
    rows = SignUpRequest.objects.filter(token_hash=token_hash(token))
    if not rows.exists():
        raise NotVisible(NO_LINK)
    row = rows.filter(used_at=None, expires_at__gt=ClockNow()).first()
    if row is None:
        raise LinkSpent(SPENT)
    return row


def confirm_sign_up(*, token: str, password: str, address: str) -> User:
    """Make the account of a mailed link, once.

    The password of the sign-up is asked for again: an address that somebody else typed in must
    not become an account whose password that somebody knows.
    Raises NotVisible, LinkSpent, LoginLimitReached, InvalidCredentials, EmailTaken.
    """
    row = pending_sign_up(token)
    require_login_attempt(email=row.email, address=address)
    if not check_password(password, row.password):
        raise InvalidCredentials(NOT_THE_ONE)
    with transaction.atomic():
        claimed = SignUpRequest.objects.filter(pk=row.pk, used_at=None).update(used_at=ClockNow())
        if not claimed:
            raise LinkSpent(SPENT)
        user = create_learner(
            email=row.email,
            password=row.password,
            name=row.name,
            birthdate=row.birthdate,
            confirmed=True,
        )
    forget_attempts(row.email)
    return user
