"""What holds for every route here: its limit, and streams on a server of the other kind."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from accounts.tokens import issue_access_token
from tests.factories import make_learner
from tests.problems import assert_problem
from tutoring.api.agents.urls import urlpatterns


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_every_route_has_the_limit_of_agents(pattern):
    assert pattern.callback.cls.throttle_scope == "agent"


def test_the_limit_of_agents_is_kept(post, settings):
    rates = {"user": "600/min", "agent": "1/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    answers = [post("tutor/explain", {"topic": "Friction"}) for _ in range(3)]

    assert_problem(answers[-1], 429, "too_many_requests")
    assert int(answers[-1]["Retry-After"]) <= 60


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "body", "least"),
    [
        ("plan/stream-verified", {"exam_type": "NEET", "goal": "", "days": 3}, 5),
        ("tutor/stream", {"topic": "Friction"}, 5),
    ],
)
def test_an_asynchronous_server_sends_part_by_part(curriculum, path, body, least):
    token = issue_access_token(make_learner())

    async def parts():
        response = await AsyncClient().post(
            f"/api/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )
        assert response.status_code == 200, response.content
        assert response.is_async
        found = [part async for part in response]
        await sync_to_async(connections.close_all)()  # those of the thread of the views
        return found

    found = asyncio.run(parts())

    assert len(found) >= least
    assert b"".join(found).decode()
