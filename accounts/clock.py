"""The database's clock: hosts may disagree about the time, the database does not."""

from datetime import UTC, datetime

from django.db import connection
from django.db.models import DateTimeField, Func

SQLITE_NOW = "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')"


class ClockNow(Func):
    """The database's time at this very moment, not at the start of the transaction.

    Under a row lock it never runs behind what the previous holder wrote.
    """

    template = "CLOCK_TIMESTAMP()"
    output_field = DateTimeField()

    def as_sqlite(self, compiler, connection, **context):
        # Formatted twice on its way: once as a template, once for parameters.
        template = SQLITE_NOW.replace("%", "%%%%")
        return self.as_sql(compiler, connection, template=template, **context)


def database_now() -> datetime:
    """Return the database's present time, aware; one query."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT {SQLITE_NOW}")
            return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
        cursor.execute("SELECT CLOCK_TIMESTAMP()")
        return cursor.fetchone()[0]
