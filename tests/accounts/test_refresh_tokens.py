"""Refresh families: one use, one winner, and a thief ends the family."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from accounts.errors import InvalidRefreshToken
from accounts.models import RefreshFamily, RefreshToken, User
from accounts.services.passwords import change_password
from accounts.services.refresh_tokens import log_out, rotate_refresh_token, start_family
from tests.accounts.factories import PASSWORD, UserFactory

REFRESH, LOGOUT = "/api/auth/refresh/", "/api/auth/logout/"


def refused(token):
    with pytest.raises(InvalidRefreshToken):
        rotate_refresh_token(token=token)


def let_eleven_seconds_pass():
    RefreshToken.objects.exclude(used_at=None).update(used_at=F("used_at") - timedelta(seconds=11))


@pytest.mark.django_db
def test_refresh_answers_a_new_pair(api):
    first = start_family(user=UserFactory())

    response = api.post(REFRESH, {"refresh_token": first.refresh_token}, format="json")

    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"access_token", "refresh_token", "token_type", "user", "parent"}
    assert body["refresh_token"] != first.refresh_token
    assert rotate_refresh_token(token=body["refresh_token"]).user == first.user


@pytest.mark.django_db
def test_token_used_again_at_once_is_only_refused():
    first = start_family(user=UserFactory())
    second = rotate_refresh_token(token=first.refresh_token)

    refused(first.refresh_token)

    assert rotate_refresh_token(token=second.refresh_token).user == first.user


@pytest.mark.django_db
def test_token_used_again_later_ends_the_family():
    user = UserFactory()
    first, elsewhere = start_family(user=user), start_family(user=user)
    second = rotate_refresh_token(token=first.refresh_token)
    let_eleven_seconds_pass()

    refused(first.refresh_token)

    refused(second.refresh_token)
    assert RefreshFamily.objects.get(revoked_reason="reused").revoked_at is not None
    assert rotate_refresh_token(token=elsewhere.refresh_token).user == user


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [8, 16])
def test_one_token_sent_many_times_at_once_wins_exactly_once(count):
    first = start_family(user=UserFactory())
    barrier = threading.Barrier(count)
    winners, losers = [], []

    def attempt():
        barrier.wait()
        try:
            winners.append(rotate_refresh_token(token=first.refresh_token))
        except InvalidRefreshToken as error:
            losers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(winners), len(losers)) == (1, count - 1)
    assert rotate_refresh_token(token=winners[0].refresh_token).user == first.user


@pytest.mark.django_db
def test_expired_token_is_refused():
    pair = start_family(user=UserFactory())
    RefreshToken.objects.update(expires_at=F("expires_at") - timedelta(days=31))

    refused(pair.refresh_token)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_active": False}, {"token_epoch": 1}])
def test_token_of_a_closed_account_or_older_epoch_is_refused(change):
    pair = start_family(user=UserFactory())
    User.objects.update(**change)

    refused(pair.refresh_token)


@pytest.mark.django_db
def test_token_of_a_deleted_user_is_401(api):
    pair = start_family(user=UserFactory())
    User.objects.all().delete()

    response = api.post(REFRESH, {"refresh_token": pair.refresh_token}, format="json")

    assert response.status_code == 401


@pytest.mark.django_db
def test_logout_ends_the_family_and_is_silent_about_others(api):
    pair = start_family(user=UserFactory())
    body = {"refresh_token": pair.refresh_token}

    for _ in range(2):
        assert api.post(LOGOUT, body, format="json").status_code == 204
    assert api.post(LOGOUT, {"refresh_token": "unknown"}, format="json").status_code == 204

    refused(pair.refresh_token)


@pytest.mark.django_db
def test_logout_of_a_used_token_still_ends_the_family():
    first = start_family(user=UserFactory())
    second = rotate_refresh_token(token=first.refresh_token)

    log_out(token=first.refresh_token)

    refused(second.refresh_token)


@pytest.mark.django_db
def test_password_change_ends_every_family():
    user = UserFactory()
    pairs = [start_family(user=user) for _ in range(2)]

    change_password(user=user, old=PASSWORD, new="four other calm words", address="10.0.0.1")

    for pair in pairs:
        refused(pair.refresh_token)
    assert set(RefreshFamily.objects.values_list("revoked_reason", flat=True)) == {
        "password_changed"
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"refresh_token": 5},
        {"refresh_token": ["x"]},
        {"refresh_token": "x" * 300},
        [],
        {"refresh_token": "a\x00"},
        {"refresh_token": None},
        {"refresh_token": "x", "user_id": "y"},
    ],
)
def test_refresh_and_logout_refuse_hostile_bodies(api, body):
    assert api.post(REFRESH, body, format="json").status_code == 400
    assert api.post(LOGOUT, body, format="json").status_code == 400


@pytest.mark.django_db
def test_no_token_is_stored_in_the_clear():
    pair = start_family(user=UserFactory())

    stored = RefreshToken.objects.get()

    assert stored.token_hash != pair.refresh_token
    assert len(stored.token_hash) == 64
