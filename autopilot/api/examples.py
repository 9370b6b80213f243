"""Answers that the missions API gave, for its document."""

import json
from pathlib import Path
from typing import Any

from drf_spectacular.utils import OpenApiExample

ANSWERS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "examples.json").read_text(encoding="utf-8")
)


def _example(name: str) -> list[OpenApiExample]:
    return [OpenApiExample("answer", ANSWERS[name], response_only=True, status_codes=["200"])]


MISSION = _example("MISSION")
HOPS = _example("HOPS")
TOOL_STEPS = _example("TOOL_STEPS")
ASSETS = _example("ASSETS")
ASSET = _example("ASSET")
