"""Clients of the practice API and the learner whose practice it is."""

import pytest
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.factories import make_learner


@pytest.fixture
def client_of():
    """Return a maker of API clients that carry a user's access token."""

    def make(user) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
        return client

    return make


@pytest.fixture
def learner(db):
    return make_learner()


@pytest.fixture
def client(client_of, learner):
    return client_of(learner)
