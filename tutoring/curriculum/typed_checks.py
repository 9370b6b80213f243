"""What must hold of a typed question: its key is gradable, safe, and shows what it says."""

import json
from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from tutoring.curriculum.schema import PackItem, PackQuestion
from tutoring.curriculum.typed import graded_of, key_of
from tutoring.grader import Key, faults_of_key, grade, read_key
from tutoring.judging import betrayed_by, stored_answer

Fault = tuple[tuple[Hashable, ...], str]  # where in the question, what and what to do
REMEMBERED = 1024  # keys
FEWEST_TO_ARRANGE = 3  # of two, every arrangement tells the other
OWN_PARTS = {"choice_set": {"options"}, "sequence": {"items"}, "matching": {"left", "right"},
             "blanks": {"labels"}}  # fmt: skip
PARTS = ("options", "items", "left", "right", "labels")


def check_typed(question: PackQuestion, catalogue: set[str], revealed: set[str]) -> Iterator[Fault]:
    """Yield what is wrong with a typed question; note in ``revealed`` what it can show."""
    if question.stem is None or question.explanation is None:
        yield (), "a question without a generator needs a stem and an explanation"
    yield from _check_parts(question)
    graded = graded_of(question)
    try:
        key_of(question)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            location = tuple(part for part in item["loc"] if part != question.kind)
            dotted = ".".join(map(str, ("key", *location)))
            yield (
                ("key", *location),
                f"{dotted}: {item['msg']}; see the key's type in docs/grading.md",
            )
        return
    for fault in _faults_of(stored_answer(graded)):
        yield ("key",), f"{fault} Correct the key, its tolerance or what it reveals."
    yield from _check_names(question, graded)
    slugs = set(betrayed_by(graded).values())
    for unknown in sorted(slugs - catalogue):
        yield ("key",), f"it names {unknown}; name a misconception of this file"
    revealed |= slugs & catalogue


@lru_cache(maxsize=REMEMBERED)
def _faults_of(stored: str) -> tuple[str, ...]:
    """What an expression reveals takes a proof, so a key is checked once in a process."""
    return tuple(faults_of_key(read_key(json.loads(stored))))


def _check_parts(question: PackQuestion) -> Iterator[Fault]:
    """Each kind has its own parts, and no others."""
    own = OWN_PARTS.get(question.kind or "", set())
    for name in PARTS:
        given = getattr(question, name)
        if given and name not in own:
            yield (name,), f"a {question.kind} has no {name}; remove them"
        if not given and name in own:
            yield (), f"a {question.kind} needs {name}; write them"
    for name in ("items", "left", "right"):
        given = getattr(question, name)
        if given:
            yield from _check_items(name, given)
    for option in question.options:
        if option.correct and option.misconception:
            yield ("options",), f"option {option.id} is right and names a misconception; remove it"


def _check_items(name: str, items: tuple[PackItem, ...]) -> Iterator[Fault]:
    if name != "left" and len(items) < FEWEST_TO_ARRANGE:
        yield (name,), f"write at least {FEWEST_TO_ARRANGE} {name}"
    for part in ("id", "text"):
        if len({getattr(item, part) for item in items}) != len(items):
            yield (name,), f"two of the {name} have the same {part}; change one of them"


def _check_names(question: PackQuestion, graded: dict[str, Any]) -> Iterator[Fault]:
    """The key speaks of the parts that are shown."""
    if question.kind == "sequence" and set(graded["order"]) != {i.id for i in question.items}:
        yield ("key", "order"), "the order must name every item once"
    if question.kind == "matching" and set(graded["pairs"]) != {i.id for i in question.left}:
        yield ("key", "pairs"), "the pairs must name every item on the left once"
    if question.kind == "blanks" and len(graded["blanks"]) != len(question.labels):
        yield ("labels",), f"{len(graded['blanks'])} blanks and {len(question.labels)} labels"


def check_drawn(graded: dict[str, Any] | None, kind: str | None) -> str:
    """Return what is wrong with the key that a generator drew for a pack's kind, or nothing."""
    drawn = graded["type"] if graded else None
    if drawn != kind:
        return f"its draws are of the kind {drawn or 'choice'}, not {kind or 'choice'}"
    return ""


def is_right(key: Key, solve: object) -> bool:
    """Whether a solve of a typed question is right by its key."""
    return grade(key, solve).correct
