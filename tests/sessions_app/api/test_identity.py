"""Who is calling a session route: every way of not being anybody is a 401."""

import base64
import hashlib
import hmac
import json
import time
from uuid import uuid4

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import issue_access_token
from tests.factories import make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db


def part(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forged(user, *, alg="HS256", key=settings.JWT_SIGNING_KEY, header=None, **claims):
    """Return a token put together by hand."""
    now = int(time.time())
    body = {
        "sub": str(user.pk),
        "epoch": user.token_epoch,
        "token_type": "access",
        "exp": now + 600,
        "iat": now,
        "jti": uuid4().hex,
        **claims,
    }
    text = f"{part({'alg': alg, 'typ': 'JWT', **(header or {})})}.{part(body)}"
    if alg == "none":
        return f"{text}."
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}.get(alg, hashlib.sha256)
    return f"{text}.{part(hmac.new(key.encode(), text.encode(), digest).digest())}"


def ask(authorization, **extra):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=authorization)
    return client.get("/api/sessions/", **extra)


def test_a_token_made_by_hand_with_our_key_is_read(learner):
    assert ask(f"Bearer {forged(learner)}").status_code == 200
    assert ask(f"bearer {issue_access_token(learner)}").status_code == 200


FORGERIES = {
    "alg none": {"alg": "none"},
    "alg None": {"alg": "None"},
    "another algorithm": {"alg": "HS512"},
    "RS256 with our key as HMAC": {"alg": "RS256"},
    "another key": {"key": "x" * 50},
    "kid": {"header": {"kid": "../../key"}},
    "jku": {"header": {"jku": "http://127.0.0.1:9/keys"}},
    "expired": {"exp": 1},
    "no expiry": {"exp": None},
    "a refresh token": {"token_type": "refresh"},
    "an older epoch": {"epoch": -1},
    "epoch as text": {"epoch": "0"},
    "epoch true": {"epoch": False},
    "no subject": {"sub": None},
    "an unknown subject": {"sub": str(uuid4())},
    "a subject that is no id": {"sub": "admin"},
    "a subject that is a list": {"sub": ["x"]},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_nobody(learner, name):
    assert_problem(ask(f"Bearer {forged(learner, **FORGERIES[name])}"), 401, "unauthorized")


@pytest.mark.parametrize("token", ["", "x", "a.b", "a.b.c", "....", "x y", "ü", "null", "\x7f"])
def test_what_is_no_token_is_nobody(db, token):
    assert_problem(ask(f"Bearer {token}"), 401, "unauthorized")


@pytest.mark.parametrize("scheme", ["Basic", "Token", "JWT"])
def test_another_scheme_is_nobody(learner, scheme):
    assert_problem(ask(f"{scheme} {issue_access_token(learner)}"), 401, "unauthorized")


@pytest.mark.parametrize("change", ["deleted", "deactivated", "password changed"])
def test_the_token_of_who_is_gone_is_nobody(learner, change):
    token = issue_access_token(learner)
    rows = User.objects.filter(pk=learner.pk)
    if change == "deleted":
        rows.delete()
    elif change == "deactivated":
        rows.update(is_active=False)
    else:
        rows.update(token_epoch=learner.token_epoch + 1)

    assert_problem(ask(f"Bearer {token}"), 401, "unauthorized")


def test_a_huge_authorization_header_is_refused(db):
    assert_problem(ask("Bearer " + "x" * 65_536), 400, "bad_request")


@pytest.mark.parametrize("method", ["get", "post"])
def test_cookie_and_token_of_different_people_are_nobody(learner, method):
    client = APIClient()
    client.force_login(make_learner())
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(learner)}")

    response = getattr(client, method)("/api/sessions/")

    assert_problem(response, 401, "unauthorized")


def test_cookie_and_token_of_the_same_person_are_that_person(learner):
    client = APIClient()
    client.force_login(learner)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(learner)}")

    assert client.get("/api/sessions/").status_code == 200


def test_a_cookie_reads_and_with_its_csrf_token_writes(learner):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(learner)
    token = "a" * 32
    client.cookies[settings.CSRF_COOKIE_NAME] = token

    read = client.get("/api/sessions/")
    refused = client.post("/api/sessions/", {}, format="json")
    written = client.post("/api/sessions/", {}, format="json", headers={"x-csrftoken": token})

    assert (read.status_code, written.status_code) == (200, 201)
    assert_problem(refused, 403, "forbidden")


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "text/plain"])
def test_a_cookie_with_a_form_and_a_key_is_another_media_type(learner, content_type):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(learner)
    token = "a" * 32
    client.cookies[settings.CSRF_COOKIE_NAME] = token

    response = client.post(
        "/api/sessions/",
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--b--\r\n',
        content_type=content_type,
        headers={"x-csrftoken": token, "idempotency-key": "k"},
    )

    assert_problem(response, 415, "unsupported_media_type")
