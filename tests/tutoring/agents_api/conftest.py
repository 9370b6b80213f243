"""Clients of the agents API with the real curriculum."""

import pytest
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.factories import make_learner


def client_of(user) -> APIClient:
    """An API client that carries a user's access token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
    return client


@pytest.fixture
def learner(curriculum):
    return make_learner()


@pytest.fixture
def client(learner):
    return client_of(learner)


@pytest.fixture
def stranger(curriculum):
    return client_of(make_learner())


@pytest.fixture
def post(client):
    """Return a caller: ``post("plan/generate", {...})``."""

    def call(path, body, **headers):
        return client.post(f"/api/{path}", body, format="json", headers=headers)

    return call
