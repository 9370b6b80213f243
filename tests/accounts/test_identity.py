"""Who a token or cookie names, and every way in which it names nobody."""

import base64
import json
import uuid
from datetime import timedelta

import jwt
import pytest
from django.conf import settings as django_settings
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import issue_access_token
from tests.accounts.factories import PASSWORD, LearnerFactory, UserFactory

pytestmark = pytest.mark.django_db
ME = "/api/auth/me/"


def ask(api, token):
    return api.get(ME, HTTP_AUTHORIZATION=f"Bearer {token}")


def claims_of(user, **changes):
    token = issue_access_token(user)
    claims = jwt.decode(token, options={"verify_signature": False})
    return {**claims, **changes}


def signed(claims, key=None, algorithm="HS256", headers=None):
    key = django_settings.JWT_SIGNING_KEY if key is None else key
    return jwt.encode(claims, key, algorithm=algorithm, headers=headers)


def test_me_answers_the_caller(api_as):
    user = UserFactory()

    response = api_as(user).get(ME)

    assert response.status_code == 200
    assert set(response.data) == {"id", "email", "name", "is_guardian", "is_staff", "created_at"}
    assert response.data["id"] == str(user.pk)
    assert response.json()["created_at"].endswith("Z")


def test_bearer_authentication_costs_one_query(django_assert_num_queries):
    from rest_framework.request import Request
    from rest_framework.test import APIRequestFactory

    from accounts.api.authentication import MentorAuthentication

    user = LearnerFactory().user
    header = f"Bearer {issue_access_token(user)}"
    request = Request(APIRequestFactory().get(ME, HTTP_AUTHORIZATION=header))

    with django_assert_num_queries(1):
        found, _ = MentorAuthentication().authenticate(request)

    assert found == user


def test_no_credentials_is_401_with_a_challenge(api):
    response = api.get(ME)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["code"] == "unauthorized"


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "a b", "é.é.é", "....", "null", "e30.e30.", "A" * 5000]
)
def test_malformed_token_is_401(api, token):
    assert ask(api, token).status_code == 401


def test_authorization_header_of_64_kb_is_400(api):
    assert ask(api, "A" * 65_536).status_code == 400


def test_unsigned_token_is_401(api):
    user = UserFactory()
    parts = [{"alg": "none", "typ": "JWT"}, claims_of(user)]
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in parts]

    for signature in (b"", b"AAAA"):
        assert ask(api, b".".join([*encoded, signature]).decode()).status_code == 401


def test_token_signed_otherwise_is_401(api):
    user = UserFactory()
    claims = claims_of(user)

    assert (
        ask(api, signed(claims, key="another key that is long enough to sign 0123")).status_code
        == 401
    )
    assert ask(api, signed(claims, algorithm="HS384")).status_code == 401
    assert ask(api, signed(claims, algorithm="HS512")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"kid": "../../key"},
        {"kid": "1"},
        {"jku": "http://127.0.0.1:9/keys"},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
        {"x5u": "http://127.0.0.1:9/cert"},
    ],
)
def test_token_that_names_its_own_key_is_401(api, headers):
    user = UserFactory()

    assert ask(api, signed(claims_of(user), headers=headers)).status_code == 401
    assert ask(api, signed(claims_of(user))).status_code == 200


def test_expired_token_is_401(api, settings):
    user = UserFactory()
    now = claims_of(user)["iat"]

    old = claims_of(user, iat=now - 700, exp=now - 100)

    assert ask(api, signed(old)).status_code == 401
    assert settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"] == timedelta(minutes=10)


@pytest.mark.parametrize(
    "change",
    [
        {"sub": str(uuid.uuid4())},
        {"sub": "1 OR 1=1"},
        {"sub": 5},
        {"sub": None},
        {"epoch": 1},
        {"epoch": "0"},
        {"epoch": None},
        {"epoch": False},
        {"token_type": "refresh"},
        {"exp": None},
    ],
)
def test_token_with_another_claim_is_401(api, change):
    user = UserFactory()

    assert ask(api, signed(claims_of(user, **change))).status_code == 401


def test_token_without_epoch_is_401(api):
    claims = claims_of(UserFactory())
    del claims["epoch"]

    assert ask(api, signed(claims)).status_code == 401


def test_token_of_a_deleted_user_is_401(api):
    user = UserFactory()
    token = issue_access_token(user)
    user.delete()

    assert ask(api, token).status_code == 401


def test_token_of_a_deactivated_user_is_401(api):
    user = UserFactory()
    token = issue_access_token(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert ask(api, token).status_code == 401


def test_token_of_an_older_epoch_is_401(api):
    user = UserFactory()
    token = issue_access_token(user)
    User.objects.filter(pk=user.pk).update(token_epoch=1)

    assert ask(api, token).status_code == 401


def test_cookie_and_bearer_of_two_users_are_401():
    mine, other = UserFactory(), UserFactory()
    client = APIClient()
    client.force_login(mine)

    assert ask(client, issue_access_token(other)).status_code == 401
    assert ask(client, issue_access_token(mine)).status_code == 200


def test_cookie_alone_reads_and_writes_only_with_csrf():
    user = LearnerFactory().user
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    assert client.get(ME).status_code == 200
    body = json.dumps({"name": "Ravi"})
    refused = client.post("/api/children/", body, content_type="application/json")
    assert refused.status_code == 403

    client.get("/account/")  # sets the CSRF cookie
    token = client.cookies["csrftoken"].value
    allowed = client.post(
        "/api/children/", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert allowed.status_code == 201


def test_cookie_of_a_deactivated_user_is_401():
    user = UserFactory()
    client = APIClient()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get(ME).status_code == 401


def test_other_schemes_prove_nothing(api):
    user = UserFactory()
    basic = base64.b64encode(f"{user.email}:{PASSWORD}".encode()).decode()

    assert api.get(ME, HTTP_AUTHORIZATION=f"Basic {basic}").status_code == 401
