"""Load the curriculum packs into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutoring.curriculum.reading import read_packs
from tutoring.errors import UnsoundCurriculum
from tutoring.services.curriculum import load_packs


class Command(BaseCommand):
    help = "Load lessons, questions and syllabuses from tutoring/packs; repeating changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        packs = read_packs()
        try:
            counts = load_packs(packs)
        except UnsoundCurriculum as error:
            findings = error.extra["findings"]
            raise CommandError("\n".join([str(error), *findings])) from error
        self.stdout.write(
            f"{len(packs.lessons)} lessons, {len(packs.exams)} exams: "
            + (", ".join(f"{number} {what}" for what, number in sorted(counts.items()) if number))
        )
