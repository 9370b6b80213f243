"""Clients and a hasher that counts."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.accounts.hashers import CountingHasher


@pytest.fixture
def api():
    """An API client that carries nothing; it answers a server error as a response."""
    return APIClient(raise_request_exception=False)


@pytest.fixture
def api_as():
    """Return a function that makes a client with a bearer token of a user."""

    def make(user):
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
        return client

    return make


@pytest.fixture
def hashes(settings):
    """Let every password be hashed by a hasher that counts its work."""
    settings.PASSWORD_HASHERS = ["tests.accounts.hashers.CountingHasher"]
    CountingHasher.reset()
    return CountingHasher


@pytest.fixture(autouse=True)
def _fresh_throttles():
    """Requests of earlier tests do not count against this one's throttle."""
    cache.clear()
