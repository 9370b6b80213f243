"""A learner's line as pages show it: what was read from it, and what is asked back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tutoring.agents.routing import Clarification, Route
from tutoring.models import SyllabusTopic


@dataclass(frozen=True)
class Words:
    """``facts``: what was read, as (name, value); ``kept``: what was chosen before."""

    line: str
    topics: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    asked: Clarification | None = None
    kept: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def words_read(line: str, route: Route, kept: Mapping[str, str | None] | None = None) -> Words:
    """Return what was read from a line. One query where topics are named."""
    topics = _names(route.topics)
    facts = [
        ("Exam", route.exam),
        ("Days", None if route.days is None else str(route.days)),
        ("Hours a day", None if route.hours_per_day is None else f"{route.hours_per_day:g}"),
        ("Exam on", None if route.exam_date is None else f"{route.exam_date:%d %B %Y}"),
        ("Only", ", ".join(topics) or None),
    ]
    return Words(
        line=line,
        topics=topics,
        facts=[(name, value) for name, value in facts if value is not None],
        asked=route.clarifying_question,
        kept={name: value for name, value in (kept or {}).items() if value is not None},
    )


def _names(slugs: list[str]) -> list[str]:
    if not slugs:
        return []
    rows = SyllabusTopic.objects.filter(slug__in=slugs, retired=False).order_by("position")
    return list(dict.fromkeys(rows.values_list("name", flat=True)))
