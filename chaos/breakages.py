"""Faults of the engine, the jobs and the policy, at hand in a trial and played when named."""

import functools
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from chaos.probes import reach
from chaos.sabotage import is_playing


def install() -> None:
    """Make leases quick, and wrap what the sabotages break; unplayed, they change nothing."""
    from autopilot import doorbell
    from autopilot.services import engine, leases, sweeping
    from autopilot.services.tools import TOOLS
    from sessions_app.api import idempotency
    from sessions_app.api.views import state
    from sessions_app.services import jobs

    leases.LEASE, leases.RENEW_EVERY = settings.CHAOS_LEASE, 1
    engine.holds = _unless("no-fence", lambda run, held: True, engine.holds)
    engine.lock_held = _unless("no-fence", _lock_anybodys(engine.lock_stage), engine.lock_held)
    sweeping.sweep_runs = _unless(("sweeper-off", "early-bell"), dict, sweeping.sweep_runs)
    jobs.run_job = _unless("no-window", lambda *, job, every, work: work(), jobs.run_job)
    state.find_standing = _unless("open-view", _anybodys, state.find_standing)
    doorbell.transaction = _EagerTransaction(doorbell.transaction)
    idempotency.keep_reply = _keeping_late(idempotency.keep_reply)
    for name, tool in list(TOOLS.items()):
        TOOLS[name] = _AppliedTwice(tool)


def _lock_anybodys(lock_stage: Callable[..., Any]) -> Callable[..., Any]:
    return lambda held: lock_stage(held.session_id, held.run_id)


def _unless(
    names: str | tuple[str, ...], broken: Callable[..., Any], sound: Callable[..., Any]
) -> Callable[..., Any]:
    wanted = (names,) if isinstance(names, str) else names

    @functools.wraps(sound)
    def either(*arguments: Any, **named: Any) -> Any:
        chosen = broken if any(map(is_playing, wanted)) else sound
        return chosen(*arguments, **named)

    return either


def _anybodys(user: Any, session_id: Any) -> Any:
    from sessions_app.permissions import STANDING, Access, Relation, Rule

    return Access(STANDING.first(session_id), Relation.OWNER, Rule.YES)


class _EagerTransaction:
    """Django's ``transaction``, whose ``on_commit`` does not wait in one of the sabotages."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def on_commit(self, call: Callable[[], None]) -> None:
        if not is_playing("early-bell"):
            self._real.on_commit(call)
            return
        call()
        time.sleep(0.3)  # whoever hears it is quicker than the commit


class _AppliedTwice:
    """A tool whose lesson takes effect twice in one of the sabotages."""

    def __init__(self, tool: Any) -> None:
        self.work = tool.work
        self._apply = tool.apply

    def apply(self, stage: Any, outcome: Any) -> Any:
        if is_playing("double-apply") and stage.step.tool_id == "micro_lesson":
            self._apply(stage, outcome)
        return self._apply(stage, outcome)


def _keeping_late(keep_reply: Callable[..., Any]) -> Callable[..., Any]:
    from django.db import transaction

    def keep(claim: Any, **answer: Any) -> None:
        if not is_playing("reply-after-commit"):
            keep_reply(claim, **answer)
            return

        def later() -> None:
            reach("web-unreplied")
            time.sleep(0.4)
            keep_reply(claim, **answer)

        transaction.on_commit(later)

    return keep
