"""Judging an answer to a quiz item of any kind, and saying answers in plain words.

The grader knows keys and answers; this module knows how a quiz item holds its key, what an edge
may send for it, and how an answer is stored. No database, no model.
"""

import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Any, Protocol

from tutoring.errors import UnknownOption, UnreadableAnswer
from tutoring.grader import Grade, Verdict, grade, read_key
from tutoring.grader.numbers import read_number

NOT_ANSWERED = ""  # stored for a question that was skipped or timed out
LONGEST_ANSWER = 2000  # characters, as stored
CHOICE, CHOICE_SET = "choice", "choice_set"
REMEMBERED = 256  # judgements, so that one made ahead of a transaction is not made in it
NO_ANSWER = "No answer"
ARRANGED = frozenset({"choice_set", "sequence", "matching", "blanks"})
ONE_OF_OPTIONS = frozenset({CHOICE, "true_false", "assertion_reason"})


class Asked(Protocol):
    """A quiz item, stored or about to be."""

    shown: Any
    key: Any


def kind_of(item: Asked) -> str:
    """Return the grader's type of an item's key; without a ``response`` it is a choice."""
    return item.shown.get("response", {}).get("kind", CHOICE)


def judge(item: Asked, answer: object) -> Grade:
    """Grade an answer of any JSON value by rule; never raises for what a learner sent.

    What is not ``is_attempt`` must not be recorded. ``NOT_ANSWERED`` is plainly wrong. A proof
    can take seconds: an edge judges before it opens a transaction, and the same judgement is
    then at hand within it.
    """
    if answer == NOT_ANSWERED:
        return Grade(Verdict.WRONG)
    if note := _unstorable(answer):
        return Grade(Verdict.UNREADABLE, note=note)
    try:
        return _judged(stored_answer(graded_key(item)), json.dumps(answer))
    except _NotJudged as failure:
        return failure.grade


class _NotJudged(Exception):
    """Nothing to remember: the next try may come to a proof."""

    def __init__(self, judged: Grade) -> None:
        super().__init__(judged.note)
        self.grade = judged


@lru_cache(maxsize=REMEMBERED)
def _judged(key: str, answer: str) -> Grade:
    judged = grade(read_key(json.loads(key)), json.loads(answer))
    if judged.verdict is Verdict.UNJUDGED:
        raise _NotJudged(judged)
    return judged


def judge_attempt(item: Asked, answer: object) -> Grade:
    """Grade an answer that is to be recorded.

    Raises UnknownOption where options were offered and the answer is none of them, and
    UnreadableAnswer where it could not be read or judged: neither is an attempt.
    """
    judged = judge(item, answer)
    if judged.is_attempt:
        return judged
    if item.shown["options"]:
        offered = [option["id"] for option in item.shown["options"]]
        raise UnknownOption("The question has no such option.", options=offered)
    raise UnreadableAnswer(judged.note)


def is_slow_to_judge(item: Asked) -> bool:
    """Whether a judgement may need a proof, which takes seconds where others take microseconds."""
    graded = graded_key(item)
    types = {graded["type"], *(blank["type"] for blank in graded.get("blanks", ()))}
    return "expression" in types


def graded_key(item: Asked) -> dict[str, Any]:
    """Return the grader's key of an item as stored JSON; a plain choice holds only its option."""
    if "graded" in item.key:
        return item.key["graded"]
    offered = [option["id"] for option in item.shown["options"]]
    betrayed = {option: slug for option, slug in item.key["misconceptions"].items() if slug}
    return {
        "type": CHOICE,
        "option": item.key["option"],
        "options": offered,
        "misconceptions": betrayed,
    }


def right_option(graded: Mapping[str, Any]) -> str | None:
    """Return the id of the one right option of a key; None where it is not one of several."""
    match graded["type"]:
        case "choice":
            return str(graded["option"])
        case "true_false":
            return "true" if graded["true"] else "false"
        case "assertion_reason":
            key = read_key(graded)
            offered = getattr(key, "options", ())
            return next(option for option in offered if grade(key, option).correct)
    return None


def betrayed_by(graded: Mapping[str, Any]) -> dict[str, str]:
    """Return all that a key can show: wrong option, wrong text or error, and its misconception."""
    shows = {str(error): slug for error, slug in graded.get("by_error", {}).items()}
    shows |= {**graded.get("reveals", {}), **graded.get("misconceptions", {})}
    for place, blank in enumerate(graded.get("blanks", ()), 1):
        shows |= {f"{place}: {name}": slug for name, slug in betrayed_by(blank).items()}
    return shows


