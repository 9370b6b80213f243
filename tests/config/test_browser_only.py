"""Programs step around what only browsers need; what protects is for both."""

import pytest
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.factories import make_learner

PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


@pytest.fixture
def bearer(db):
    return {"HTTP_AUTHORIZATION": f"Bearer {issue_access_token(make_learner())}"}


def answers(bearer, **headers):
    return APIClient().get("/api/sessions/", **bearer, **headers)


def test_a_program_gets_the_strictest_policy_and_every_protection(bearer):
    response = answers(bearer)

    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert {name: response[name] for name in PROTECTION} == PROTECTION
    assert not hasattr(response.wsgi_request, "session")


@pytest.mark.parametrize("headers", [{"HTTP_ACCEPT": "text/html"}, {"HTTP_COOKIE": "theme=dark"}])
def test_a_browser_with_a_token_keeps_its_middlewares(bearer, headers):
    response = answers(bearer, **headers)

    assert response.status_code == 200
    assert "script-src" in response["Content-Security-Policy"]
    assert {name: response[name] for name in PROTECTION} == PROTECTION
    assert hasattr(response.wsgi_request, "session")


def test_a_token_beside_the_cookie_of_somebody_else_is_refused(bearer):
    client = APIClient()
    client.force_login(make_learner())

    assert client.get("/api/sessions/", **bearer).status_code == 401


def test_pages_never_count_as_programs(bearer):
    response = APIClient().get("/livez", **bearer)

    assert "script-src" in response["Content-Security-Policy"]
