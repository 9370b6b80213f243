"""Logging in: limits counted before hashing, unknown and wrong alike, a way back for the owner."""

import threading

import pytest
from django.core import mail
from django.db import connection

from accounts.errors import InvalidCredentials, LoginLimitReached
from accounts.models import LoginAttempt, User
from accounts.services.limits import count_attempt
from accounts.services.log_in import request_unlock, verify_credentials
from accounts.services.outbox import send_due_mails
from accounts.states import AttemptScope
from tests.accounts.factories import PASSWORD, UserFactory

LOGIN = "/api/auth/login/"
NOBODY = "nobody@example.org"


def log_in(api, email, password=PASSWORD, **extra):
    return api.post(LOGIN, {"email": email, "password": password}, format="json", **extra)


@pytest.mark.django_db
def test_login_answers_tokens_and_the_person_twice(api):
    user = UserFactory(email="asha@example.org")

    response = log_in(api, " Asha@Example.org")

    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"access_token", "refresh_token", "token_type", "user", "parent"}
    assert set(body["user"]) == {"id", "email", "name", "created_at"}
    assert set(body["parent"]) == {"id", "email", "created_at"}
    assert body["user"]["id"] == body["parent"]["id"] == str(user.pk)
    me = api.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {body['access_token']}")
    assert me.json()["email"] == "asha@example.org"


@pytest.mark.django_db
def test_login_takes_a_form_of_username_and_password(api):
    user = UserFactory()
    form = f"grant_type=password&username={user.email}&password=three+calm+words&scope="

    response = api.post(LOGIN, form, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 200
    assert response.json()["user"]["id"] == str(user.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["signup", "refresh", "logout"])
def test_no_other_route_takes_a_form(api, path):
    form = "email=a%40example.org&password=three+calm+words"

    response = api.post(
        f"/api/auth/{path}/", form, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 415


@pytest.mark.django_db
def test_unknown_user_and_wrong_password_answer_and_hash_alike(api, hashes):
    user, closed = UserFactory(), UserFactory(is_active=False)
    answers, counts = [], []
    for email, password in [
        (user.email, "wrong"),
        (NOBODY, "wrong"),
        (closed.email, PASSWORD),
        (closed.email, "wrong"),
    ]:
        hashes.reset()
        response = log_in(api, email, password)
        counts.append(hashes.count)
        answers.append((response.status_code, {**response.json(), "request_id": None}))

    assert counts == [1, 1, 1, 1]
    assert answers == [answers[0]] * 4
    assert answers[0][0] == 401
    assert answers[0][1]["code"] == "invalid_credentials"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": NOBODY, "password": "x" * 1_000_000}, (400, 413)),
        ({"email": NOBODY, "password": "a" + "\u0301" * 100_000}, (400,)),
        ({"email": "e" * 300, "password": "x"}, (400,)),
        ({"email": NOBODY, "password": "a\x00b"}, (400,)),
        ({"email": NOBODY, "password": ["x"]}, (400,)),
        ({"email": NOBODY, "password": 12345678}, (400,)),
        ({"email": NOBODY, "password": None}, (400,)),
        ({"email": NOBODY, "password": True}, (400,)),
        ({"email": NOBODY}, (400,)),
        ({"password": "x"}, (400,)),
        ({}, (400,)),
        ([], (400,)),
        ({"email": NOBODY, "password": "x", "is_staff": True}, (400,)),
        ({"username": NOBODY, "password": "x"}, (400,)),
    ],
)
def test_login_refuses_hostile_bodies_without_hashing(api, hashes, body, status):
    response = api.post(LOGIN, body, format="json")

    assert response.status_code in status
    assert hashes.count == 0
    assert LoginAttempt.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ("username=a%40b.co&username=c%40d.co&password=x", 400),
        ("username=a%40b.co&password=%00", 400),
        ("username=a%40b.co", 400),
        ("username=a%40b.co&password=x&role=staff", 400),
        ("username=a%40b.co&password=" + "x" * 20_000, 413),
    ],
)
def test_login_refuses_hostile_forms_without_hashing(api, hashes, form, status):
    response = api.post(LOGIN, form, content_type="application/x-www-form-urlencoded")

    assert response.status_code == status
    assert hashes.count == 0


