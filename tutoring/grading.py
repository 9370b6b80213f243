"""Grading by rule, never by a model: what is right, and which belief a wrong answer betrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutoring.errors import UnknownOption


@dataclass(frozen=True)
class Grade:
    """``misconception``: the slug that the chosen option betrays."""

    correct: bool
    misconception: str | None = None


def grade_choice(*, shown: Mapping[str, Any], key: Mapping[str, Any], option_id: str) -> Grade:
    """Grade one chosen option of a question as it was shown. Raises UnknownOption."""
    offered = [option["id"] for option in shown["options"]]
    if option_id not in offered:
        raise UnknownOption("The question has no such option.", options=offered)
    if option_id == key["option"]:
        return Grade(correct=True)
    return Grade(correct=False, misconception=key["misconceptions"].get(option_id))
