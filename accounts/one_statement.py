"""Several writes that one row of values decides, sent to the database as one statement.

On PostgreSQL they are the parts of one ``WITH``. SQLite has no writes in ``WITH``; there they are
the body of a trigger on a view of the connection's own, and inserting the row runs them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, models

from accounts.clock import SQLITE_NOW


@dataclass(frozen=True)
class OneStatement:
    """Writes that share the values of one row.

    ``columns`` says of which field each value is. In ``writes`` ``{a}`` stands for the row,
    ``{source}`` for its FROM clause and ``{now}`` for the database's present time. The writes must
    not depend on one another: PostgreSQL shows each the tables as they were before all of them.
    """

    name: str
    columns: Callable[[], Mapping[str, models.Field]]  # called once the models are there
    writes: Callable[[], Sequence[str]]

    @cached_property
    def _fields(self) -> dict[str, models.Field]:
        return dict(self.columns())

    def run(self, values: Mapping[str, Any]) -> None:
        """Do all the writes; a value that is not given is NULL."""
        row = {
            name: field.get_db_prep_save(values.get(name), connection)
            for name, field in self._fields.items()
        }
        is_sqlite = connection.vendor == "sqlite"
        if is_sqlite:
            self._prepare_sqlite()
        with connection.cursor() as cursor:
            cursor.execute(self._sqlite_insert if is_sqlite else self._postgresql, row)

    @cached_property
    def _postgresql(self) -> str:
        row = ", ".join(
            f"%({name})s::{field.db_type(connection)} AS {name}"
            for name, field in self._fields.items()
        )
        filled = self._filled(a="a", source="FROM a", now="clock_timestamp()")
        parts = ", ".join(f"w{number} AS ({write})" for number, write in enumerate(filled))
        return f"WITH a AS (SELECT {row}), {parts} SELECT 1"

    @cached_property
    def _sqlite_insert(self) -> str:
        values = ", ".join(f"%({name})s" for name in self._fields)
        return f"INSERT INTO {self.name} ({', '.join(self._fields)}) VALUES ({values})"  # noqa: S608

    def _prepare_sqlite(self) -> None:
        """Give the connection the view and its trigger, once; no data is touched.

        ``forget`` takes them away: a migration could not rename a table that they name.
        """
        with connection.wrap_database_errors:
            for sql in self._sqlite_program:
                connection.connection.execute(sql)

    @cached_property
    def _sqlite_program(self) -> tuple[str, str]:
        nothing = ", ".join(f"NULL AS {name}" for name in self._fields)
        body = "; ".join(self._filled(a="NEW", source="", now=SQLITE_NOW))
        return (
            f"CREATE TEMP VIEW IF NOT EXISTS {self.name} AS SELECT {nothing}",
            f"CREATE TEMP TRIGGER IF NOT EXISTS {self.name}_run INSTEAD OF INSERT ON {self.name} "
            f"BEGIN {body}; END",
        )

    def forget(self) -> None:
        """Take the view and its trigger from this connection."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP VIEW IF EXISTS temp.{self.name}")

    def _filled(self, **words: str) -> list[str]:
        return [write.format(**words) for write in self.writes()]
