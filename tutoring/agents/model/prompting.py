"""What a model is told: instructions from files, everything else as one block of data."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

PROMPTS = Path(__file__).parent / "prompts"
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@cache
def instructions(role: str, form: str = "json") -> str:
    """Return a role's instructions, after those common to all and those of the answer's form."""
    names = ("common", f"form_{form}", role)
    parts = [(PROMPTS / f"{name}.md").read_text(encoding="utf-8") for name in names]
    return "\n".join(parts)


def data_message(data: Mapping[str, Any]) -> str:
    """Return the data as JSON between its marks; no text within can look like a mark."""
    encoded = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
    return f"<data>\n{encoded.translate(ESCAPES)}\n</data>"
