"""Hints under a question."""

from typing import Any
from uuid import UUID

from django import template

from tutoring.selectors.hints import hints_shown

register = template.Library()


@register.inclusion_tag("tutoring/partials/hints.html", takes_context=True)
def question_hints(context: template.Context, item_id: UUID) -> dict[str, Any]:
    """Show the hints opened on an open question, and the way to the next where there is one."""
    return {
        "item_id": item_id,
        "hints": hints_shown(item_id),
        "csrf_token": context.get("csrf_token"),
    }
