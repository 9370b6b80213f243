"""Doorbells: messages that only say "look at this run". Losing one loses nothing but time.

They are sent by a thread of their own: a broker that is away or frozen never holds a request.
"""

import queue
import threading
from uuid import UUID

import structlog
from django.db import transaction

log = structlog.get_logger("mentor.autopilot")
MOST_WAITING = 10_000  # what does not fit is found by the sweeper

_bells: "queue.Queue[str]" = queue.Queue(maxsize=MOST_WAITING)
_starting = threading.Lock()
_ringer: threading.Thread | None = None


def ring_on_commit(run_id: UUID) -> None:
    """Ring for a run once the present transaction has committed."""
    transaction.on_commit(lambda: ring(run_id))


def ring(run_id: UUID) -> None:
    """Ask some worker to advance a run; returns at once and never raises."""
    try:
        _bells.put_nowait(str(run_id))
    except queue.Full:
        return
    _ensure_ringer()


def _ensure_ringer() -> None:
    global _ringer  # noqa: PLW0603 -- one ringer a process, made anew after a fork
    with _starting:
        if _ringer is None or not _ringer.is_alive():
            _ringer = threading.Thread(target=_ring_on, name="doorbell", daemon=True)
            _ringer.start()


def _ring_on() -> None:
    from autopilot.tasks import advance_run  # noqa: PLC0415 -- the task rings itself

    while True:
        run_id = _bells.get()
        try:
            advance_run.apply_async((run_id,), retry=False)
        except Exception as error:
            log.warning("doorbell not heard", run=run_id, error=type(error).__name__)
