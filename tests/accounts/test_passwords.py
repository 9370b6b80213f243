"""A new password ends every other log-in and token; the present one goes on."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from freezegun import freeze_time

from accounts.errors import Conflict, InvalidCredentials, LinkSpent, LoginLimitReached
from accounts.models import User
from accounts.services.outbox import send_due_mails
from accounts.services.passwords import change_password, reset_password
from accounts.tokens import issue_access_token
from tests.accounts.factories import PASSWORD, LearnerFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "four other calm words"
ADDRESS = "10.0.0.1"


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_password_change_keeps_this_browser_and_ends_the_others(api):
    user = LearnerFactory().user
    here, elsewhere, token = logged_in(user), logged_in(user), issue_access_token(user)

    response = here.post("/account/password/", {"old": PASSWORD, "new": NEW})

    assert response.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert api.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401
    user.refresh_from_db()
    assert (user.token_epoch, user.check_password(NEW)) == (1, True)


def test_wrong_present_password_changes_nothing_and_is_limited():
    user = UserFactory()
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            change_password(user=user, old="wrong", new=NEW, address=ADDRESS)

    with pytest.raises(LoginLimitReached):
        change_password(user=user, old=PASSWORD, new=NEW, address=ADDRESS)

    user.refresh_from_db()
    assert user.token_epoch == 0


def test_of_two_changes_at_once_the_second_is_refused():
    user = UserFactory()
    stale = User.objects.get(pk=user.pk)
    change_password(user=user, old=PASSWORD, new=NEW, address=ADDRESS)

    with pytest.raises(Conflict):
        change_password(user=stale, old=PASSWORD, new="x" * 12, address=ADDRESS)


def reset_link(client, email):
    client.post("/account/password/forgotten/", {"email": email})
    send_due_mails()
    return mail.outbox[-1].body.split("http://testserver")[1].split()[0]


def test_reset_link_sets_a_password_once_and_logs_in(client):
    user = LearnerFactory().user
    elsewhere = logged_in(user)
    link = reset_link(client, user.email)
    initial = client.get(link).context["form"].initial

    done = client.post("/account/password/new/", {**initial, "new": NEW})

    assert done.status_code == 302
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert client.get(link).status_code == 410
    with pytest.raises(LinkSpent):
        reset_password(uid=initial["uid"], token=initial["token"], new="another one 123")


def test_reset_link_is_void_after_an_hour_and_after_a_change(client):
    user = UserFactory()
    link = reset_link(client, user.email)
    with freeze_time(timedelta(hours=1, minutes=1)):
        assert client.get(link).status_code == 410
    assert client.get(link).status_code == 200

    User.objects.update(token_epoch=1)
    assert client.get(link).status_code == 410


def test_reset_looks_alike_for_known_and_unknown_addresses(client):
    user = UserFactory(email="aaaaa@example.org")
    pages = [
        client.post("/account/password/forgotten/", {"email": email}).content.decode()
        for email in (user.email, "bbbbb@example.org")
    ]

    pages = [re.sub(r'(nonce=|X-CSRFToken": |value=)"[^"]*"', "", page) for page in pages]
    assert pages[0].replace("aaaaa", "bbbbb") == pages[1]
    assert send_due_mails() == 1
    assert [message.to for message in mail.outbox] == [[user.email]]


@pytest.mark.parametrize("uid", ["", "x", "%%%", "AAAA", "é"])
def test_garbled_reset_link_is_410(client, uid):
    response = client.get("/account/password/new/", {"uid": uid, "token": "x-y"})

    assert response.status_code == 410


def test_password_is_stored_as_argon2id_of_19_mib(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.MentorArgon2Hasher"]

    user = User.objects.create_user("a@example.org", PASSWORD)

    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert user.check_password(PASSWORD)
