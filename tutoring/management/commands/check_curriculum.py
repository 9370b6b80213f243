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
        parser.add_argument(
            "--packs", type=Path, default=PACKS, help="the folder of packs (the built-in ones)"
        )

    def handle(self, *args: Any, files: list[Path], packs: Path, **options: Any) -> None:
        root = packs.resolve()
        found = read_packs(root)
        findings = check_packs(found, only=_names(files, root) if files else None)
        if findings:
            lines = [str(finding) for finding in findings]
            raise CommandError("\n".join([*lines, f"{len(findings)} to mend."]))
        questions = sum(len(lesson.questions) for _, lesson in found.lessons.values())
        self.stdout.write(
            f"Sound: {len(found.lessons)} lessons, {questions} questions, "
            f"{len(found.exams)} exams. {_waiting(found)} questions wait for two agreeing solves."
        )


def _names(files: list[Path], root: Path) -> set[str]:
    """Return the files' names within the packs. Raises CommandError for one that is not there."""
    names = set()
    for file in files:
        path = file.resolve()
        if not path.is_relative_to(root) or not path.is_file():
            raise CommandError(f"{file} is no file of the packs; name one under {root.name}/.")
        names.add(path.relative_to(root).as_posix())
    return names


def _waiting(packs: Packs) -> int:
    return sum(
        not question.generator and not is_solved_twice(packs, question)
        for _, lesson in packs.lessons.values()
        for question in lesson.questions
    )
