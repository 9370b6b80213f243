"""Delete cached plans past their day."""

from typing import Any

from django.core.management.base import BaseCommand

from tutoring.services.jobs import run_expire_plans


class Command(BaseCommand):
    help = "Delete cached plans past their day, once every ten minutes whoever asks."

    def handle(self, *args: Any, **options: Any) -> None:
        effects = run_expire_plans()
        if effects is None:
            self.stdout.write("Done before in this window; nothing to do.")
        else:
            self.stdout.write(f"{effects['plans']} plans deleted.")
