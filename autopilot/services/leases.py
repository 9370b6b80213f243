"""Leases: who may work a run's present step, proved by a token that only the holder knows.

A holder renews while it works. One that died leaves a lease that runs out; one that slept past
its lease comes back with a token that fits nothing (a fencing token; Kleppmann, "How to do
distributed locking", 2016).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, connection, transaction

from accounts.clock import ClockNow
from accounts.compiled import CompiledQuery
from autopilot.models import AutopilotRun
from autopilot.models.runs import AutopilotRunQuerySet
from autopilot.services.moves import move_step
from autopilot.states import ToolStepStatus

log = structlog.get_logger("mentor.autopilot")
LEASE = timedelta(seconds=15)  # with the sweep: how long a dead worker is waited for
RENEW_EVERY = 5  # seconds
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
    run = CLAIMABLE.first(run_id)
    if run is None or run.step is None:
        return None
    if run.step.status == ToolStepStatus.READY:
        move_step(run.step, "execute")
    attempts = run.lease_attempts + (run.lease_token is not None)
    token = uuid4()
    AutopilotRun.objects.filter(pk=run.pk).update(
        lease_token=token, lease_until=ClockNow() + LEASE, lease_attempts=attempts, not_before=None
    )
    return Claim(run.pk, run.session_id, run.step.pk, token, attempts)


def renew(held: Claim) -> bool:
    """Lengthen the lease; False when it is another's by now."""
    rows = AutopilotRun.objects.filter(pk=held.run_id, lease_token=held.token)
    return bool(rows.update(lease_until=ClockNow() + LEASE))


def release(held: Claim) -> None:
    """Give an unfinished step back, so that the next worker need not wait for the lease to end."""
    rows = AutopilotRun.objects.filter(pk=held.run_id, lease_token=held.token)
    rows.update(lease_token=None, lease_until=None)


@contextmanager
def renewed(held: Claim) -> Iterator[None]:
    """Renew a lease every ``RENEW_EVERY`` seconds while the body works."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(held, done), name="lease", daemon=True)
    first = threading.Timer(RENEW_EVERY, keeper.start)  # most steps end long before
    first.daemon = True
    first.start()
    try:
        yield
    finally:
        first.cancel()
        done.set()


def _keep(held: Claim, done: threading.Event) -> None:
    try:
        while not done.is_set():
            try:
                if not renew(held):
                    return
            except DatabaseError as error:
                log.warning("lease not renewed", run=str(held.run_id), error=type(error).__name__)
            done.wait(RENEW_EVERY)
    finally:
        connection.close()


def holds(run: AutopilotRun, held: Claim) -> bool:
    """Tell whether a locked run is still this claim's: running, same step, same token."""
    return run.lease_token == held.token and run.step_id == held.step_id
