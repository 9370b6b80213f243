"""Assets as Markdown: what was stored as text, and what is written from rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from autopilot.models import Asset
from autopilot.states import AssetType
from tutoring.models import QuizItem
from tutoring.selectors.served import served_question

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def asset_markdown(asset: Asset) -> str | None:
    """Return an asset as Markdown; None while it has no content. A quiz takes one query more.

    A question of a quiz shows its right option and explanation only once it was answered.
    """
    content = asset.content
    if content is None:
        return None
    if asset.subtype == AssetType.QUIZ and "quiz_id" in content:
        return quiz_markdown(asset.name, UUID(content["quiz_id"]))
    return content.get("markdown") or f"# {asset.name}\n"


def quiz_markdown(name: str, quiz_id: UUID) -> str:
    """Return a quiz as Markdown, with keys of answered questions alone."""
    items = QuizItem.objects.filter(quiz_id=quiz_id).select_related("attempt").order_by("position")
    parts = [_question(item) for item in items]
    return "\n\n".join([f"# {name}", *parts]) + "\n"


def _question(item: QuizItem) -> str:
    served = served_question(item)
    lines = [f"## Question {item.position}", "", served["text"], ""]
    right = served.get("correct_option_index")
    for place, option in enumerate(served["options"]):
        mark = " ✓" if place == right else ""
        lines.append(f"- {LETTERS[place]}. {option}{mark}")
    if served.get("explanation"):
        lines += ["", served["explanation"]]
    return "\n".join(lines)


def plan_markdown(plan: Mapping[str, Any]) -> str:
    """Return a study plan as Markdown, day by day."""
    lines = [f"# {plan['exam_name']}: {plan['total_days']} days", "", plan["overview"], ""]
    for day in plan["schedule"]:
        lines += [f"## Day {day['day']}: {day['theme']}", "", f"{day['estimated_hours']} hours", ""]
        lines += [
            f"- {topic['name']} ({topic['difficulty']}): {topic['rationale']}"
            for topic in day["topics"]
        ]
        lines.append("")
    return "\n".join(lines)
