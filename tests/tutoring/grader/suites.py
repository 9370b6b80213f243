"""The suites as rows: each key with answers that are right, wrong in a way, or unreadable."""

from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).parent / "suite"
ANY = "any"


class Row(NamedTuple):
    """``expected``: right, unreadable, a way of being wrong, or any (wrong in whatever way)."""

    key: dict[str, Any]
    answer: Any
    expected: str

    @property
    def name(self) -> str:
        return f"{self.key['type']}-{self.expected}-{self.answer!r:.40}"


def rows() -> list[Row]:
    """Return every row of every suite, in the order of the files."""
    found: list[Row] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")):
            found += _rows_of(block)
    return found


def _rows_of(block: dict[str, Any]) -> list[Row]:
    key = block["key"]
    return [
        *(Row(key, answer, "right") for answer in block.get("right", ())),
        *(
            Row(key, answer, way)
            for way, answers in block.get("wrong", {}).items()
            for answer in answers
        ),
        *(Row(key, answer, "unreadable") for answer in block.get("unreadable", ())),
    ]


EQUIVALENT = [row for row in rows() if row.expected == "right"]
CONFUSED = [row for row in rows() if row.expected not in ("right", "unreadable")]
UNREADABLE = [row for row in rows() if row.expected == "unreadable"]
