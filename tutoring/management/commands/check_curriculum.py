"""Check the curriculum packs without touching the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutoring.curriculum.checks import check_packs, is_solved_twice
from tutoring.curriculum.reading import Packs, read_packs


class Command(BaseCommand):
    help = "Check the packs: form, keys, misconceptions, generators, prerequisites, solves."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        packs = read_packs()
        findings = check_packs(packs)
        if findings:
            lines = [str(finding) for finding in findings]
            raise CommandError("\n".join([*lines, f"{len(findings)} to mend."]))
        questions = sum(len(lesson.questions) for _, lesson in packs.lessons.values())
        self.stdout.write(
            f"Sound: {len(packs.lessons)} lessons, {questions} questions, "
            f"{len(packs.exams)} exams. {_waiting(packs)} questions wait for two agreeing solves."
        )


def _waiting(packs: Packs) -> int:
    return sum(
        not question.generator and not is_solved_twice(packs, question)
        for _, lesson in packs.lessons.values()
        for question in lesson.questions
    )
