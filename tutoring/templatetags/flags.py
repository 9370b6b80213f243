"""The way to report a problem, beside an answered question."""

from typing import Any
from uuid import UUID

from django import template

from tutoring.models import QuestionFlag
from tutoring.selectors.flags import newest_flags
from tutoring.states import FlagKind

register = template.Library()
ATTRIBUTE = "_newest_flags"


@register.inclusion_tag("tutoring/partials/report.html", takes_context=True)
def report_problem(context: template.Context, item_id: UUID, learner_id: UUID) -> dict[str, Any]:
    """Show what the learner reported of a question, or a small form; one query for a page."""
    request = getattr(context, "request", None)
    token = context.get("csrf_token")
    return {
        "item_id": item_id,
        "flag": _flags(request, learner_id).get(item_id),
        "kinds": FlagKind.choices,
        "csrf_token": token,
        "next": request.get_full_path() if request and request.method == "GET" else "",
    }


def _flags(request: Any, learner_id: UUID) -> dict[UUID, QuestionFlag]:
    if request is None:
        return newest_flags(learner_id)
    known = request.__dict__.setdefault(ATTRIBUTE, {})
    if learner_id not in known:
        known[learner_id] = newest_flags(learner_id)
    flags: dict[UUID, QuestionFlag] = known[learner_id]
    return flags
