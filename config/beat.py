"""The clock's schedule, kept in memory: the rows know what is due, not a file."""

from datetime import UTC, datetime

from celery.beat import Scheduler

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class CatchUpScheduler(Scheduler):
    """Runs every job once at the start, then at its interval.

    A laptop is off most of the day, and a server's clock may have been away: a job whose
    interval began anew with each start might never come. All jobs are idempotent, so a run
    more than needed changes nothing.
    """

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = LONG_AGO
