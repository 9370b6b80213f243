"""What a call takes: milliseconds with the sides in turns, and bytes of write-ahead log."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

WARM_UP = 20  # rounds


def interleaved(rounds: int, ways: Mapping[Any, Callable[[], Any]]) -> dict[Any, float]:
    """Return the median of each way in milliseconds; they take turns."""
    times: dict[Any, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for turn in range(rounds + WARM_UP):
        for name in names if turn % 2 else names[::-1]:
            started = time.perf_counter()
            ways[name]()
            if turn >= WARM_UP:
                times[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken) * 1000 for name, taken in times.items()}


def wal_bytes(write: Callable[[], Any], writes: int = 200) -> int:
    """Return the write-ahead log bytes of one write: the mean of many in a row."""
    before = _wal_position()
    for _ in range(writes):
        write()
    return round((_wal_position() - before) / writes)


def _wal_position() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])
