"""What a run may study: topics of the learner's syllabus, named as people name them."""

from collections.abc import Iterable, Mapping
from typing import Any

from autopilot.errors import InvalidStart
from tutoring.models import SyllabusTopic

MOST_TOPICS = 500


def slugs_named(exam_type: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the slugs of topics given by slug or name. Raises InvalidStart for unknown ones."""
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    known = _known(exam_type)
    unknown = [name for name in wanted if name.casefold() not in known]
    if unknown:
        raise InvalidStart(
            f"The {exam_type} syllabus here has no topic {unknown[0][:80]!r}.",
            unknown_topics=[name[:80] for name in unknown[:20]],
        )
    return tuple(dict.fromkeys(known[name.casefold()] for name in wanted))


def slugs_in_plan(exam_type: str, plan: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the slugs of a StudyPlan's topics that the syllabus knows, in plan order.

    Other names are data, and are left out. Raises InvalidStart when none or too many are named.
    """
    names = [topic["name"] for day in plan["schedule"] for topic in day["topics"]]
    unique = list(dict.fromkeys(name.strip().casefold() for name in names))
    if len(unique) > MOST_TOPICS:
        raise InvalidStart(f"A plan names at most {MOST_TOPICS} topics.")
    known = _known(exam_type)
    found = tuple(dict.fromkeys(known[name] for name in unique if name in known))
    if not found:
        raise InvalidStart(f"The plan names no topic that the {exam_type} syllabus here has.")
    return found


def _known(exam_type: str) -> dict[str, str]:
    rows = SyllabusTopic.objects.of_exam(exam_type).values_list("slug", "name")
    return {text.casefold(): slug for slug, name in rows for text in (slug, name)}
