"""A clock that tests move: the database's, which decides, and the host's, which goes along."""

import sqlite3
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

MORNING = 6  # an hour at which no zone of the tests is near midnight
_REAL = sqlite3.connect(":memory:", check_same_thread=False)
_ON_POSTGRESQL = """
    CREATE SCHEMA moved;
    CREATE TABLE moved.clock (ahead interval NOT NULL);
    INSERT INTO moved.clock VALUES ('0');
    CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
        'SELECT pg_catalog.clock_timestamp() + ahead FROM moved.clock';
    SET LOCAL search_path = moved, pg_catalog, public;
"""


class MovedClock:
    """Runs as the real clock does, and ahead of it by what it was moved.

    Within a test's transaction: PostgreSQL forgets it with the rollback, SQLite when it ends.
    """

    def __init__(self, monkeypatch) -> None:
        self.ahead = timedelta()
        self._now = timezone.now
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            connection.connection.create_function("STRFTIME", -1, self._strftime)
        else:
            with connection.cursor() as cursor:
                cursor.execute(_ON_POSTGRESQL)
        monkeypatch.setattr(timezone, "now", self.now)

    def now(self) -> datetime:
        return self._now() + self.ahead

    def move(self, ahead: timedelta) -> None:
        """Go on by so much."""
        self.ahead += ahead
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("UPDATE moved.clock SET ahead = %s", [self.ahead])

    def to_next_morning(self) -> None:
        """Go on to an hour at which an answer's day is in no doubt."""
        now = self.now().astimezone(UTC)
        morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        self.move(morning + timedelta(days=1) - now)

    def end(self) -> None:
        self.ahead = timedelta()

    def _strftime(self, form: str, moment: str, *modifiers: str) -> str | None:
        """What SQLite's own function says, of a NOW that has moved."""
        if moment.upper() == "NOW":
            modifiers = (f"{self.ahead.total_seconds():+f} seconds", *modifiers)
        marks = ", ".join("?" * (2 + len(modifiers)))
        return _REAL.execute(f"SELECT STRFTIME({marks})", (form, moment, *modifiers)).fetchone()[0]
