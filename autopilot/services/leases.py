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
from autopilot.models import AutopilotRun, ToolStep
from autopilot.services.moves import change_run, move_run, move_step
from autopilot.states import ToolStepStatus

log = structlog.get_logger("mentor.autopilot")
LEASE = timedelta(seconds=20)
RENEW_EVERY = 5  # seconds
MOST_ATTEMPTS = 5  # workers that one step may end before its run is parked


@dataclass(frozen=True)
class Claim:
    """The right to work one step; ``token`` must still be the run's when the effect commits."""

    run_id: UUID
    session_id: UUID
    step_id: UUID
    token: UUID


@transaction.atomic
def claim(run_id: UUID) -> Claim | None:
    """Take the lease of a run that has a step to work on; None when there is nothing to do.

    A lease that ran out counts as an attempt that ended its worker; after ``MOST_ATTEMPTS`` of
    them the run is parked as failed.
    """
    rows = AutopilotRun.objects.claimable().select_for_update(of=("self",), skip_locked=True)
    run = rows.select_related(None).filter(pk=run_id).first()
    if run is None or run.step_id is None:
        return None
    step = ToolStep.objects.get(pk=run.step_id)
    attempts = run.lease_attempts + (run.lease_token is not None)
    if attempts >= MOST_ATTEMPTS:
        _park(run, step, attempts)
        return None
    if step.status == ToolStepStatus.READY:
        move_step(step, "execute")
    token = uuid4()
    AutopilotRun.objects.filter(pk=run.pk).update(
        lease_token=token, lease_until=ClockNow() + LEASE, lease_attempts=attempts, not_before=None
    )
    return Claim(run.pk, run.session_id, step.pk, token)


def _park(run: AutopilotRun, step: ToolStep, attempts: int) -> None:
    why = f"Step {step.sequence_order} ({step.name}) ended its worker {attempts} times."
    if step.status == ToolStepStatus.READY:
        move_step(step, "execute")
    move_step(step, "fail", error_message=why)
    move_run(run, "fail", failure=why, lease_attempts=attempts)
    log.error("run parked", run=str(run.pk), step=step.sequence_order, attempts=attempts)


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


def drop_lease(run: AutopilotRun) -> None:
    """Take the lease from whoever has it: what they work on will change nothing."""
    change_run(run, lease_token=None, lease_until=None, lease_attempts=0)
