"""A job of the drill's own: it counts the effects that the product's window rows let through."""

from celery import shared_task
from django.conf import settings
from django.db import connection

JOB = "chaos-tick"
TABLE = "CREATE TABLE IF NOT EXISTS chaos_ticks (slot text NOT NULL, at timestamptz DEFAULT now())"
TICK = "INSERT INTO chaos_ticks (slot) VALUES (%s)"


@shared_task(name="chaos.tick", ignore_result=True)
def tick() -> None:
    """Take effect once a window, whoever rings."""
    from sessions_app.services import jobs

    window = jobs._window(settings.CHAOS_TICK)

    def count() -> dict[str, int]:
        """Leave a row for the window; at its very edge nobody can say which one was claimed."""
        if jobs._window(settings.CHAOS_TICK) == window:
            with connection.cursor() as cursor:
                cursor.execute(TICK, [window])
        return {"ticks": 1}

    jobs.run_job(job=JOB, every=settings.CHAOS_TICK, work=count)
