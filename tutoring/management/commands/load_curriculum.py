"""Load the curriculum packs into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tutoring.errors import UnsoundCurriculum
from tutoring.services.curriculum_loads import load_curriculum


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Load lessons, questions and syllabuses from tutoring/packs; repeating changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="compare every row, even if no file changed"
        )

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        try:
            counts = load_curriculum(force=force)
        except UnsoundCurriculum as error:
            findings = error.extra["findings"]
            raise CommandError("\n".join([str(error), *findings])) from error
        if counts is None:
            self.stdout.write("No file changed since the last load; nothing was written.")
            return
        done = (f"{number} {what}" for what, number in sorted(counts.items()) if number)
        self.stdout.write(", ".join(done))
