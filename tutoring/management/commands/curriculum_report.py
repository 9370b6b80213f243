"""Say what there is to study."""

from typing import Any

from django.core.management.base import BaseCommand

from tutoring.selectors.curriculum_report import HEADS, curriculum_report

TEXT_COLUMNS = 2


class Command(BaseCommand):
    help = (
        "Print for each exam and subject: topics, lessons, released questions (written and "
        "generated), generators, misconceptions, and how often blind solves agree."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = curriculum_report()
        if not rows:
            self.stdout.write("There is no curriculum; run load_curriculum first.")
            return
        table = [HEADS, *(row.cells for row in rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for cells in table:
            self.stdout.write(_line(cells, widths))


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (
        cell.ljust(width) if place < TEXT_COLUMNS else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()
