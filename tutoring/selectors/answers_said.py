"""Answers in plain words, one line for each part: what was answered, what is right, what is off."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tutoring.grader.choices import listed, offered_option
from tutoring.grader.verdicts import ErrorKind, Unreadable
from tutoring.judging import answer_given, graded_key, kind_of, right_answer
from tutoring.models import Attempt, QuizItem

ERRORS_SAID = {
    ErrorKind.SIGN: "All is right but a sign.",
    ErrorKind.POWER_OF_TEN: "The digits are right, the power of ten is not.",
    ErrorKind.UNIT: "The number is right, its unit is missing or another one.",
    ErrorKind.ROUNDING: "Close: rounded too early, or to another number of figures than asked.",
    ErrorKind.INVERSE_TERM: "This is the opposite of the right term.",
    ErrorKind.OFF_BY_ONE_POWER: "One power is off by one.",
    ErrorKind.NEGATION: "This says the opposite of what holds.",
    ErrorKind.RECIPROCAL: "This is the right value upside down.",
    ErrorKind.FORM: "The value is right, but not in the form that was asked for.",
    ErrorKind.REVERSED: "The order is right, but it runs backwards.",
}
COMPLEMENT = "These are exactly the options that do not hold."


def error_said(item: QuizItem, attempt: Attempt) -> str:
    """Say in which known way an answer is wrong; nothing where that goes without saying."""
    kind = kind_of(item)
    if not attempt.error or kind == "true_false":
        return ""
    if kind == "choice_set" and attempt.error == ErrorKind.NEGATION:
        return COMPLEMENT
    return ERRORS_SAID[ErrorKind(attempt.error)]


def lines_given(item: QuizItem, stored: str) -> tuple[str, ...]:
    """Return what was answered, a line for each part."""
    try:
        return _lines(item, _parsed(item, stored)) or (answer_given(item, stored),)
    except (ValueError, TypeError, AttributeError, KeyError, Unreadable):
        return (answer_given(item, stored),)  # written as one text, or of another release


def lines_right(item: QuizItem) -> tuple[str, ...]:
    """Return what is right, a line for each part; only for an item that is answered."""
    graded = graded_key(item)
    of_kind = {"choice_set": "chosen", "sequence": "order", "matching": "pairs"}
    member = of_kind.get(graded["type"])
    if member:
        return _lines(item, graded[member])
    said = right_answer(item)
    return (said.replace("**", "^") if graded["type"] == "expression" else said,)


def options_chosen(item: QuizItem, stored: str) -> frozenset[str]:
    """Return the ids of the options that an answer chose."""
    if kind_of(item) != "choice_set":
        return frozenset({stored})
    try:
        return frozenset(_parsed(item, stored))
    except (ValueError, TypeError, Unreadable):
        return frozenset()


def _parsed(item: QuizItem, stored: str) -> Any:
    kind = kind_of(item)
    if kind == "choice_set":
        offered = tuple(option["id"] for option in item.shown["options"])
        sent = json.loads(stored) if stored.startswith("[") else stored
        return [offered_option(one, offered) for one in listed(sent, offered)]
    return json.loads(stored) if kind in {"sequence", "matching"} else None


def _lines(item: QuizItem, answer: Any) -> tuple[str, ...]:
    """Return the lines of an arrangement; none for an answer of one line."""
    response = item.shown.get("response", {})
    match kind_of(item):
        case "choice_set":
            shown = item.shown["options"]
            return tuple(option["text"] for option in shown if option["id"] in answer)
        case "sequence":
            texts = _texts(response["items"])
            return tuple(texts[name] for name in answer)
        case "matching":
            return _pair_lines(response, answer)
    return ()


def _pair_lines(response: Mapping[str, Any], answer: Mapping[str, Any]) -> tuple[str, ...]:
    right = _texts(response["right"])
    return tuple(
        f"{left['text']}: {_joined(right, answer.get(left['id'], ()))}" for left in response["left"]
    )


def _joined(texts: Mapping[str, str], names: str | Iterable[str]) -> str:
    chosen = [names] if isinstance(names, str) else sorted(names)
    return "; ".join(texts[name] for name in chosen) or "–"


def _texts(named: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {one["id"]: one["text"] for one in named}
