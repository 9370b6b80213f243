"""Bring study material's files and rows together again."""

from typing import Any

from django.core.management.base import BaseCommand

from tutoring.services.material_mending import mend_material


class Command(BaseCommand):
    help = (
        "Remove files without a row, mark rows without a file as failed, and sweep unfinished "
        "uploads older than an hour. Safe beside a running server."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        effects = mend_material()
        words = (f"{count} {what.replace('_', ' ')}" for what, count in effects.items())
        self.stdout.write(", ".join(words))
