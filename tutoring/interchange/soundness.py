"""A question as it may be kept: within bounds, with a key that the grader can judge by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from tutoring.grader import read_key
from tutoring.interchange.items import BadItem, BankItem, Part, letter
from tutoring.interchange.limits import (
    ACCEPTED,
    EXPLANATION_CHARACTERS,
    NAME_CHARACTERS,
    OPTION_CHARACTERS,
    OPTIONS,
    PARTS,
    STEM_CHARACTERS,
    TAGS,
)
from tutoring.interchange.texts import UNSTORABLE, one_line, tidy

MOST_NESTED = 6
CHOICES = ("choice", "choice_set")
LEVEL_TAG = "difficulty:"
LEVELS = ("", "easy", "medium", "hard")


def sound(item: BankItem) -> BankItem:
    """Return a question in its normal form. Raises BadItem with the first thing wrong with it."""
    kept = replace(
        item,
        stem=_text(item.stem, "question", STEM_CHARACTERS),
        options=_parts(item.options, "option"),
        parts=_parts(item.parts, "item"),
        left=_parts(item.left, "item on the left"),
        right=_parts(item.right, "item on the right"),
        labels=tuple(one_line(label, NAME_CHARACTERS) for label in item.labels),
        ask=one_line(item.ask, NAME_CHARACTERS),
        explanation=_text(item.explanation, "explanation", EXPLANATION_CHARACTERS),
        feedback=_feedback(item.feedback),
        title=one_line(item.title, NAME_CHARACTERS),
        category=one_line(item.category, NAME_CHARACTERS),
        identifier=one_line(item.identifier, NAME_CHARACTERS),
        tags=tuple(dict.fromkeys(t for tag in item.tags[: TAGS + 1] if (t := one_line(tag, 100)))),
        notes=tuple(dict.fromkeys(item.notes)),
    )
    if not kept.stem:
        raise BadItem("There is no question text.", "Write one.")
    if kept.difficulty not in LEVELS:
        raise BadItem("The difficulty is unknown.", "Write easy, medium or hard.")
    if kept.kind in CHOICES and len(kept.options) < 2:
        raise BadItem("A choice needs at least two options.", "Add wrong options.")
    return with_own_ids(with_level(replace(kept, key=_key(kept))))


def with_level(item: BankItem) -> BankItem:
    """Read the difficulty from the tag that formats without a place for it carry."""
    named = [tag for tag in item.tags if tag.removeprefix(LEVEL_TAG) in LEVELS[1:]]
    levels = [tag.removeprefix(LEVEL_TAG) for tag in named if tag.startswith(LEVEL_TAG)]
    if item.difficulty or len(levels) != 1:
        return item
    tags = tuple(tag for tag in item.tags if tag != LEVEL_TAG + levels[0])
    return replace(item, tags=tags, difficulty=levels[0])


def with_level_tag(item: BankItem) -> BankItem:
    """Add the tag that says the difficulty; the inverse of ``with_level``."""
    if not item.difficulty:
        return item
    return replace(item, tags=(*item.tags, LEVEL_TAG + item.difficulty), difficulty="")


def with_own_ids(item: BankItem) -> BankItem:
    """Return a question whose parts are named by their places, so that names are stable."""
    options, names = _renamed(item.options, letter)
    parts, part_names = _renamed(item.parts, letter)
    left, left_names = _renamed(item.left, letter)
    right, right_names = _renamed(_by_use(item), lambda place: str(place + 1))
    key = dict(item.key)
    if item.kind in CHOICES:
        key["options"] = [part.id for part in options]
        if "misconceptions" in key:
            key["misconceptions"] = {names[n]: slug for n, slug in key["misconceptions"].items()}
    if item.kind == "choice":
        key["option"] = names[key["option"]]
    elif item.kind == "choice_set":
        key["chosen"] = sorted(names[name] for name in key["chosen"])
    elif item.kind == "sequence":
        key["order"] = [part_names[name] for name in key["order"]]
        parts = tuple(sorted(parts, key=lambda part: key["order"].index(part.id)))
    elif item.kind == "matching":
        key["right"] = [part.id for part in right]
        key["pairs"] = {
            left_names[part.id]: sorted((right_names[n] for n in key["pairs"][part.id]), key=int)
            for part in item.left
        }
    feedback = {names.get(name, name): text for name, text in item.feedback.items()}
    return replace(
        item, options=options, parts=parts, left=left, right=right, key=key, feedback=feedback
    )


def _by_use(item: BankItem) -> tuple[Part, ...]:
    """Return the right side of a matching in the order in which the left side needs it.

    It is shown in an order drawn for each learner; this one is only the same for the same question.
    """
    if item.kind != "matching":
        return item.right
    used = [one for part in item.left for one in sorted(item.key["pairs"][part.id])]
    places = {name: place for place, name in reversed(list(enumerate(used)))}
    return tuple(sorted(item.right, key=lambda part: places.get(part.id, len(used))))


def _renamed(
    parts: Sequence[Part], name: Callable[[int], str]
) -> tuple[tuple[Part, ...], dict[str, str]]:
    made = tuple(Part(name(place), part.text) for place, part in enumerate(parts))
    return made, {old.id: new.id for old, new in zip(parts, made, strict=True)}


def _key(item: BankItem) -> dict[str, Any]:
    accepted = item.key.get("accepted", ())
    if len(accepted) > ACCEPTED:
        raise BadItem(f"More than {ACCEPTED} answers are accepted.", "Leave some out.")
    _check_texts(item.key)
    try:
        key = read_key(item.key)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise BadItem(f"The key cannot be used: {reason[:200]}") from error
    _check_parts(item)
    if item.kind == "blanks" and len(item.labels) != len(key.blanks):  # type: ignore[union-attr]
        raise BadItem("The blanks and their labels differ in number.")
    return {name: value for name, value in item.key.items() if value not in (None, (), [], {})}


def _check_texts(value: Any, nesting: int = 0) -> None:
    """What a key says must be text that can be kept, however deep it stands."""
    if isinstance(value, str) and (UNSTORABLE.search(value) or len(value) > OPTION_CHARACTERS):
        raise BadItem("The key holds a text that cannot be kept.", "Shorten or correct it.")
    inner = [*value.keys(), *value.values()] if isinstance(value, Mapping) else value
    if isinstance(inner, list | tuple):
        if nesting > MOST_NESTED or len(inner) > PARTS:
            raise BadItem("The key has too many parts.", "Leave some out.")
        for one in inner:
            _check_texts(one, nesting + 1)


def _check_parts(item: BankItem) -> None:
    """The key and the parts speak of the same things, each once."""
    named = {
        "choice": ("options", "options"),
        "choice_set": ("options", "options"),
        "sequence": ("parts", "order"),
        "matching": ("right", "right"),
    }.get(item.kind)
    if named is None:
        return
    ids = [part.id for part in getattr(item, named[0])]
    lefts = [part.id for part in item.left]
    if len(set(ids)) < len(ids) or len(set(lefts)) < len(lefts):
        raise BadItem("Two parts have the same id.", "Give each its own.")
    if sorted(ids) != sorted(item.key[named[1]]):
        raise BadItem("The key does not name the parts that are offered.")
    if item.kind == "matching" and sorted(lefts) != sorted(item.key["pairs"]):
        raise BadItem("The key does not match what stands on the left.")


def _parts(parts: Sequence[Part], name: str) -> tuple[Part, ...]:
    if len(parts) > OPTIONS:
        raise BadItem(f"There are more than {OPTIONS} of one kind: {name}.", "Leave some out.")
    kept = tuple(Part(part.id, _text(part.text, name, OPTION_CHARACTERS)) for part in parts)
    texts = [part.text for part in kept]
    if not all(texts):
        raise BadItem(f"An {name} is empty.", "Write it or take it out.")
    if len({" ".join(text.split()) for text in texts}) < len(texts):
        raise BadItem(f"An {name} stands there twice.", "Take one out, or tell them apart.")
    return kept


def _feedback(feedback: Mapping[str, str]) -> dict[str, str]:
    if len(feedback) > PARTS:
        raise BadItem("There is feedback for too many answers.", "Leave some out.")
    kept = {
        tidy(name): _text(text, "feedback", OPTION_CHARACTERS) for name, text in feedback.items()
    }
    return {name: text for name, text in kept.items() if text}


def _text(text: str, name: str, longest: int) -> str:
    kept = tidy(text)
    if len(kept) > longest:
        raise BadItem(f"The {name} has more than {longest:,} characters.", "Shorten it.")
    return kept
