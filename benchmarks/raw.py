"""The reference of the append: the same rows by hand in a plain psycopg transaction."""

import json
from typing import Any
from uuid import UUID

import psycopg

COUNT_UP = """
UPDATE study_sessions SET history_length = history_length + 1
 WHERE id = %s RETURNING history_length, current_state
"""
INSERT = """
INSERT INTO agent_history
       (session_id, seq, at, agent, action, reasoning, metadata, phase, duration_ms)
VALUES (%s, %s, clock_timestamp(), %s, %s, %s, %s, %s, %s)
"""
LOAD = """
SELECT current_state, current_context, status, version FROM study_sessions
 WHERE id = %s AND user_id = %s
"""
LATEST = """
SELECT seq, at, agent, action, reasoning, metadata, change, phase, duration_ms
  FROM agent_history
 WHERE session_id = %(id)s
   AND seq > (SELECT history_length - 50 FROM study_sessions WHERE id = %(id)s)
 ORDER BY seq
"""


class RawWriter:
    """One psycopg connection of its own; psycopg prepares by itself what it repeats."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        self.connection.close()

    def append(self, session_id: UUID, metadata: dict[str, Any]) -> int:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(COUNT_UP, [session_id])
            seq, phase = cursor.fetchone() or (0, "")
            values = ("tutor", "explained", "A step", json.dumps(metadata), phase, 12)
            cursor.execute(INSERT, [session_id, seq, *values])
        return int(seq)

    def load(self, session_id: UUID, user_id: UUID) -> Any:
        return self.connection.execute(LOAD, [session_id, user_id]).fetchone()

    def latest(self, session_id: UUID) -> list[Any]:
        return self.connection.execute(LATEST, {"id": session_id}).fetchall()
