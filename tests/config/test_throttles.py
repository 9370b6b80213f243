"""Request limits: exact for one process, never more than the limit for several."""

import types

import pytest

from config.api import throttles
from config.api.throttles import UserThrottle, _Lots


@pytest.fixture
def request_of_somebody(monkeypatch):
    monkeypatch.setattr(throttles.time, "time", lambda: 1_000_020.0)
    monkeypatch.setattr(throttles, "_lots", _Lots())
    user = types.SimpleNamespace(pk="somebody", is_authenticated=True)
    return types.SimpleNamespace(user=user)


def limited(monkeypatch, rate):
    monkeypatch.setitem(throttles.api_settings.DEFAULT_THROTTLE_RATES, "user", rate)


def allowed(request, tries):
    return sum(UserThrottle().allow_request(request, None) for _ in range(tries))


@pytest.mark.parametrize("limit", [1, 59, 125, 600])
def test_one_process_lets_exactly_the_limit_through(request_of_somebody, monkeypatch, limit):
    limited(monkeypatch, f"{limit}/min")

    assert allowed(request_of_somebody, limit + 50) == limit


def test_two_processes_together_never_pass_the_limit(request_of_somebody, monkeypatch):
    limited(monkeypatch, "600/min")
    lots = [_Lots(), _Lots()]
    through = 0
    for turn in range(700):
        monkeypatch.setattr(throttles, "_lots", lots[turn % 2])
        through += UserThrottle().allow_request(request_of_somebody, None)

    assert through == 600


def test_a_new_window_starts_afresh(request_of_somebody, monkeypatch):
    limited(monkeypatch, "60/min")
    assert allowed(request_of_somebody, 70) == 60
    monkeypatch.setattr(throttles.time, "time", lambda: 1_000_080.0)

    assert allowed(request_of_somebody, 70) == 60


def test_a_cache_that_is_away_lets_requests_through(request_of_somebody, monkeypatch):
    limited(monkeypatch, "5/min")
    monkeypatch.setattr(throttles, "cache", None)

    assert allowed(request_of_somebody, 20) == 20
