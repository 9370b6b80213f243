"""What is exported, what is erased, what is purged."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from accounts.models import (
    GuardianInvitation,
    LoginAttempt,
    OutgoingMail,
    RefreshFamily,
    RefreshToken,
    SignUpRequest,
    User,
)
from accounts.services.erase import collect_export, erase_account
from accounts.services.limits import count_attempt
from accounts.services.passwords import request_password_reset
from accounts.services.purge import purge_expired
from accounts.services.refresh_tokens import rotate_refresh_token, start_family
from accounts.services.sign_up import NewPerson, sign_up
from accounts.states import AttemptScope
from tests.accounts.factories import PASSWORD, GuardianshipFactory, LearnerFactory, UserFactory
from tests.accounts.test_guardians import invite

pytestmark = pytest.mark.django_db
CANARY = "canary@example.org"


def canary(settings):
    learner = LearnerFactory(user__email=CANARY, user__name="Canary")
    GuardianshipFactory(learner=learner)
    invite(learner)
    start_family(user=learner.user)
    request_password_reset(email=CANARY, base_url="http://testserver")
    count_attempt(AttemptScope.ACCOUNT, CANARY)
    settings.REQUIRE_EMAIL_CONFIRMATION = True
    sign_up(
        person=NewPerson(email=CANARY, password=PASSWORD), address="10.0.0.1", base_url="http://x"
    )
    return learner.user


def test_export_holds_the_person_and_no_secret(settings):
    user = canary(settings)

    text = json.dumps(collect_export(user_id=user.pk)["accounts"])

    assert CANARY in text
    assert "parent@example.org" in text
    assert user.password not in text
    for family in RefreshToken.objects.all():
        assert family.token_hash not in text


def test_erasure_leaves_no_trace_of_the_person(settings):
    user = canary(settings)

    erase_account(user.pk)
    erase_account(user.pk)

    for model in (SignUpRequest, RefreshFamily, RefreshToken, GuardianInvitation, OutgoingMail):
        assert not model.objects.exists(), model
    assert not User.objects.filter(email=CANARY).exists()
    left = set(LoginAttempt.objects.values_list("scope", flat=True))
    assert left == {AttemptScope.SIGN_UP, AttemptScope.MAIL}  # the address, and the invited one
    assert collect_export(user_id=user.pk)["accounts"] == {}


def test_purge_deletes_what_expired_and_nothing_else(client):
    user = UserFactory()
    old, fresh = start_family(user=user), start_family(user=user)
    long_ago = timezone.now() - timedelta(days=100)
    RefreshFamily.objects.filter(tokens__token_hash__isnull=False).update(created_at=long_ago)
    dead = RefreshFamily.objects.order_by("pk").first()
    RefreshToken.objects.filter(family=dead).update(expires_at=long_ago)
    for subject in ("old", "new"):
        count_attempt(AttemptScope.ACCOUNT, subject)
    first = LoginAttempt.objects.order_by("pk").first()
    LoginAttempt.objects.filter(pk=first.pk).update(window_started_at=long_ago)
    request_password_reset(email=user.email, base_url="http://x")
    OutgoingMail.objects.update(created_at=long_ago)
    invite(LearnerFactory())
    GuardianInvitation.objects.update(expires_at=long_ago)
    client.force_login(user)
    client.session.save()
    from django.contrib.sessions.models import Session

    Session.objects.update(expire_date=long_ago)

    counts = purge_expired()

    assert counts == {
        "login_attempts": 1,
        "refresh_families": 1,
        "sign_up_requests": 0,
        "invitations": 1,
        "mails": 1,
        "cookies": 1,
    }
    assert rotate_refresh_token(token=fresh.refresh_token).user == user
    assert set(purge_expired().values()) == {0}
    assert old.user == user


def test_purge_works_in_chunks(settings):
    settings.JOB_CHUNK_SIZE = 2
    for number in range(5):
        count_attempt(AttemptScope.ACCOUNT, str(number))
    LoginAttempt.objects.update(window_started_at=F("window_started_at") - timedelta(hours=3))

    assert purge_expired()["login_attempts"] == 5


def test_command_says_what_it_purged(capsys):
    call_command("purge_accounts")

    assert "login_attempts: 0" in capsys.readouterr().out