@pytest.mark.django_db
def test_sixth_wrong_try_is_429_whatever_forwarded_for_says(api, hashes):
    user = UserFactory()
    hashes.reset()

    statuses = [
        log_in(api, user.email, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code
        for n in range(6)
    ]

    assert statuses == [401] * 5 + [429]
    assert hashes.count == 5
    refused = log_in(api, user.email, PASSWORD)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 61
    assert refused.json()["code"] == "login_limit_reached"


@pytest.mark.django_db
def test_unknown_accounts_are_limited_alike(api, hashes):
    statuses = [log_in(api, NOBODY, "wrong").status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]
    assert hashes.count == 5


@pytest.mark.django_db
def test_twenty_first_try_of_an_address_is_429(api, hashes):
    statuses = [log_in(api, f"n{n}@example.org", "wrong").status_code for n in range(21)]

    assert statuses == [401] * 20 + [429]
    assert hashes.count == 20
    assert not LoginAttempt.objects.filter(scope="account", count__gt=1).exists()


@pytest.mark.django_db
def test_behind_a_trusted_proxy_its_own_element_counts(api, settings, hashes):
    settings.TRUSTED_PROXIES, settings.LOGIN_LIMIT_PER_ADDRESS = 1, 2
    spoofed = [f"203.0.113.{n}, 198.51.100.7" for n in range(3)]

    statuses = [
        log_in(api, f"n{n}@example.org", "wrong", HTTP_X_FORWARDED_FOR=value).status_code
        for n, value in enumerate(spoofed)
    ]

    assert statuses == [401, 401, 429]
    elsewhere = log_in(api, NOBODY, "wrong", HTTP_X_FORWARDED_FOR="198.51.100.8")
    assert elsewhere.status_code == 401


@pytest.mark.django_db
def test_a_log_in_that_succeeds_clears_the_account_but_not_the_address(api):
    user = UserFactory()
    for _ in range(4):
        log_in(api, user.email, "wrong")

    assert log_in(api, user.email).status_code == 200

    assert not LoginAttempt.objects.filter(scope=AttemptScope.ACCOUNT).exists()
    assert LoginAttempt.objects.get(scope=AttemptScope.ADDRESS).count == 5


@pytest.mark.django_db
def test_window_begins_anew_after_a_minute():
    for _ in range(7):
        tally = count_attempt(AttemptScope.ACCOUNT, NOBODY)
    assert tally.is_over
    from datetime import timedelta

    from django.db.models import F

    LoginAttempt.objects.update(window_started_at=F("window_started_at") - timedelta(seconds=61))

    assert count_attempt(AttemptScope.ACCOUNT, NOBODY).count == 1


@pytest.mark.django_db
def test_attempts_store_neither_email_nor_address(api):
    log_in(api, NOBODY, "wrong")

    for row in LoginAttempt.objects.all():
        assert len(row.subject) == 64
        assert "nobody" not in row.subject
        assert "127" not in row.subject[:4]


@pytest.mark.django_db(transaction=True)
def test_of_40_parallel_wrong_tries_at_most_5_reach_the_hasher(hashes, settings):
    user = UserFactory()
    hashes.reset()
    barrier = threading.Barrier(40)
    outcomes = []

    def attempt(n):
        barrier.wait()
        try:
            verify_credentials(email=user.email, password="wrong", address=f"10.0.0.{n}")
        except (InvalidCredentials, LoginLimitReached) as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    run_all(attempt, 40)

    assert len(outcomes) == 40
    assert outcomes.count(InvalidCredentials) == 5
    assert hashes.count == 5


def run_all(work, count):
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db
def test_mailed_link_lets_the_owner_in_while_others_use_up_the_limit(client):
    user = UserFactory()
    for _ in range(6):
        client.post("/account/login/", {"email": user.email, "password": "wrong"})
    blocked = client.post("/account/login/", {"email": user.email, "password": PASSWORD})
    assert blocked.status_code == 429
    assert "Mail me the link" in blocked.content.decode()

    asked = client.post("/account/unlock/", {"email": user.email})
    send_due_mails()
    assert asked.status_code == 200
    link = mail.outbox[0].body.split("http://testserver")[1].split()[0]
    page = client.get(link)
    unlock = page.context["form"].initial["unlock"]
    entered = client.post(
        "/account/login/", {"email": user.email, "password": PASSWORD, "unlock": unlock}
    )

    assert entered.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_unlock_link_has_a_limit_of_its_own_and_is_for_its_owner(hashes):
    from accounts.services.letters import unlock_token

    user, other = UserFactory(), UserFactory()
    token = unlock_token(user)
    for _ in range(6):
        with pytest.raises((InvalidCredentials, LoginLimitReached)):
            verify_credentials(email=user.email, password="wrong", address="10.1.1.1")
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            verify_credentials(
                email=user.email, password="wrong", address="10.1.1.1", unlock_token=token
            )
    with pytest.raises(LoginLimitReached):
        verify_credentials(
            email=user.email, password=PASSWORD, address="10.1.1.1", unlock_token=token
        )

    for _ in range(5):
        count_attempt(AttemptScope.ACCOUNT, other.email)
    with pytest.raises(LoginLimitReached):
        verify_credentials(
            email=other.email, password=PASSWORD, address="10.1.1.2", unlock_token=token
        )


@pytest.mark.django_db
def test_unlock_for_an_unknown_address_looks_alike_and_mails_nobody():
    request_unlock(email=NOBODY, base_url="http://testserver")

    assert send_due_mails() == 0
    assert mail.outbox == []


@pytest.mark.django_db
def test_django_s_own_forms_are_limited_too(rf):
    from django.contrib.auth import authenticate

    user = UserFactory()
    request = rf.get("/")

    assert authenticate(request, username=user.email, password=PASSWORD) == user
    for _ in range(5):
        assert authenticate(request, username=user.email, password="wrong") is None
    assert authenticate(request, username=user.email, password=PASSWORD) is None


@pytest.mark.django_db
def test_child_profile_cannot_log_in(api):
    child = User.objects.create_user(None, name="Ravi")

    for email in ("None", "null", str(child.pk)):
        assert log_in(api, email, "").status_code in {400, 401}
        assert log_in(api, email, "None").status_code == 401
