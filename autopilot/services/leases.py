"""Leases: who may work a run's present step, proved by a token that only the holder knows.

A holder renews while it works. One that died leaves a lease that runs out; one that slept past
its lease comes back with a token that fits nothing (a fencing token; Kleppmann, "How to do
distributed locking", 2016).
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, connection, transaction

from accounts.clock import ClockNow
from accounts.compiled import CompiledQuery, update_row
from autopilot.models import AutopilotRun
from autopilot.models.runs import AutopilotRunQuerySet
from autopilot.services.moves import move_step
from autopilot.states import ToolStepStatus

log = structlog.get_logger("mentor.autopilot")
LEASE = timedelta(seconds=15)  # with the sweep: how long a dead worker is waited for
RENEW_EVERY = 5  # seconds
LOOK_EVERY, IDLE_LOOKS = 1.0, 30  # seconds between looks at what is due; looks before it ends
MOST_ATTEMPTS = 5  # workers that one step may end before its run is parked


@dataclass(frozen=True)
class Claim:
    """The right to work one step; ``token`` must still be the run's when the effect commits.

    ``attempts``: workers that ended while they held this step.
    """

    run_id: UUID
    session_id: UUID
    step_id: UUID
    token: UUID
    attempts: int = 0


def _claimable(run_id: UUID) -> AutopilotRunQuerySet:
    free = AutopilotRun.objects.claimable().filter(pk=run_id).select_related("step")
    rows = free.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return rows.only("session_id", "lease_token", "lease_attempts", "step__status")


CLAIMABLE = CompiledQuery(_claimable, UUID(int=1))


@transaction.atomic
def claim(run_id: UUID) -> Claim | None:
    """Take the lease of a run that has a step to work on; None when there is nothing to do.

    A lease that ran out counts as an attempt that ended its worker.
    """
    _need_not_last()
    run = CLAIMABLE.first(run_id)
    if run is None or run.step is None:
        return None
    if run.step.status == ToolStepStatus.READY:
        move_step(run.step, "execute")
    attempts = run.lease_attempts + (run.lease_token is not None)
    token = uuid4()
    values = {
        "lease_token": token,
        "lease_until": ClockNow() + LEASE,
        "lease_attempts": attempts,
        "not_before": None,
    }
    update_row(AutopilotRun, run.pk, values)
    return Claim(run.pk, run.session_id, run.step.pk, token, attempts)


def _need_not_last() -> None:
    """Do not wait for the disk: a lease that a crash of PostgreSQL forgets is taken again.

    Its holder's token fits nothing then, and no effect of a step is in this transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def renew(held: Claim) -> bool:
    """Lengthen the lease; False when it is another's by now, or its time was over."""
    rows = AutopilotRun.objects.filter(
        pk=held.run_id, lease_token=held.token, lease_until__gt=ClockNow()
    )
    return bool(rows.update(lease_until=ClockNow() + LEASE))


def release(held: Claim) -> None:
    """Give an unfinished step back, so that the next worker need not wait for the lease to end."""
    rows = AutopilotRun.objects.filter(pk=held.run_id, lease_token=held.token)
    rows.update(lease_token=None, lease_until=None)


def end_all_leases() -> int:
    """End every lease now: nobody is alive to hold one. Returns how many.

    For a start of the one process that serves everything, which owns its data folder alone. The
    next claim counts each as an attempt that ended its worker.
    """
    held = AutopilotRun.objects.filter(lease_token__isnull=False)
    return held.update(lease_until=ClockNow() - timedelta(seconds=1))


@contextmanager
def renewed(held: Claim) -> Iterator[None]:
    """Renew a lease every ``RENEW_EVERY`` seconds while the body works."""
    KEEPER.keep(held)
    try:
        yield
    finally:
        KEEPER.drop(held)


class Keeper:
    """The thread of a process that renews its leases; a thread for each step would cost more.

    It looks once a second and ends when there was nothing to keep for a while.
    """

    def __init__(self) -> None:
        self._held: dict[Claim, float] = {}  # when each is to be renewed, monotonic
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def keep(self, held: Claim) -> None:
        with self._lock:
            self._held[held] = time.monotonic() + RENEW_EVERY
            # Another process's thread, from before a fork, is not alive here.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()

    def drop(self, held: Claim) -> None:
        with self._lock:
            self._held.pop(held, None)

    def _run(self) -> None:
        idle = 0
        while True:
            TICK.wait(min(LOOK_EVERY, RENEW_EVERY))
            if self._renew_due():
                idle = 0
                continue
            idle += 1
            with self._lock:
                if idle > IDLE_LOOKS and not self._held:
                    self._thread = None
                    return

    def _renew_due(self) -> bool:
        """Renew what is due; True when there was something to keep."""
        now = time.monotonic()
        with self._lock:
            is_any = bool(self._held)
            due = [held for held, at in self._held.items() if at <= now]
        try:
            for held in due:
                self._renew(held)
        finally:
            if due:
                connection.close()
        return is_any

    def _renew(self, held: Claim) -> None:
        try:
            kept = renew(held)
        except DatabaseError as error:
            log.warning("lease not renewed", run=str(held.run_id), error=type(error).__name__)
            kept = True  # it is tried again
        with self._lock:
            if not kept:
                self._held.pop(held, None)
            elif held in self._held:
                self._held[held] = time.monotonic() + RENEW_EVERY


TICK = threading.Event()  # never set: waiting for it is a pause that a shutdown interrupts
KEEPER = Keeper()


def holds(run: AutopilotRun, held: Claim) -> bool:
    """Tell whether a locked run is still this claim's: running, same step, same token."""
    return run.lease_token == held.token and run.step_id == held.step_id
