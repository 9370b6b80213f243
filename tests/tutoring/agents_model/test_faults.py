"""Whatever the provider does, the built-in agent answers within the turn and says so."""

import time

import pytest

from tests.tutoring.agents_model import provider as fake
from tests.tutoring.agents_model.requests import ROLES
from tutoring.agents.turns import turns_of

FAILURES = {
    "slow": "timeout",
    "slow_loris": "timeout",
    "cut": "unreachable",
    "rate_limited": "rate_limited",
    "rate_limited_long": "rate_limited",
    "server_error": "provider_error",
    "invalid_json": "invalid_answer",
    "not_the_schema": "invalid_answer",
    "huge": "too_large",
    "empty": "invalid_answer",
    "no_content": "invalid_answer",
}


def builtin_answer(role, settings):
    chosen, settings.AGENTS = settings.AGENTS, {}
    answer = ROLES[role]()[1]
    settings.AGENTS = chosen
    return answer


@pytest.mark.parametrize("fault", fake.FAULTS)
@pytest.mark.parametrize("role", ROLES)
def test_a_fault_is_answered_by_the_builtin_within_the_deadline(role, fault, provider, settings):
    settings.MODEL_DEADLINE_SECONDS = 1.5 if FAILURES[fault] == "timeout" else 5.0
    provider.reply = fake.FAULTS[fault]
    started = time.monotonic()

    agent, answer = ROLES[role]()

    assert time.monotonic() - started < settings.MODEL_DEADLINE_SECONDS + 8  # a hang lasts for ever
    assert answer == builtin_answer(role, settings)
    (turn,) = turns_of(agent)
    assert (turn.agent, turn.failure) == ("builtin", FAILURES[fault])
    assert FAILURES[fault] in turn.self_correction
    assert 1 <= len(provider.log) <= settings.MODEL_RETRIES + 1
