"""A provider of its own for each test, and settings that lead to it."""

import pytest

from tests.tutoring.agents_model.provider import FakeProvider, valid
from tests.tutoring.agents_model.requests import lesson_request
from tutoring.agents.model import memory
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.question import Endpoint
from tutoring.agents.model.tutor import ModelTutor


@pytest.fixture(scope="session")
def _extra_is_loaded():
    """Make one call: loading the optional extra takes seconds, which no deadline here means."""
    with FakeProvider(valid) as server:
        endpoint = Endpoint("warm-up", server.base_url, api_key="", retries=0)
        ModelTutor(ModelCaller(endpoint, seconds=60)).explain(lesson_request())


@pytest.fixture
def provider(settings, _extra_is_loaded):
    """A fake provider that answers validly unless its script says otherwise."""
    memory.forget()
    with FakeProvider(valid) as server:
        settings.AGENTS = dict.fromkeys(("planner", "tutor", "misconception", "evaluator"), "model")
        settings.MODEL_NAME = "fake"
        settings.MODEL_BASE_URL = server.base_url
        settings.MODEL_API_KEY = "fake-key"
        settings.MODEL_DEADLINE_SECONDS = 10.0
        settings.MODEL_RETRIES = 2
        yield server
    memory.forget()
