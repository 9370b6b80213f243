"""The core write: one agent action appended to a session that already holds n entries."""

import os
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from benchmarks.raw import RawWriter
from benchmarks.stage import new_learner
from benchmarks.table import show, store
from benchmarks.timing import interleaved, wal_bytes

SIZES = (10, 100, 1_000, 10_000)
METADATA = {"topic": "Friction", "step": 3}
WRITERS, EACH = 16, 100
FILL = """
INSERT INTO agent_history (session_id, seq, at, agent, action, reasoning, metadata, phase)
SELECT %s, seq, clock_timestamp(), 'tutor', 'explained', 'A step', '{"topic": "Friction"}', 'INTAKE'
  FROM generate_series(2, %s) AS seq
"""


def run(*, quick: bool) -> None:
    rounds = 100 if quick else 500
    user = new_learner()
    writer = RawWriter(os.environ["DATABASE_URL"])
    sessions = {n: _session_with(n, user) for n in SIZES}
    try:
        appends = _appends(sessions, writer, rounds)
        reads = [_read_at(n, user, sessions[n], writer, rounds) for n in SIZES]
    finally:
        writer.close()
    crowd = _crowd(user)
    show(f"Append one agent action, median of {rounds}", appends)
    show("Read a session (load = phase and context of the owner; latest = 50 entries)", reads)
    show(f"{WRITERS} writers x {EACH} appends on one session", [crowd])
    flat = appends[-1]["product ms"] / appends[0]["product ms"]
    print(f"\nFrom n=10 to n=10,000 the product's append costs {flat:.2f}x.")
    store("append", {"append": appends, "read": reads, "crowd": crowd, "flatness": flat})


def _session_with(entries: int, user: Any) -> UUID:
    from django.db import connection

    from sessions_app.models import StudySession
    from sessions_app.services.lifecycle import start_session

    session = start_session(user_id=user.pk, by=user.pk)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [session.pk, entries])
        StudySession.objects.filter(pk=session.pk).update(history_length=entries)
        cursor.execute("VACUUM ANALYZE study_sessions, agent_history")
        cursor.execute("CHECKPOINT")  # so that no full-page image falls into the measurement
    return session.pk


def _appends(sessions: dict[int, UUID], writer: RawWriter, rounds: int) -> list[dict[str, Any]]:
    """Measure every size and both sides in turns, so that drift hits all of them alike."""
    from sessions_app.services.write_path import Entry, append_action

    entry = Entry("tutor", "explained", "A step", METADATA, duration_ms=12)
    ways: dict[tuple[int, str], Callable[[], Any]] = {}
    for n, session_id in sessions.items():
        ways[n, "product"] = partial(append_action, session_id=session_id, entry=entry)
        ways[n, "raw"] = partial(writer.append, session_id, METADATA)
    medians = interleaved(rounds, ways)
    return [
        {
            "n": n,
            "product ms": medians[n, "product"],
            "raw ms": medians[n, "raw"],
            "ratio": medians[n, "product"] / medians[n, "raw"],
            "product WAL bytes": wal_bytes(ways[n, "product"]),
            "raw WAL bytes": wal_bytes(ways[n, "raw"]),
        }
        for n in sessions
    ]


def _read_at(n: int, user: Any, session_id: UUID, writer: RawWriter, rounds: int) -> dict[str, Any]:
    from sessions_app.models import AgentAction
    from sessions_app.permissions import Act, find_session, find_standing

    def latest() -> list[AgentAction]:
        session = find_session(user, session_id, Act.READ).session
        rows = AgentAction.objects.filter(session=session, seq__gt=session.history_length - 50)
        return list(rows.order_by("seq"))

    medians = interleaved(
        rounds,
        {
            "load": lambda: find_standing(user, session_id),
            "raw load": lambda: writer.load(session_id, user.pk),
            "latest": latest,
            "raw latest": lambda: writer.latest(session_id),
        },
    )
    return {
        "n": n,
        "load ms": medians["load"],
        "raw load ms": medians["raw load"],
        "load ratio": medians["load"] / medians["raw load"],
        "latest 50 ms": medians["latest"],
        "raw latest ms": medians["raw latest"],
    }


def _crowd(user: Any) -> dict[str, Any]:
    """Many writers append to one session; nothing may be lost, doubled or out of order."""
    from sessions_app.models import AgentAction, StudySession

    session_id = _session_with(1, user)
    started = time.perf_counter()
    threads = [threading.Thread(target=_write_many, args=(session_id,)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    seqs = list(
        AgentAction.objects.filter(session_id=session_id)
        .order_by("seq")
        .values_list("seq", flat=True)
    )
    length = StudySession.objects.values_list("history_length", flat=True).get(pk=session_id)
    wanted = WRITERS * EACH
    return {
        "appends": wanted,
        "lost": wanted + 1 - len(seqs),  # the first entry is the start's
        "gapless": seqs == list(range(1, length + 1)),
        "appends a second": wanted / seconds,
    }


def _write_many(session_id: UUID) -> None:
    from django.db import connection

    from sessions_app.services.write_path import Entry, append_action

    try:
        for number in range(EACH):
            append_action(
                session_id=session_id, entry=Entry("tutor", "explained", metadata={"n": number})
            )
    finally:
        connection.close()
