"""Export questions to a file in another format."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.states import ExamType
from tutoring.interchange.writing import WRITTEN
from tutoring.selectors.imports import questions_to_export
from tutoring.services.exports import export_questions
from tutoring.states import QuestionStatus


class Command(BaseCommand):
    help = "Write questions as GIFT, Moodle XML, QTI, Aiken, CSV, JSON or an Anki package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=[name.value for name in WRITTEN], required=True)
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--lesson", default="", help="slug of a lesson")
        parser.add_argument("--exam", choices=ExamType.values, default="")
        parser.add_argument("--status", choices=QuestionStatus.values, default="released")
        parser.add_argument("--title", default="Questions")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = questions_to_export(
            lesson=options["lesson"], exam=options["exam"], status=options["status"]
        )
        written = export_questions(rows, format=options["format"], title=options["title"])
        try:
            options["output"].write_bytes(written.content)
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error
        for line in written.lines():
            self.stdout.write(line)
        self.stdout.write(f"{written.count:,} questions in {options['output']}")
