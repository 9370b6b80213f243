"""A look at the database five times a second: what must never be, not even for a moment."""

import threading
from typing import Any

import psycopg

from chaos.keeper import Keeper

EVERY_SECONDS = 0.2
PRACTICE = """
SELECT user_id::text, count(*) FROM study_sessions
 WHERE kind = 'practice' AND status = 'active' GROUP BY 1 HAVING count(*) > 1
"""
EXECUTING = """
SELECT run_id::text, count(*) FROM tool_steps WHERE status = 'executing'
 GROUP BY 1 HAVING count(*) > 1
"""


class Watch(threading.Thread):
    """Notes each learner with two practice sessions and each run with two steps under way."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__(name="watch", daemon=True)
        self.keeper = keeper
        self.looks = 0
        self.several: set[str] = set()
        self.executing: set[str] = set()
        self._over = threading.Event()
        self._connection: psycopg.Connection[Any] | None = None

    def run(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            try:
                self._look()
            except psycopg.Error:
                self._close()  # the server was killed; it comes back
        self._close()

    def _look(self) -> None:
        if self._connection is None:
            self._connection = self.keeper.connect()
        for user, count in self._connection.execute(PRACTICE):
            self.several.add(f"learner {user}: {count} active practice sessions")
        for run, count in self._connection.execute(EXECUTING):
            self.executing.add(f"run {run}: {count} steps under way at once")
        self.looks += 1

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def end(self) -> None:
        self._over.set()
        self.join()
