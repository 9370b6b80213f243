"""What changed from one version of a plan to the next."""

from dataclasses import dataclass
from typing import Any

from tutoring.agents.shapes import StudyPlan


@dataclass(frozen=True)
class PlanDifference:
    """``moved``: topics that now come earlier or later among those that stayed."""

    added: list[str]
    removed: list[str]
    moved: list[str]
    hours_before: float
    hours_after: float


def difference(before: dict[str, Any], after: dict[str, Any]) -> PlanDifference:
    """Compare two stored versions of a plan by their topics and hours."""
    old, new = StudyPlan.model_validate(before), StudyPlan.model_validate(after)
    old_names, new_names = old.names_in_order(), new.names_in_order()
    stayed_before = [name for name in old_names if name in new_names]
    stayed_after = [name for name in new_names if name in old_names]
    return PlanDifference(
        added=[name for name in new_names if name not in old_names],
        removed=[name for name in old_names if name not in new_names],
        moved=[
            name for name, other in zip(stayed_after, stayed_before, strict=True) if name != other
        ],
        hours_before=_longest_day(old),
        hours_after=_longest_day(new),
    )


def _longest_day(plan: StudyPlan) -> float:
    return max((day.estimated_hours for day in plan.schedule), default=0)
