"""The append on SQLite: two statements under the lock of its one writer."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from accounts.clock import SQLITE_NOW
from sessions_app.models import AgentAction

if TYPE_CHECKING:
    from sessions_app.services.write_path import Entry

NOW = SQLITE_NOW.replace("%", "%%")
THEN = NOW.replace("'NOW'", "'NOW', %(ago)s")
TOUCHED = f"CASE WHEN last_activity_at < {THEN} THEN {NOW} ELSE last_activity_at END"
COUNT_UP = f"""
UPDATE study_sessions
   SET history_length = history_length + 1,
       last_activity_at = CASE WHEN %(any_status)s THEN last_activity_at ELSE {TOUCHED} END
 WHERE {{which}}
RETURNING id, history_length, current_state
"""  # noqa: S608 -- constants


def ago() -> str:
    """Return how old an activity may be before it is written anew, as a modifier of SQLite's."""
    return f"-{settings.ACTIVITY_RESOLUTION.total_seconds()} seconds"


@transaction.atomic
def append_entry(
    which: str, entry: "Entry", *, any_status: bool = False, **values: UUID
) -> tuple[UUID, int] | None:
    """Do as its namesake in ``statements`` does."""
    keys = {name: value.hex for name, value in values.items()}
    with connection.cursor() as cursor:
        sql = COUNT_UP.format(which=which)
        cursor.execute(sql, {**keys, "any_status": any_status, "ago": ago()})
        found = cursor.fetchall()  # the update is over once it is read to its end
    if not found:
        return None
    (key, seq, phase) = found[0]
    action = AgentAction(
        session_id=UUID(key),
        seq=seq,
        agent=entry.agent,
        action=entry.action,
        reasoning=entry.reasoning,
        metadata=entry.metadata,
        change=entry.change,
        phase=phase,
        duration_ms=entry.duration_ms,
    )
    action.save(force_insert=True)
    return action.session_id, seq
