"""What the database holds, read by a fresh connection when everything is over."""

from typing import Any

import psycopg

from chaos.oracles import Effect, Stored

SESSIONS = "SELECT id, name, history_length, current_context FROM study_sessions"
HISTORY = """
SELECT session_id, seq, at, action, metadata, change FROM agent_history ORDER BY session_id, seq
"""
MESSAGES = """
SELECT c.session_id, m.seq, m.created_at, m.content
  FROM chat_messages m JOIN tutor_chats c ON c.id = m.chat_id
 ORDER BY c.session_id, m.seq
"""

ANSWERS = """
SELECT a.quiz_item_id, a.session_id, a.answered_at FROM attempts a
 WHERE a.answer <> '' AND a.session_id IS NOT NULL
"""
RUNS = "SELECT id, session_id, started_at FROM autopilot_runs"


def read_stored(
    connection: psycopg.Connection[Any], started_by: dict[str, str] | None = None
) -> Stored:
    """Return every trace of a token, and the order of every history and chat.

    ``started_by``: of each run that was acknowledged, the token of its start.
    """
    stored = Stored()
    for item, session, at in connection.execute(ANSWERS):
        stored.add(Effect(str(item), "answer", str(session), 0, at))
    for run, session, at in connection.execute(RUNS):
        token = (started_by or {}).get(str(run))
        if token:
            stored.add(Effect(token, "run", str(session), 0, at))
    names: dict[str, str] = {}
    for pk, name, length, context in connection.execute(SESSIONS):
        names[str(pk)] = name
        stored.lengths[str(pk)] = length
        stored.histories[str(pk)] = []
        stored.topics[str(pk)] = (context or {}).get("current_topic")
    for pk, seq, at, action, metadata, change in connection.execute(HISTORY):
        session = str(pk)
        stored.histories[session].append((seq, at))
        found = _token_of(action, metadata, change, names[session])
        if found is not None:
            stored.add(Effect(found[1], found[0], session, seq, at))
    for pk, seq, at, content in connection.execute(MESSAGES):
        stored.chats.setdefault(str(pk), []).append(seq)
        stored.add(Effect(content, "message", str(pk), seq, at))
    return stored


def _token_of(
    action: str, metadata: dict[str, Any], change: dict[str, Any] | None, name: str
) -> tuple[str, str] | None:
    """Return where an entry carries a token, and which."""
    if action == "session_started" and "run_id" not in metadata:
        return "start", name
    if token := (metadata.get("data") or {}).get("token"):
        return "action", token
    topic = ((change or {}).get("context") or {}).get("current_topic")
    return ("save", topic) if topic else None


def rows_of(connection: psycopg.Connection[Any], session: str | None) -> list[str]:
    """Return the last entries of a session's history, for a report."""
    if session is None:
        return []
    query = """
        SELECT seq, at, action, metadata, change FROM agent_history
         WHERE session_id = %s ORDER BY seq DESC LIMIT 12
    """
    return [" ".join(map(str, row)) for row in connection.execute(query, [session])]
