"""The core write: one agent action appended to a session that already holds n entries."""

import os
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from benchmarks.raw import RawWriter
from benchmarks.stage import new_learner
from benchmarks.table import show, store

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
    try:
        appends = [_append_at(n, user, writer, rounds) for n in SIZES]
        reads = [_read_at(n, user, writer, rounds) for n in SIZES]
    finally:
        writer.close()
    crowd = _crowd(user)
    show("Append one agent action", appends)
    show("Read a session (load = phase and context with the owner; latest = 50 entries)", reads)
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


def _append_at(n: int, user: Any, writer: RawWriter, rounds: int) -> dict[str, Any]:
    from sessions_app.services.write_path import Entry, append_action

    session_id = _session_with(n, user)
    entry = Entry("tutor", "explained", "A step", METADATA, duration_ms=12)
    product, raw = _interleaved(
        rounds,
        lambda: append_action(session_id=session_id, entry=entry),
        lambda: writer.append(session_id, METADATA),
    )
    return {
        "n": n,
        "product ms": product,
        "raw ms": raw,
        "ratio": product / raw,
        "product WAL bytes": _wal(lambda: append_action(session_id=session_id, entry=entry)),
        "raw WAL bytes": _wal(lambda: writer.append(session_id, METADATA)),
    }


def _read_at(n: int, user: Any, writer: RawWriter, rounds: int) -> dict[str, Any]:
    from sessions_app.models import AgentAction
    from sessions_app.permissions import Act, find_session, find_standing

    session_id = _session_with(n, user)

    def latest() -> list[AgentAction]:
        session = find_session(user, session_id, Act.READ).session
        rows = AgentAction.objects.filter(session=session, seq__gt=session.history_length - 50)
        return list(rows.order_by("seq"))

    load, raw_load = _interleaved(
        rounds,
        lambda: find_standing(user, session_id),
        lambda: writer.load(session_id, user.pk),
    )
    last, raw_last = _interleaved(rounds // 2, latest, lambda: writer.latest(session_id))
    return {
        "n": n,
        "load ms": load,
        "raw load ms": raw_load,
        "load ratio": load / raw_load,
        "latest 50 ms": last,
        "raw latest ms": raw_last,
    }


def _interleaved(
    rounds: int, product: Callable[[], Any], reference: Callable[[], Any]
) -> tuple[float, float]:
    """Return the medians of both in milliseconds; they take turns, so drift hits them alike."""
    for _ in range(20):
        product(), reference()
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        order = (0, 1) if turn % 2 else (1, 0)
        for side in order:
            started = time.perf_counter()
            (product, reference)[side]()
            times[side].append(time.perf_counter() - started)
    return statistics.median(times[0]) * 1000, statistics.median(times[1]) * 1000


def _wal(write: Callable[[], Any], writes: int = 50) -> int:
    """Return the median of write-ahead log bytes of one write (another process may add its own)."""
    grown = []
    for _ in range(writes):
        before = _wal_position()
        write()
        grown.append(_wal_position() - before)
    return int(statistics.median(grown))


def _wal_position() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


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