def stored_answer(answer: object) -> str:
    """Return an answer as an attempt stores it: the text itself, else canonical JSON."""
    if isinstance(answer, str):
        return answer
    return json.dumps(answer, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def meant_answer(item: Asked, given: object, *, by_id: bool = True) -> object:
    """Return what an edge was given as the item's own answer.

    Where options are offered, the place among those shown (from 0), the text or (``by_id``) the
    id of one becomes its id, in a list too. Raises UnknownOption, and UnreadableAnswer for an
    empty text or a number where a text is typed.
    """
    if item.shown["options"]:
        names = ("text", "id") if by_id or kind_of(item) == CHOICE_SET else ("text",)
        return _meant_options(item, given, names)
    if isinstance(given, str) and not given.strip():
        raise UnreadableAnswer("Write an answer.")
    if given is None or isinstance(given, bool | int | float):
        raise UnreadableAnswer("Send the answer as text, a list or an object, as it was asked.")
    return given


def _meant_options(item: Asked, given: object, names: tuple[str, ...]) -> object:
    if kind_of(item) != CHOICE_SET:
        return _option_meant(item, given, names)
    if isinstance(given, str) and given.strip():
        return given  # "A, C", as the grader reads it
    chosen = given if isinstance(given, list) else [given]
    return [_option_meant(item, one, names) for one in chosen]


def _option_meant(item: Asked, given: object, names: tuple[str, ...]) -> str:
    options = item.shown["options"]
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < len(options):
        return options[given]["id"]
    if isinstance(given, str):
        for name in names:
            for option in options:
                if option[name] in (given, given.strip()):
                    return option["id"]
    texts = [option["text"] for option in options]
    raise UnknownOption("The question has no such option.", options=texts)


def _unstorable(answer: object) -> str:
    if isinstance(answer, Mapping) and not answer:
        return "Give an answer."
    text = stored_answer(answer)
    if len(text) > LONGEST_ANSWER:
        return f"The answer is longer than {LONGEST_ANSWER} characters."
    try:
        text.encode()
    except UnicodeEncodeError:
        return "The answer holds characters that are no text."
    return "" if "\0" not in text else "The answer holds characters that are no text."


def answer_given(item: Asked, stored: str) -> str:
    """Return in plain words what an attempt's stored answer says."""
    if stored == NOT_ANSWERED:
        return NO_ANSWER
    kind = kind_of(item)
    if kind in ONE_OF_OPTIONS:
        return _texts(item.shown["options"]).get(stored, stored)
    if kind not in ARRANGED:
        return stored
    try:
        return _in_words(item, kind, json.loads(stored))
    except (ValueError, TypeError, AttributeError):
        return stored  # typed as one text: "A, C"


def right_answer(item: Asked) -> str:
    """Return in plain words what the right answer is; only for an item that is answered."""
    graded = graded_key(item)
    right = right_option(graded)
    if right is not None:
        return _texts(item.shown["options"])[right]
    kind = graded["type"]
    match kind:
        case "choice_set":
            return _in_words(item, kind, graded["chosen"])
        case "sequence":
            return _in_words(item, kind, graded["order"])
        case "matching":
            return _in_words(item, kind, graded["pairs"])
        case "blanks":
            return _in_words(item, kind, [_right_text(blank) for blank in graded["blanks"]])
    return _right_text(graded)


def _in_words(item: Asked, kind: str, answer: Any) -> str:
    match kind:
        case "choice_set":
            return ", ".join(option.upper() for option in sorted(answer))
        case "sequence":
            texts = _texts(item.shown["response"]["items"])
            return " → ".join(texts.get(name, name) for name in answer)
        case "matching":
            pairs = ((name, [one] if isinstance(one, str) else one) for name, one in answer.items())
            return ", ".join(f"{name} – {' '.join(sorted(one))}" for name, one in sorted(pairs))
    return "; ".join(answer)


def _texts(named: Any) -> dict[str, str]:
    return {one["id"]: one["text"] for one in named}


def _right_text(graded: Mapping[str, Any]) -> str:
    right = right_option(graded)
    if right is not None:
        return right
    answer = str(graded["answer"])
    match graded["type"]:
        case "quantity":
            return f"{answer} {graded['unit']}"
        case "significant" if not grade(read_key(graded), answer).correct:
            return rounded_text(answer, graded["figures"])
    return answer


def rounded_text(answer: str, figures: int) -> str:
    """Return a number as written to so many significant figures: 9.80665 to 3 is "9.81"."""
    value = read_number(answer).value
    with localcontext() as context:
        context.prec = figures
        context.rounding = ROUND_HALF_UP
        rounded = Decimal(value.numerator) / Decimal(value.denominator)
    mantissa, _, exponent = f"{rounded:.{figures - 1}e}".partition("e")
    if -4 < int(exponent) < figures:
        return f"{rounded:.{figures - 1 - int(exponent)}f}"
    return f"{mantissa} × 10^{int(exponent)}"
