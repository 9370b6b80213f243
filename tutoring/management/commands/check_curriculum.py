"""Check the curriculum packs without touching the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tutoring.curriculum.checks import check_packs, is_solved_twice
from tutoring.curriculum.reading import PACKS, Packs, read_packs


class Command(BaseCommand):
    help = "Check the packs: form, keys, misconceptions, generators, prerequisites, solves."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="look into these pack files alone")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        packs = read_packs()
        findings = check_packs(packs, only=_names(files) if files else None)
        if findings:
            lines = [str(finding) for finding in findings]
            raise CommandError("\n".join([*lines, f"{len(findings)} to mend."]))
        questions = sum(len(lesson.questions) for _, lesson in packs.lessons.values())
        self.stdout.write(
            f"Sound: {len(packs.lessons)} lessons, {questions} questions, "
            f"{len(packs.exams)} exams. {_waiting(packs)} questions wait for two agreeing solves."
        )


def _names(files: list[Path]) -> set[str]:
    """Return the files' names within the packs. Raises CommandError for one that is not there."""
    names = set()
    for file in files:
        path = file.resolve()
        if not path.is_relative_to(PACKS) or not path.is_file():
            raise CommandError(f"{file} is no file of the packs; name one under {PACKS.name}/.")
        names.add(path.relative_to(PACKS).as_posix())
    return names


def _waiting(packs: Packs) -> int:
    return sum(
        not question.generator and not is_solved_twice(packs, question)
        for _, lesson in packs.lessons.values()
        for question in lesson.questions
    )
