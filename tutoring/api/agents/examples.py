"""Examples of the OpenAPI document: real requests and the answers they got."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.utils import OpenApiExample

from tutoring.api import schema  # noqa: F401 -- registers how shapes are described

RECORDED = Path(__file__).with_name("examples.json")


@cache
def recorded() -> dict[str, dict[str, Any]]:
    """Return ``{operation: {request, answer}}``."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def examples_of(operation: str) -> list[OpenApiExample]:
    """Return an operation's request and answer."""
    found = recorded().get(operation, {})
    examples = []
    if "request" in found:
        examples.append(OpenApiExample("request", found["request"], request_only=True))
    if "answer" in found:
        examples.append(OpenApiExample("answer", found["answer"], response_only=True))
    return examples
