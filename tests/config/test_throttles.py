"""Limits of requests: of courtesy, not of safety."""

import pytest
from freezegun import freeze_time
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.factories import make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db
NOON = "2026-03-01T12:00:10Z"


@pytest.fixture(autouse=True)
def _three_a_minute(settings):
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"user": "3/min", "agent": "1/min"},
    }


def client_of(user) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
    return client


def test_a_user_has_so_many_requests_a_minute():
    with freeze_time(NOON) as clock:
        client, other = client_of(make_learner()), client_of(make_learner())

        statuses = [client.get("/api/sessions/").status_code for _ in range(3)]
        refused = client.get("/api/sessions/")

        assert statuses == [200, 200, 200]
        assert_problem(refused, 429, "too_many_requests")
        assert refused["Retry-After"] == "50"
        assert other.get("/api/sessions/").status_code == 200
        clock.tick(50)
        assert client.get("/api/sessions/").status_code == 200


def test_a_changing_forwarded_address_is_no_way_around():
    with freeze_time(NOON):
        client = client_of(make_learner())

        statuses = [
            client.get("/api/sessions/", headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
            for n in range(4)
        ]

    assert statuses == [200, 200, 200, 429]


def test_a_cache_that_is_away_lets_requests_through(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "config.redis_cache.SharedRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    client = client_of(make_learner())

    assert [client.get("/api/sessions/").status_code for _ in range(5)] == [200] * 5
