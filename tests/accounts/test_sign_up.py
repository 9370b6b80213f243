"""Signing up: at once, or by a mailed link; the young wait for a guardian."""

import json
import re
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.errors import EmailTaken
from accounts.models import Guardianship, Learner, OutgoingMail, SignUpRequest, User
from accounts.services.outbox import send_due_mails
from accounts.services.sign_up import NewPerson, sign_up
from tests.accounts.factories import PASSWORD, LearnerFactory, UserFactory

SIGN_UP = "/api/auth/signup/"
NEW = {"email": "asha@example.org", "password": PASSWORD}


def years_ago(years):
    today = timezone.now().date()
    return date(today.year - years, today.month, min(today.day, 28))


@pytest.mark.django_db
def test_sign_up_creates_user_and_learner_and_logs_in(api):
    response = api.post(
        SIGN_UP, {**NEW, "email": " Asha@Example.ORG ", "name": "Asha"}, format="json"
    )

    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"access_token", "refresh_token", "token_type", "user", "parent"}
    assert body["token_type"] == "bearer"
    user = User.objects.get()
    assert body["user"] == {
        "id": str(user.pk),
        "email": "asha@example.org",
        "name": "Asha",
        "created_at": body["parent"]["created_at"],
    }
    assert user.learner.birthdate is None
    me = api.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {body['access_token']}")
    assert me.status_code == 200


@pytest.mark.django_db
def test_sign_up_works_without_a_trailing_slash(api):
    assert api.post(SIGN_UP.rstrip("/"), NEW, format="json").status_code == 201


@pytest.mark.django_db
def test_known_address_is_409_in_any_case(api):
    UserFactory(email="asha@example.org")

    response = api.post(SIGN_UP, {**NEW, "email": "ASHA@example.org"}, format="json")

    assert response.status_code == 409
    assert response.json()["code"] == "email_taken"


