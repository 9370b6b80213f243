"""The abandon job: a tenth of all sessions due, from 10^3 to 10^6, while others write."""

import statistics
import threading
import time
from typing import Any
from uuid import UUID

from benchmarks.stage import new_learner
from benchmarks.table import show, store

SIZES = (1_000, 10_000, 100_000, 1_000_000)
CALM_SECONDS = 3.0
DUE_SHARE = 10  # every tenth
FILL = """
INSERT INTO study_sessions
       (id, user_id, name, kind, status, current_state, exam_type, subject, topic, subtopic,
        current_context, metadata, version, history_length, ended_reason, last_activity_at)
SELECT gen_random_uuid(), %(user)s, 'Session', 'study', 'active', 'INTAKE', 'NEET', '', '', '',
       '{"current_topic": "Friction"}', %(metadata)s, 1, 0, '',
       clock_timestamp() - CASE WHEN number %% %(share)s = 0
                                THEN interval '2 days' ELSE interval '1 minute' END
  FROM generate_series(1, %(count)s) AS number
"""


class Bystander(threading.Thread):
    """Somebody who goes on saving small things while the job runs."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__()
        self.session_id = session_id
        self.is_over = threading.Event()
        self.times: list[tuple[float, float]] = []  # when, how long

    def run(self) -> None:
        from django.db import connection

        from sessions_app.services.write_path import Entry, append_action

        try:
            while not self.is_over.is_set():
                started = time.perf_counter()
                append_action(session_id=self.session_id, entry=Entry("tutor", "explained"))
                self.times.append((started, time.perf_counter() - started))
                time.sleep(0.002)  # a person, not a flood
        finally:
            connection.close()

    def p99_ms(self, begin: float, end: float) -> float:
        taken = sorted(duration for at, duration in self.times if begin <= at < end)
        return taken[int(len(taken) * 0.99)] * 1000 if taken else float("nan")


def run(*, quick: bool) -> None:
    sizes = SIZES[:3] if quick else SIZES
    rows = [_abandon(size) for size in sizes]
    show("Abandon job, every tenth session due", rows)
    store("jobs", rows)


def _abandon(size: int) -> dict[str, Any]:
    from sessions_app.models import StudySession
    from sessions_app.services import jobs
    from sessions_app.services.lifecycle import start_session

    user = new_learner()
    _fill(size, user.pk)
    bystander = Bystander(start_session(user_id=new_learner().pk).pk)
    bystander.start()
    try:
        calm_from = time.perf_counter()
        time.sleep(CALM_SECONDS)  # the time before: what others' writes cost in peace
        busy_from = time.perf_counter()
        chunks, effects = _timed_chunks(jobs.abandon_inactive_sessions)
        over = time.perf_counter()
    finally:
        bystander.is_over.set()
        bystander.join()
    left = StudySession.objects.filter(user=user).abandonable().count()
    _empty(user.pk)
    calm, busy = bystander.p99_ms(calm_from, busy_from), bystander.p99_ms(busy_from, over)
    return {
        "sessions": size,
        "abandoned": effects["abandoned"],
        "still due": left,
        "a second": effects["abandoned"] / (over - busy_from),
        "longest chunk ms": max(chunks) * 1000,
        "median chunk ms": statistics.median(chunks) * 1000,
        "others' p99 before ms": calm,
        "others' p99 during ms": busy,
    }


def _timed_chunks(job: Any) -> tuple[list[float], dict[str, int]]:
    """Run a job and return how long each of its transactions took, with its effects."""
    from sessions_app.services import bulk_moves

    chunks: list[float] = []
    move_chunk = bulk_moves._move_chunk

    def timed(*args: Any) -> int:
        started = time.perf_counter()
        moved: int = move_chunk(*args)
        chunks.append(time.perf_counter() - started)
        return moved

    bulk_moves._move_chunk = timed
    try:
        return chunks, job()
    finally:
        bulk_moves._move_chunk = move_chunk


def _fill(size: int, user_id: UUID) -> None:
    from django.db import connection

    from sessions_app.encryption import encrypt

    values = {"user": user_id, "metadata": encrypt(b"{}"), "share": DUE_SHARE, "count": size}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(FILL, values)
        cursor.execute("VACUUM ANALYZE study_sessions, agent_history")
        cursor.execute("CHECKPOINT")
        cursor.execute("RESET statement_timeout")


def _empty(user_id: UUID) -> None:
    """Remove what was filled in, so that each size is measured by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("TRUNCATE study_sessions, agent_history CASCADE")
        cursor.execute("RESET statement_timeout")
