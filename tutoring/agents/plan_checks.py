"""The named checks of a plan, and the lines of a critique that tell how each went."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PASSED, FAILED = "✓", "✗"
# The stable names, in the order in which they are told, each with its words.
CHECKS = {
    "coverage": "Coverage",
    "hours_a_day": "Hours a day",
    "prerequisite_order": "Prerequisites",
    "revision_days": "Revision",
    "exam_date": "Exam date",
    "review_load": "Reviews",
}
NAMES = {label: name for name, label in CHECKS.items()}


@dataclass(frozen=True)
class PlanCheck:
    """One rule that a plan keeps or breaks; ``passed`` is None where nobody noted it."""

    name: str
    passed: bool | None
    message: str

    @property
    def label(self) -> str:
        return CHECKS[self.name]

    @property
    def line(self) -> str:
        return f"{PASSED if self.passed else FAILED} {self.label}: {self.message}"


def critique_of(checks: Iterable[PlanCheck]) -> str:
    """Return one line for each check: a tick or a cross, its words, what was found."""
    return "\n".join(check.line for check in checks)


def checks_in(critique: str) -> Iterator[PlanCheck]:
    """Yield the checks that a critique tells of; lines of another kind are left out."""
    for line in critique.splitlines():
        mark, words = line[:1], line[1:].strip()
        if mark not in {PASSED, FAILED}:
            mark, words = "", line
        label, _, message = words.partition(": ")
        if label in NAMES:
            yield PlanCheck(NAMES[label], mark == PASSED if mark else None, message)
