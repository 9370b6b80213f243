"""A history entry among other writes: its part of a ``OneStatement``.

The session's row is locked and was read under that lock, so the entry's seq is known; the unique
key of session and seq has the last word.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection

from sessions_app.models import AgentAction, StudySession
from sessions_app.services.write_path import Entry

POSTGRESQL_THEN = "(clock_timestamp() + {a}.entry_ago::interval)"
SQLITE_THEN = "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW', {a}.entry_ago)"


def entry_columns() -> dict[str, Any]:
    """Return the columns (model fields) beside ``session_id`` that the writes need."""
    of_entry = ("seq", "agent", "action", "reasoning", "metadata", "phase")
    columns = {f"entry_{name}": AgentAction._meta.get_field(name) for name in of_entry}
    return {**columns, "entry_ago": AgentAction._meta.get_field("action")}


def entry_writes() -> tuple[str, str]:
    """Return the writes, which do nothing without an ``entry_seq``."""
    then = POSTGRESQL_THEN if connection.vendor == "postgresql" else SQLITE_THEN
    return (
        f"""
        UPDATE study_sessions
           SET history_length = {{a}}.entry_seq,
               last_activity_at = CASE WHEN last_activity_at < {then}
                                       THEN {{now}} ELSE last_activity_at END
               {{source}}
         WHERE study_sessions.id = {{a}}.session_id AND {{a}}.entry_seq IS NOT NULL""",  # noqa: S608 -- constants
        """
        INSERT INTO agent_history
               (session_id, seq, at, agent, action, reasoning, metadata, phase)
        SELECT {a}.session_id, {a}.entry_seq, {now}, {a}.entry_agent, {a}.entry_action,
               {a}.entry_reasoning, {a}.entry_metadata, {a}.entry_phase
               {source}
         WHERE {a}.entry_seq IS NOT NULL""",
    )


def entry_values(session: StudySession, entry: Entry) -> Mapping[str, Any]:
    """Return the values of an entry; counts it up on ``session``, which must be locked."""
    session.history_length += 1
    return {
        "entry_seq": session.history_length,
        "entry_agent": entry.agent,
        "entry_action": entry.action,
        "entry_reasoning": entry.reasoning,
        "entry_metadata": entry.metadata,
        "entry_phase": session.current_state,
        "entry_ago": f"-{settings.ACTIVITY_RESOLUTION.total_seconds()} seconds",
    }
