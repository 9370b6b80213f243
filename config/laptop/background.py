"""Celery's worker and clock as threads of the serving process."""

import logging
import threading
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService

from config.beat import CatchUpScheduler

WORKER_THREADS = 2


class Background:
    """Worker and clock on one Celery application; ends with its process, or by ``begin_stop``."""

    def __init__(self, app: Celery) -> None:
        # kombu wonders aloud that memory:// names no host.
        logging.getLogger("kombu.connection").setLevel(logging.ERROR)
        self._worker = app.WorkController(
            pool="threads",
            concurrency=WORKER_THREADS,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        self._worker_thread = threading.Thread(
            target=self._worker.start, name="worker", daemon=True
        )
        # Any: the stubs cannot see that thread=True always gives a thread.
        self._beat: Any = EmbeddedService(app, thread=True, scheduler_cls=CatchUpScheduler)
        self._stopping = threading.Thread(target=self._stop, name="stopping", daemon=True)

    def start(self) -> None:
        self._worker_thread.start()
        self._beat.start()

    def begin_stop(self) -> None:
        """Let running tasks finish and take no new ones; returns at once (a signal may call)."""
        if self._stopping.ident is None:
            self._stopping.start()

    def _stop(self) -> None:
        self._beat.service.stop(wait=False)
        self._worker.stop()

    def join(self) -> None:
        """Stop both if nobody did yet, and wait until running tasks have finished.

        The threads themselves may still sleep (the worker up to 2 s, in kombu's poll): they are
        daemons without work by then, and end with the process.
        """
        self.begin_stop()
        self._stopping.join()
