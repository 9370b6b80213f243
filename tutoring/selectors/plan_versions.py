"""Which versions of a plan the learner may take, and which one waits for an answer."""

from typing import Any

from tutoring.models import StudyPlan

CHOICE = "choice"


def choice_of(row: StudyPlan) -> dict[str, Any] | None:
    """Return what taking a version would bring; None where it was only a step to another."""
    return (row.verification or {}).get(CHOICE)


def is_takeable(row: StudyPlan) -> bool:
    return row.was_accepted or choice_of(row) is not None


def is_open(row: StudyPlan) -> bool:
    """Whether a version was proposed and the learner has not answered."""
    choice = choice_of(row)
    return not row.was_accepted and choice is not None and not choice["set_aside"]
