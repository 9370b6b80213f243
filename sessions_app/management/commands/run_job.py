"""Run a job of the session core now, outside its beat."""

from django.core.management.base import BaseCommand

from sessions_app.services import jobs

JOBS = {
    "abandon-sessions": jobs.abandon_inactive_sessions,
    "archive-sessions": jobs.archive_abandoned_sessions,
    "end-idle-practice": jobs.end_idle_practice,
    "purge": jobs.purge_expired,
}


class Command(BaseCommand):
    help = "Run one job now and print its effects. Safe beside a running beat: see each job."

    def add_arguments(self, parser) -> None:
        parser.add_argument("job", choices=sorted(JOBS))

    def handle(self, *, job: str, **options) -> None:
        effects = JOBS[job]()
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in effects.items()))
