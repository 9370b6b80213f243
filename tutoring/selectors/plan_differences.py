"""What changed from one version of a plan to another."""

from dataclasses import dataclass
from typing import Any

from tutoring.agents.shapes import StudyPlan


@dataclass(frozen=True)
class MovedTopic:
    """A topic that begins on another day."""

    name: str
    before: int
    after: int

    @property
    def is_earlier(self) -> bool:
        return self.after < self.before


@dataclass(frozen=True)
class PlanDifference:
    """``moved``: topics that now come earlier or later among those that stayed.

    ``days``: topics whose first day is another one, in the new order. ``hours``: the longest day;
    ``total``: all days together.
    """

    added: list[str]
    removed: list[str]
    moved: list[str]
    days: list[MovedTopic]
    hours_before: float
    hours_after: float
    total_before: float
    total_after: float

    @property
    def is_empty(self) -> bool:
        parts = (self.added, self.removed, self.moved, self.days)
        return not any(parts) and self.total_before == self.total_after


def difference(before: dict[str, Any], after: dict[str, Any]) -> PlanDifference:
    """Compare two stored versions of a plan by their topics, days and hours."""
    old, new = StudyPlan.model_validate(before), StudyPlan.model_validate(after)
    old_days, new_days = _first_days(old), _first_days(new)
    stayed_before = [name for name in old_days if name in new_days]
    stayed_after = [name for name in new_days if name in old_days]
    return PlanDifference(
        added=[name for name in new_days if name not in old_days],
        removed=[name for name in old_days if name not in new_days],
        moved=[
            name for name, other in zip(stayed_after, stayed_before, strict=True) if name != other
        ],
        days=[
            MovedTopic(name, old_days[name], new_days[name])
            for name in stayed_after
            if old_days[name] != new_days[name]
        ],
        hours_before=_longest_day(old),
        hours_after=_longest_day(new),
        total_before=_total(old),
        total_after=_total(new),
    )


def _first_days(plan: StudyPlan) -> dict[str, int]:
    """Return the day on which each topic begins, in the order of the plan."""
    found: dict[str, int] = {}
    for day in plan.schedule:
        for topic in day.topics:
            found.setdefault(topic.name, day.day)
    return {name: found[name] for name in plan.names_in_order()}


def _longest_day(plan: StudyPlan) -> float:
    return max((day.estimated_hours for day in plan.schedule), default=0)


def _total(plan: StudyPlan) -> float:
    return round(sum(day.estimated_hours for day in plan.schedule), 1)
