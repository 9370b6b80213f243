"""The hot writes as one PostgreSQL statement each: fewer round trips and shorter locks.

The portable forms stand beside their callers and do the same in several statements. What a
statement writes is written here in SQL once; the driver prepares it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import NOT_PROVIDED, Field, QuerySet

from sessions_app.models import Chat, StudySession
from sessions_app.states import ENDED, VERBS, SessionStatus

if TYPE_CHECKING:
    from sessions_app.services.write_path import Entry

CHOSEN = frozenset(
    {"id", "user_id", "name", "exam_type", "metadata", "kind", "history_length"}
    | {"subject", "topic", "subtopic"}
)
TOUCHED = """CASE WHEN last_activity_at < clock_timestamp() - %(resolution)s::interval
                THEN clock_timestamp() ELSE last_activity_at END"""
ENTRY = """
INSERT INTO agent_history
       (session_id, seq, at, agent, action, reasoning, metadata, change, phase, duration_ms)
SELECT s.id, s.history_length, clock_timestamp(), %(entry_agent)s, %(entry_action)s,
       %(entry_reasoning)s, %(entry_metadata)s::jsonb, %(entry_change)s::jsonb, s.current_state,
       %(entry_duration_ms)s::int
  FROM s
"""
APPEND = f"""
WITH s AS (
    UPDATE study_sessions
       SET history_length = history_length + 1,
           last_activity_at = CASE WHEN %(any_status)s THEN last_activity_at ELSE {TOUCHED} END
     WHERE {{which}}
    RETURNING id, history_length, current_state
)
{ENTRY}
RETURNING session_id, seq
"""  # noqa: S608 -- constants
BY_ID = "id = %(session)s AND (status = 'active' OR %(any_status)s)"
ACTIVE_PRACTICE = "user_id = %(owner)s AND kind = 'practice' AND status = 'active'"


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def entry_values(entry: Entry) -> dict[str, Any]:
    return {
        "entry_agent": entry.agent,
        "entry_action": entry.action,
        "entry_reasoning": entry.reasoning,
        "entry_metadata": json.dumps(entry.metadata),
        "entry_change": None if entry.change is None else json.dumps(entry.change),
        "entry_duration_ms": entry.duration_ms,
    }


def resolution() -> str:
    return f"{settings.ACTIVITY_RESOLUTION.total_seconds()} seconds"


def append_entry(
    which: str, entry: Entry, *, any_status: bool = False, **values: UUID
) -> tuple[UUID, int] | None:
    """Append an entry to the session that ``BY_ID`` or ``ACTIVE_PRACTICE`` finds by ``values``.

    Returns its key and the entry's seq, or None when no session accepts it.
    """
    parameters = {
        **entry_values(entry),
        **values,
        "any_status": any_status,
        "resolution": resolution(),
    }
    with connection.cursor() as cursor:
        cursor.execute(APPEND.format(which=which), parameters)
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found


@functools.cache
def _column_field(name: str) -> Field[Any, Any]:
    return next(field for field in StudySession._meta.concrete_fields if field.name == name)


@functools.cache
def _change_sql(names: tuple[str, ...], is_locked: bool) -> str:
    """Return the statement that sets some columns; the names are the model's, never a caller's."""
    columns = "".join(f", {_column_field(name).column} = %(new_{name})s" for name in names)
    length = "%(history_length)s" if is_locked else "history_length + 1"
    still = "" if is_locked else " AND version = %(version)s - 1"
    return f"""
        WITH s AS (
            UPDATE study_sessions
               SET version = %(version)s, history_length = {length},
                   updated_at = clock_timestamp(), last_activity_at = {TOUCHED}{columns}
             WHERE id = %(session)s{still}
            RETURNING id, history_length, current_state
        )
        {ENTRY}
        RETURNING id, at, seq
    """  # noqa: S608 -- only column names of the model


def change_and_append(
    session: StudySession, entry: Entry, values: Mapping[str, Any], *, is_locked: bool
) -> tuple[int, datetime, int] | None:
    """Write plain ``values`` and the next version of a session, and append ``entry``.

    ``session`` carries the version and history length to be. Not locked, it is written only while
    it has the version before, and the length is counted on by the database. Returns key, time and
    seq of the entry; None when the version had risen.
    """
    new = {
        f"new_{name}": _column_field(name).get_db_prep_save(value, connection)
        for name, value in values.items()
    }
    parameters = {
        **new,
        **entry_values(entry),
        "session": session.pk,
        "version": session.version,
        "resolution": resolution(),
    }
    if is_locked:
        parameters["history_length"] = session.history_length
    with connection.cursor() as cursor:
        cursor.execute(_change_sql(tuple(values), is_locked), parameters)
        found: tuple[int, datetime, int] | None = cursor.fetchone()
    return found


@functools.cache
def _start_sql() -> str:
    columns = {field.column: f"%({field.attname})s" for field in _given_fields()}
    columns["name"] = """COALESCE(NULLIF(%(name)s, ''), 'Session ' || (
               SELECT count(*) + 1 FROM study_sessions WHERE user_id = %(user_id)s))"""
    return f"""
        WITH s AS (
            INSERT INTO study_sessions ({", ".join(columns)})
            SELECT {", ".join(columns.values())}
            RETURNING *
        ), chat AS (
            INSERT INTO tutor_chats (id, user_id, session_id, title, length, created_at)
            SELECT %(chat)s, s.user_id, s.id, s.name, 0, clock_timestamp() FROM s
        ), entry AS ({ENTRY})
        SELECT name, started_at, last_activity_at, created_at, updated_at FROM s
    """  # noqa: S608 -- only column names of the model


@functools.cache
def _given_fields() -> list[Any]:
    """The columns of a new session that the database does not fill by itself."""
    return [f for f in StudySession._meta.concrete_fields if f.db_default is NOT_PROVIDED]


@functools.cache
def _defaults() -> dict[str, Any]:
    """The prepared values of what every new session begins with."""
    new = StudySession()
    return {
        field.attname: field.get_db_prep_save(getattr(new, field.attname), connection)
        for field in _given_fields()
        if field.attname not in CHOSEN
    }


def insert_started(session: StudySession, entry: Entry) -> None:
    """Insert a session with its chat and first entry; ``session`` gets what the database chose.

    Only the members of ``CHOSEN`` are taken from it. An empty name becomes "Session N".
    """
    session.chat = Chat(user_id=session.user_id, session=session)
    given = {name: getattr(session, name) for name in CHOSEN}
    given["metadata"] = _column_field("metadata").get_db_prep_save(session.metadata, connection)
    parameters = {**entry_values(entry), **_defaults(), **given, "chat": session.chat.pk}
    with connection.cursor() as cursor:
        cursor.execute(_start_sql(), parameters)
        (
            session.name,
            session.started_at,
            session.last_activity_at,
            session.created_at,
            session.updated_at,
        ) = cursor.fetchone()
    session.chat.title = session.name
    for row in (session, session.chat):
        row._state.adding, row._state.db = False, connection.alias


def move_chosen(chosen: QuerySet, entry: Entry, verb: str) -> int:
    """Move the sessions of a locking queryset of keys by a verb, each with its entry.

    One statement: what is locked is what is moved. Returns how many. ``entry`` says the rest.
    """
    target = VERBS[verb].target
    chosen_sql, chosen_parameters = chosen.query.sql_with_params()
    assignments = ["status = %s"]
    parameters: list[Any] = [target]
    if target == SessionStatus.ARCHIVED:
        assignments.append("archived_from = status")
    elif target in ENDED:
        ending = "ended_at = GREATEST(clock_timestamp(), started_at), ended_reason = %s"
        assignments.append(ending)
        parameters.append(entry.reasoning)
    sql = f"""
        WITH chosen (id) AS MATERIALIZED ({chosen_sql}), s AS (
            UPDATE study_sessions
               SET version = version + 1, history_length = history_length + 1,
                   updated_at = clock_timestamp(), {", ".join(assignments)}
             WHERE id IN (SELECT id FROM chosen)
            RETURNING id, history_length, current_state
        )
        INSERT INTO agent_history
               (session_id, seq, at, agent, action, reasoning, metadata, change, phase)
        SELECT id, history_length, clock_timestamp(), %s, %s, %s, '{{}}', %s::jsonb, current_state
          FROM s
    """  # noqa: S608 -- the queryset's own SQL and constants
    said = [entry.agent, entry.action, entry.reasoning, json.dumps({"status": target})]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*chosen_parameters, *parameters, *said])
        moved: int = cursor.rowcount
    return moved
