"""Aiming: pause points that the probes hold open, and messages pushed once more."""

import json
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

import psycopg
from celery import Celery

from chaos.keeper import Keeper

REACH_SECONDS = 8.0
TIMES = 10


class Aim:
    """Arms a point and waits for a process to come there; it goes on at the end of the block."""

    def __init__(self, probes: Path, point: str) -> None:
        self.probes, self.point = probes, point
        self.held: Path | None = None

    def __enter__(self) -> dict[str, Any] | None:
        armed = self.probes / self.point
        armed.touch()
        deadline = time.monotonic() + REACH_SECONDS
        while time.monotonic() < deadline:
            found = next(self.probes.glob(f"{self.point}.*.held"), None)
            if found is not None:
                self.held = found
                return {"point": self.point, **json.loads(found.read_text())}
            time.sleep(0.01)
        armed.unlink(missing_ok=True)
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.held is not None:
            self.held.unlink(missing_ok=True)


def ring_ten_times(redis_url: str, run: str) -> None:
    """Push the same message, with the same id, as often as a broker at its worst would."""
    app = Celery("nemesis", broker=redis_url)
    message = str(uuid4())
    for _ in range(TIMES):
        app.send_task("autopilot.advance", args=(run,), task_id=message, ignore_result=True)
    app.close()


def flush_redis(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 5) as link:
        link.sendall(b"FLUSHALL\r\n")
        link.recv(64)


def some_live_run(keeper: Keeper) -> str | None:
    """Return a run that a worker may work on now, or else any that is running."""
    query = """
        SELECT id::text FROM autopilot_runs WHERE status = 'running'
         ORDER BY waiting_for = '' DESC, random() LIMIT 1
    """
    try:
        with keeper.connect() as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error:  # killed just now, in the other lane
        return None
    return row[0] if row else None
