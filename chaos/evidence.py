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


def read_stored(connection: psycopg.Connection[Any]) -> Stored:
    """Return every trace of a token, and the order of every history and chat."""
    stored = Stored()
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
    if action == "session_started":
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
