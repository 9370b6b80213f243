"""Waiting for the learner: rows with a deadline; nothing sleeps meanwhile."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models.expressions import Combinable

from autopilot.models import AutopilotRun
from autopilot.selectors.elapsed import active_ms, waited
from autopilot.services.stage import Wait
from autopilot.states import WaitingFor

GRACE = timedelta(seconds=2)  # an answer on its way when the time was up


def begin_wait(wait: Wait, at: datetime | Combinable) -> dict[str, Any]:
    """Return the columns of a run that waits from ``at`` on."""
    left = None if wait.seconds is None else timedelta(seconds=wait.seconds)
    return {
        "waiting_for": wait.waiting_for,
        "wait_since": at,
        "wait_until": None if left is None else at + left,
        "wait_left_ms": None,
    }


def nothing_waited() -> dict[str, Any]:
    """Return the columns of a run that waits for nothing."""
    return {
        "waiting_for": WaitingFor.NOTHING,
        "wait_since": None,
        "wait_until": None,
        "wait_left_ms": None,
    }


def interrupt_wait(run: AutopilotRun, at: datetime) -> dict[str, Any]:
    """Return the columns of a wait that stops here and keeps what it has left."""
    if run.wait_since is None:
        return {}
    left = None
    if run.wait_until is not None:
        counted_to = run.wait_since + waited(run, at)
        left = max(run.wait_until - counted_to, timedelta())
    return {
        "wait_since": None,
        "wait_until": None,
        "wait_left_ms": None if left is None else round(left.total_seconds() * 1000),
        "active_ms": active_ms(run, at),
    }


def go_on_waiting(run: AutopilotRun, at: datetime) -> dict[str, Any]:
    """Return the columns of an interrupted wait that goes on."""
    if run.waiting_for == WaitingFor.NOTHING:
        return {}
    left = run.wait_left_ms
    return {
        "wait_since": at,
        "wait_until": None if left is None else at + timedelta(milliseconds=left),
        "wait_left_ms": None,
    }
