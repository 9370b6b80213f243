"""Make the mastery model's rows anew."""

from typing import Any

from django.core.management.base import BaseCommand

from tutoring.services.rebuild import rebuild_mastery


class Command(BaseCommand):
    help = "Replace the mastery model's rows by a replay of all attempts."

    def handle(self, *args: Any, **options: Any) -> None:
        effects = rebuild_mastery()
        self.stdout.write(
            f"{effects['answers']} answers of {effects['learners']} learners replayed; "
            f"{effects['differing']} learners had other numbers before."
        )
