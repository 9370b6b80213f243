"""Diagnostic examples: a question, the wrong answer a misconception leads to, the right one.

Read from the form of the MaE benchmark (Otero and others, arXiv 2412.03765): a JSON list of
examples, and beside it, if it is there, the file of remediation cases, which quotes the rest.
"""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from tutoring.grader.numbers import read_number
from tutoring.grader.verdicts import Unreadable

QUOTED = re.compile(
    r"\s*Q:\s*(?P<question>.*?)(?:\n\s*A:|\n)\s*(?P<wrong>.*?)"
    r"\n\s*Correct A(?:nswer)?:\s*(?P<right>.*)",
    re.DOTALL | re.IGNORECASE,
)
REMARK = re.compile(r"\[[^\]]*\]")  # what was drawn, or said beside the answer
WRITTEN = re.compile(r"(?<![\w.])-?(?:\d+ \d+/\d+|\d+/\d+|\d{1,3}(?:,\d{3})+|\d*\.?\d+)(?![\w/])")
LONGEST_FINAL = 40  # a longer last line is prose


class CaseError(Exception):
    """The path holds no diagnostic examples; the message says why."""


class Case(NamedTuple):
    """One example; ``number`` is its place among those of its misconception."""

    misconception: str
    topic: str
    number: int
    question: str
    wrong: str
    right: str


def read_cases(path: Path) -> list[Case]:
    """Read a folder of the published files, or one JSON list of examples."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise CaseError("The folder holds no JSON list of examples.")
    try:
        cases = [_listed(row) for file in files for row in json.loads(file.read_text("utf-8"))]
        if path.is_dir():
            cases += _quoted_beside(path, {(case.misconception, case.number) for case in cases})
    except (KeyError, TypeError, ValueError) as error:
        raise CaseError(f"Not a list of diagnostic examples: {error!r}.") from error
    if not cases:
        raise CaseError("The path holds no examples.")
    return sorted(cases, key=lambda case: (case.misconception, case.number))


def _listed(row: dict[str, Any]) -> Case:
    return Case(
        row["Misconception ID"],
        row["Topic"],
        int(row["Example Number"]),
        row["Question"],
        row["Incorrect Answer"],
        row["Correct Answer"],
    )


def _quoted_beside(folder: Path, known: set[tuple[str, int]]) -> Iterator[Case]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            for example in row["training_examples"]:
                key = row["misconception_id"], int(example["example_number"])
                quoted = QUOTED.match(example["training_example"])
                if key not in known and quoted is not None:
                    yield Case(key[0], row["topic"], key[1], *quoted.groups())


def final_of(text: str) -> str:
    """Return what a worked answer comes to: behind the last equals sign of its last line."""
    lines = [line.strip() for line in REMARK.sub("", text).splitlines()]
    last = next((line for line in reversed(lines) if line), "")
    return last.rpartition("=")[2].strip().rstrip(".")


def value_of(text: str) -> Fraction | None:
    """Return the number that an answer comes to; None if it comes to none."""
    final = final_of(text)
    found = WRITTEN.findall(final.replace("$", "")) if len(final) <= LONGEST_FINAL else []
    for writing in (final, *found[-1:]):
        try:
            return read_number(writing).value
        except Unreadable:
            continue
    return None
