"""Make the item statistics anew."""

from typing import Any

from django.core.management.base import BaseCommand

from tutoring.services.item_statistics import rebuild_item_statistics


class Command(BaseCommand):
    help = "Make difficulty, discrimination and option picks of all questions anew."

    def handle(self, *args: Any, **options: Any) -> None:
        effects = rebuild_item_statistics()
        self.stdout.write(
            f"{effects['questions']} questions have answers; "
            f"{effects['suspicious']} are suspicious."
        )
