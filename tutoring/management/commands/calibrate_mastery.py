"""Refit the mastery model's weights."""

from typing import Any

from django.core.management.base import BaseCommand

from tutoring.services.jobs import run_calibrate_mastery


class Command(BaseCommand):
    help = "Refit the mastery model on the newest answers, once a day whoever asks."

    def handle(self, *args: Any, **options: Any) -> None:
        effects = run_calibrate_mastery()
        if effects is None:
            self.stdout.write("Done before in this window; nothing to do.")
            return
        kept = "New weights are in use." if effects["adopted"] else "The weights stay."
        self.stdout.write(f"{effects['answers']} answers looked at. {kept}")
