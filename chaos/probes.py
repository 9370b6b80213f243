"""Pause points and a trace in the product's processes, so that faults can be aimed and judged.

Only ``chaos.settings`` installs them, around functions of the product that know nothing of it. A
point is armed by a file of its name in the probes' folder; the first process to come there makes
it ``NAME.PID.held``, with what it was doing inside, and goes on when that file is gone.
"""

import functools
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

POINTS = ("claimed", "worked", "worked-text", "applied", "committed", "web-committed")
# A sabotage has one more: "web-unreplied".
LONGEST_HOLD = 90.0  # seconds; whoever armed it may have died
CLAIM, COMMIT, STALE = "claim", "commit", "stale"


def folder() -> Path:
    return Path(settings.CHAOS_PROBES)


def install() -> None:
    """Put the points between claim, work, effect, commit and doorbell."""
    from autopilot import doorbell
    from autopilot.services import engine

    engine.read_stage = _around_reading(engine.read_stage)
    engine.commit_step = _around_commit(engine.commit_step)
    engine.complete_step = _after_effect(engine.complete_step)
    doorbell.ring = _before_ring(doorbell.ring)
    _tell_when_ready()


def reach(point: str, **about: Any) -> None:
    """Wait here if the point is armed and no other process was first."""
    armed = folder() / point
    if not armed.exists():
        return
    mine = folder() / f"{point}.{os.getpid()}"
    try:
        armed.rename(mine)
    except FileNotFoundError:
        return
    about |= {"pid": os.getpid(), "role": settings.CHAOS_ROLE, "at": time.time()}
    mine.write_text(json.dumps(about))
    held = mine.with_name(f"{mine.name}.held")
    mine.rename(held)
    deadline = time.monotonic() + LONGEST_HOLD
    while held.exists() and time.monotonic() < deadline:
        time.sleep(0.01)


def trace(event: str, held: Any) -> None:
    """Append a line about a claim; one small write is whole or absent, whoever dies."""
    line = {
        "at": time.time(),
        "event": event,
        "role": settings.CHAOS_ROLE,
        "run": str(held.run_id),
        "step": str(held.step_id),
        "token": str(held.token),
    }
    with (folder() / "trace.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def _around_reading(read_stage: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(read_stage)
    def reading(held: Any) -> Any:
        trace(CLAIM, held)
        reach("claimed", run=str(held.run_id), step=str(held.step_id), token=str(held.token))
        if settings.CHAOS_WORK_SECONDS:  # built-in steps end before anybody could strike
            time.sleep(random.uniform(0, 2 * settings.CHAOS_WORK_SECONDS))
        return read_stage(held)

    return reading


def _around_commit(commit_step: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(commit_step)
    def committing(held: Any, outcome: Any, *arguments: Any, **named: Any) -> Any:
        about = {"run": str(held.run_id), "step": str(held.step_id), "token": str(held.token)}
        reach("worked", **about)
        if isinstance(outcome.found, str):  # a lesson's, which any lesson step would take
            reach("worked-text", **about)
        done = commit_step(held, outcome, *arguments, **named)
        trace(COMMIT if done else STALE, held)
        return done

    return committing


def _after_effect(complete_step: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(complete_step)
    def completing(stage: Any, *arguments: Any, **named: Any) -> None:
        complete_step(stage, *arguments, **named)
        reach("applied", run=str(stage.run.pk), step=str(stage.step.pk))

    return completing


def _before_ring(ring: Callable[[UUID], None]) -> Callable[[UUID], None]:
    point = "web-committed" if settings.CHAOS_ROLE.startswith("web") else "committed"

    @functools.wraps(ring)
    def ringing(run_id: UUID) -> None:
        reach(point, run=str(run_id))
        ring(run_id)

    return ringing


def _tell_when_ready() -> None:
    from celery.signals import beat_init, worker_ready

    def tell(**_: Any) -> None:
        (folder() / f"{settings.CHAOS_ROLE}.ready").touch()

    worker_ready.connect(tell, weak=False)
    beat_init.connect(tell, weak=False)
