"""Status moves of many sessions at once: small chunks that step around locked rows."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField, F, JSONField, TextField, Value

from accounts.clock import ClockNow
from sessions_app.models import AgentAction, StudySessionQuerySet
from sessions_app.services.lifecycle import ended_now
from sessions_app.services.statements import is_postgresql, move_chosen
from sessions_app.services.write_path import JOB, Entry
from sessions_app.states import ENDED, VERBS, SessionStatus

HISTORY_COLUMNS = (
    "session_id",
    "seq",
    "at",
    "agent",
    "action",
    "reasoning",
    "metadata",
    "change",
    "phase",
)


def move_due_sessions(*, due: StudySessionQuerySet, verb: str, reason: str) -> int:
    """Move every session of ``due`` by a verb, chunk by chunk; return how many moved.

    ``due`` carries its condition into the UPDATE, so a session that came back to life in between
    stays as it is. Each chunk is one transaction with its history entries; a session that somebody
    else holds is left for the next run.
    """
    moved = 0
    while chunk := _move_chunk(due, verb, reason):
        moved += chunk
    return moved


@transaction.atomic
def _move_chunk(due: StudySessionQuerySet, verb: str, reason: str) -> int:
    rows = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    chosen = rows.values_list("pk", flat=True)[: settings.JOB_CHUNK_SIZE]
    if is_postgresql():
        return move_chosen(chosen, Entry(JOB, VERBS[verb].event, reason), verb)
    ids = list(chosen)
    if not ids:
        return 0
    target = VERBS[verb].target
    values: dict[str, Any] = {
        "status": target,
        "version": F("version") + 1,
        "history_length": F("history_length") + 1,
        "updated_at": ClockNow(),
    }
    if target == SessionStatus.ARCHIVED:
        values["archived_from"] = F("status")
    if target in ENDED and verb != "archive":
        values |= {"ended_at": ended_now(), "ended_reason": reason}
    moved = due.filter(pk__in=ids).update(**values)
    _record(due, ids, verb, reason)
    return moved


def _record(due: StudySessionQuerySet, ids: list, verb: str, reason: str) -> None:
    """Append one entry to each session that moved, by INSERT ... SELECT."""
    entries = due.model.objects.filter(pk__in=ids, status=VERBS[verb].target).annotate(
        h_at=ClockNow(),
        h_agent=Value(JOB, CharField()),
        h_action=Value(VERBS[verb].event, CharField()),
        h_reasoning=Value(reason, TextField()),
        h_metadata=Value({}, JSONField()),
        h_change=Value({"status": VERBS[verb].target}, JSONField()),
    )
    names = ("h_at", "h_agent", "h_action", "h_reasoning", "h_metadata", "h_change")
    selected = entries.values_list("pk", "history_length", *names, "current_state")
    sql, params = selected.query.sql_with_params()
    columns = ", ".join(HISTORY_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {AgentAction._meta.db_table} ({columns}) {sql}",
            params,
        )
