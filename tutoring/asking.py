"""How a typed question is asked: the form that a page shows, made from the grader's key.

A form says what kind of answer is asked for, never what the answer is. Items to arrange are
shuffled and named anew for each learner, so that neither place nor name says where they belong.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tutoring.grader import Key

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
REDRAWS = 20
MIN_TO_AVOID = 2
TRUE_FALSE = ({"id": "true", "text": "True"}, {"id": "false", "text": "False"})
ASSERTION_REASON = (
    "Both A and R are true, and R is the correct explanation of A",
    "Both A and R are true, but R is not the correct explanation of A",
    "A is true, but R is false",
    "A is false, but R is true",
    "Both A and R are false",
)
QUESTION_TYPES = {
    "choice": "multiple_choice",
    "choice_set": "multiple_choice",
    "assertion_reason": "multiple_choice",
    "true_false": "true_false",
    "integer": "numeric",
    "decimal": "numeric",
    "significant": "numeric",
    "scientific": "numeric",
    "fraction": "numeric",
    "quantity": "numeric",
    "expression": "fill_blank",
    "date": "fill_blank",
    "term": "fill_blank",
    "sequence": "fill_blank",
    "matching": "fill_blank",
    "blanks": "fill_blank",
}
ASKED = {
    "integer": "a whole number",
    "scientific": "a number in scientific notation",
    "expression": "an expression",
    "date": "a date",
    "term": "a word or a short name",
    "choice_set": "all that are right, and no other",
    "true_false": "true or false",
    "sequence": "every item once, in order",
    "matching": "for every item on the left, all that belong to it",
}
ONE_DIGIT = ", with one digit before the point"
FORMS = {"expanded": ", multiplied out", "factored": ", factorised", "any": ""}


class Arranged(NamedTuple):
    """A question as one learner sees it, and its key under the names used there."""

    options: list[dict[str, str]]
    response: dict[str, Any]
    graded: dict[str, Any]


def response_of(key: Key, *, ask: str | None = None) -> dict[str, Any]:
    """Return the form of a key whose answer is one text: kind, unit beside the field, ask."""
    form: dict[str, Any] = {"kind": key.type}
    if key.type == "quantity" and not key.unit_required:
        form["unit"] = key.unit
    asked = ask or _asked(key)
    return form | ({"ask": asked} if asked else {})


def _asked(key: Any) -> str:
    special = {
        "significant": lambda: f"a number with {key.figures} significant figures",
        "quantity": lambda: "a number and its unit" if key.unit_required else f"in {key.unit}",
        "decimal": lambda: "a number in percent" if key.percent else "a number",
        "scientific": lambda: ASKED["scientific"] + (ONE_DIGIT if key.normalised else ""),
        "fraction": lambda: "a fraction in lowest terms" if key.lowest else "a fraction",
        "expression": lambda: ASKED["expression"] + FORMS[key.form],
        "choice": lambda: "one of: " + ", ".join(key.options),
    }
    return special[key.type]() if key.type in special else ASKED.get(key.type, "")


def arranged(
    options: Sequence[Mapping[str, Any]], key: Mapping[str, Any], rng: random.Random
) -> Arranged:
    """Return a typed question of the bank in the order and under the names of one learner."""
    graded, response = dict(key["graded"]), dict(key["response"])
    match graded["type"]:
        case "choice_set":
            return _options_arranged(options, response, graded, rng)
        case "sequence":
            return _sequence_arranged(response, graded, rng)
        case "matching":
            return _matching_arranged(response, graded, rng)
        case "true_false" | "assertion_reason":
            shown = [{"id": option["id"], "text": option["text"]} for option in options]
            return Arranged(shown, response, graded)
    return Arranged([], response, graded)


def _options_arranged(
    options: Sequence[Mapping[str, Any]],
    response: dict[str, Any],
    graded: dict[str, Any],
    rng: random.Random,
) -> Arranged:
    shown, names = _renamed(rng.sample(list(options), len(options)), LETTERS.lower())
    graded |= {
        "chosen": sorted(names[option] for option in graded["chosen"]),
        "options": [option["id"] for option in shown],
        "misconceptions": {
            names[option]: slug for option, slug in graded.get("misconceptions", {}).items()
        },
    }
    return Arranged(shown, response, graded)


def _sequence_arranged(
    response: dict[str, Any], graded: dict[str, Any], rng: random.Random
) -> Arranged:
    right = list(graded["order"])
    items = {item["id"]: item for item in response["items"]}
    drawn = _drawn(right, rng, avoided=lambda order: order == right)
    shown, names = _renamed([items[name] for name in drawn], LETTERS)
    graded |= {"order": [names[name] for name in right]}
    return Arranged([], response | {"items": shown}, graded)


def _matching_arranged(
    response: dict[str, Any], graded: dict[str, Any], rng: random.Random
) -> Arranged:
    left, left_names = _renamed(response["left"], LETTERS)
    rights = {item["id"]: item for item in response["right"]}
    pairs = graded["pairs"]
    paired = [list(pairs[item["id"]]) for item in response["left"]]

    def lines_up(order: list[str]) -> bool:
        return all(right in own for right, own in zip(order, paired, strict=False))

    drawn = _drawn(list(rights), rng, avoided=lines_up)
    numbers = [str(place) for place in range(1, len(drawn) + 1)]
    right, right_names = _renamed([rights[name] for name in drawn], numbers)
    graded |= {
        "pairs": {
            left_names[name]: sorted(right_names[one] for one in own) for name, own in pairs.items()
        },
        "right": [item["id"] for item in right],
    }
    return Arranged([], response | {"left": left, "right": right}, graded)


def _drawn(names: list[str], rng: random.Random, *, avoided: Any) -> list[str]:
    """Return the names in an order that is not ``avoided``.

    Any order of two: the only other one would be the answer told.
    """
    order = rng.sample(names, len(names))
    for _ in range(REDRAWS if len(names) > MIN_TO_AVOID else 0):
        if not avoided(order):
            break
        order = rng.sample(names, len(names))
    return order


def _renamed(
    items: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the items under new names in their order, and old name to new."""
    pairs = list(zip(items, names, strict=False))
    shown = [{"id": name, "text": item["text"]} for item, name in pairs]
    return shown, {item["id"]: name for item, name in pairs}