@pytest.mark.django_db(transaction=True)
def test_of_parallel_sign_ups_with_one_address_one_wins():
    barrier, outcomes = threading.Barrier(6), []

    def attempt():
        barrier.wait()
        try:
            person = NewPerson(**NEW)
            outcomes.append(sign_up(person=person, address="10.0.0.1", base_url="http://x"))
        except EmailTaken as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, EmailTaken) for outcome in outcomes) == 5
    assert Learner.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"password": "short"},
        {"password": "x" * 129},
        {"password": "x" * 500_000},
        {"password": "a" + "\u0301" * 100_000},
        {"password": 12345678},
        {"password": ["x"] * 8},
        {"email": "nobody"},
        {"email": "a@b"},
        {"email": f"{'a' * 250}@example.org"},
        {"email": None},
        {"name": "n" * 151},
        {"name": 5},
        {"birthdate": "tomorrow"},
        {"birthdate": "2999-01-01"},
        {"birthdate": "1899-12-31"},
        {"birthdate": 20100101},
        {"is_staff": True},
        {"id": "01a1fd93-0309-706c-b98e-573726d115f1"},
        {"token_epoch": 5},
    ],
)
def test_sign_up_refuses_hostile_bodies(api, hashes, change):
    response = api.post(SIGN_UP, {**NEW, **change}, format="json")

    assert response.status_code == 400
    assert response.json()["errors"].keys() == change.keys()
    assert (hashes.count, User.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("member", ["email", "password", "name"])
@pytest.mark.parametrize("text", ["eight\x00888", "eight\ud800888"])
def test_sign_up_refuses_nul_and_half_surrogates(api, hashes, member, text):
    body = json.dumps({**NEW, member: text})

    response = api.post(SIGN_UP, body, content_type="application/json")

    assert response.status_code == 400
    assert (hashes.count, User.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_sign_ups_of_one_address_are_limited_before_hashing(api, settings, hashes):
    settings.SIGN_UP_LIMIT_PER_ADDRESS = 2

    statuses = [
        api.post(SIGN_UP, {**NEW, "email": f"n{n}@example.org"}, format="json").status_code
        for n in range(3)
    ]

    assert statuses == [201, 201, 429]
    assert hashes.count == 2


# With confirmation of the address


@pytest.fixture
def confirmed_addresses(settings):
    settings.REQUIRE_EMAIL_CONFIRMATION = True


def link_of(message):
    return message.body.split("http://testserver")[1].split()[0]


def confirm(client, link, password=PASSWORD):
    token = client.get(link).context["form"].initial["token"]
    return client.post("/account/signup/confirm/", {"token": token, "password": password})


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed_addresses")
def test_known_and_unknown_addresses_answer_write_and_hash_alike(
    api, hashes, django_assert_num_queries
):
    UserFactory(email="known@example.org")
    seen = []
    for email in ("known@example.org", "unknown@example.org"):
        hashes.reset()
        with django_assert_num_queries(6) as queries:
            response = api.post(SIGN_UP, {**NEW, "email": email}, format="json")
        shapes = [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in queries]
        seen.append((response.status_code, response.json(), hashes.count, shapes))

    assert seen[0] == seen[1]
    assert seen[0][:3] == (202, seen[0][1], 1)
    assert seen[0][1]["status"] == "confirmation_sent"
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed_addresses")
def test_mailed_link_makes_the_account_with_the_password_of_the_sign_up(api, client):
    api.post(SIGN_UP, {**NEW, "name": "Asha"}, format="json")
    assert send_due_mails() == 1
    link = link_of(mail.outbox[0])
    assert not User.objects.exists()

    wrong = confirm(client, link, "not the password")
    assert wrong.status_code == 400
    assert not User.objects.exists()
    right = confirm(client, link)

    assert right.status_code == 302
    user = User.objects.get()
    assert (user.email, user.name) == ("asha@example.org", "Asha")
    assert user.email_confirmed_at is not None
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(link).status_code == 410


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed_addresses")
def test_known_address_is_told_by_mail_alone(api):
    UserFactory(email="asha@example.org")

    api.post(SIGN_UP, NEW, format="json")
    send_due_mails()

    assert mail.outbox[0].subject == "You already have an account"
    assert SignUpRequest.objects.get().token_hash not in mail.outbox[0].body


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed_addresses")
def test_sign_up_link_expires_and_unknown_ones_lead_nowhere(api, client):
    api.post(SIGN_UP, NEW, format="json")
    send_due_mails()
    SignUpRequest.objects.update(expires_at=F("expires_at") - timedelta(days=3))

    assert client.get(link_of(mail.outbox[0])).status_code == 410
    assert client.get("/account/signup/confirm/?token=abc").status_code == 410


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed_addresses")
def test_two_sign_ups_with_one_address_make_one_account(api, client):
    for _ in range(2):
        api.post(SIGN_UP, NEW, format="json")
    send_due_mails()
    links = [link_of(message) for message in mail.outbox]

    assert confirm(client, links[0]).status_code == 302
    client.logout()
    assert confirm(client, links[1]).status_code == 409
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("confirmed_addresses")
def test_mails_to_one_address_are_limited_and_the_answer_is_the_same(api, settings):
    settings.MAIL_LIMIT_PER_RECIPIENT = 2

    statuses = {api.post(SIGN_UP, NEW, format="json").status_code for _ in range(4)}

    assert statuses == {202}
    assert OutgoingMail.objects.count() == 2


# Under age


@pytest.fixture
def guardians_needed(settings):
    settings.REQUIRE_GUARDIAN_UNDER = 18


@pytest.mark.django_db
@pytest.mark.usefixtures("guardians_needed")
def test_birthdate_is_asked_for_where_age_matters(api):
    response = api.post(SIGN_UP, NEW, format="json")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["birthdate"]


@pytest.mark.django_db
@pytest.mark.usefixtures("guardians_needed")
@pytest.mark.parametrize(("years", "status"), [(17, 403), (19, 200)])
def test_who_is_under_age_waits_for_a_guardian(api, years, status):
    body = {**NEW, "birthdate": years_ago(years).isoformat()}
    answer = api.post(SIGN_UP, body, format="json").json()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {answer['access_token']}")

    response = api.get("/api/children/")

    assert response.status_code == status
    if status == 403:
        assert response.json()["code"] == "consent_required"
    assert api.get("/api/auth/me/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("guardians_needed")
def test_consent_lets_in_and_its_end_keeps_out(api_as):
    learner = LearnerFactory(birthdate=years_ago(15))
    client = api_as(learner.user)
    link = Guardianship.objects.create(guardian=UserFactory(), learner=learner)

    assert client.get("/api/children/").status_code == 200

    link.status, link.revoked_at = "revoked", timezone.now()
    link.save()
    assert client.get("/api/children/").status_code == 403


@pytest.mark.django_db
def test_consent_costs_no_query_while_age_does_not_matter(django_assert_num_queries, settings):
    from accounts.selectors import waits_for_consent

    user = User.objects.get(pk=LearnerFactory(birthdate=years_ago(9)).pk)
    with django_assert_num_queries(0):
        assert not waits_for_consent(user)

    settings.REQUIRE_GUARDIAN_UNDER = 18
    user = User.objects.select_related("learner").get(pk=user.pk)
    with django_assert_num_queries(1):
        assert waits_for_consent(user)


@pytest.mark.django_db
@pytest.mark.usefixtures("guardians_needed")
def test_staff_and_people_who_are_no_learners_never_wait():
    from accounts.selectors import waits_for_consent

    staff = LearnerFactory(birthdate=years_ago(15), user__is_staff=True).user

    assert not waits_for_consent(staff)
    assert not waits_for_consent(UserFactory())
    assert waits_for_consent(LearnerFactory(birthdate=None).user)


@pytest.mark.parametrize(
    ("birthdate", "day", "age"),
    [
        (date(2008, 6, 15), date(2026, 6, 14), 17),
        (date(2008, 6, 15), date(2026, 6, 15), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_counts_completed_years(birthdate, day, age):
    from accounts.selectors import age_on

    assert age_on(birthdate, day) == age
