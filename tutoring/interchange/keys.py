"""Keys of the grader from what the formats say."""

from collections.abc import Sequence
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from tutoring.interchange.items import BadItem, Part

MOST_DIGITS = 60
EXACT = Context(prec=200)
WRITE_NUMBER = "Write a number such as 3.5 or -2e3."


def choice_key(options: Sequence[Part], right: Sequence[int], *, many: bool) -> dict[str, Any]:
    """Return the key of a choice by the places of what is right. Raises BadItem."""
    ids = [option.id for option in options]
    if not right:
        raise BadItem("No option is marked as right.", "Mark one.")
    if many:
        return {"type": "choice_set", "chosen": [ids[place] for place in right], "options": ids}
    if len(right) > 1:
        raise BadItem(
            "Several options are right but only one may be chosen.",
            "Mark one of them, or let several be chosen.",
        )
    return {"type": "choice", "option": ids[right[0]], "options": ids}


def truth_key(truth: bool) -> dict[str, Any]:
    return {"type": "true_false", "true": truth}


def term_key(answers: Sequence[str], *, case_matters: bool = False) -> dict[str, Any]:
    """Return the key of a short answer: the first form and the others. Raises BadItem."""
    forms = list(dict.fromkeys(answer.strip() for answer in answers if answer.strip()))
    if not forms:
        raise BadItem("No answer is fully right.", "Give one that is.")
    key: dict[str, Any] = {"type": "term", "answer": forms[0]}
    if forms[1:]:
        key["accepted"] = forms[1:]
    return key | ({"case_matters": True} if case_matters else {})


def number_key(value: str, tolerance: str = "0") -> dict[str, Any]:
    """Return the key of a number with its absolute tolerance. Raises BadItem."""
    number, width = read_decimal(value), abs(read_decimal(tolerance))
    written = in_digits(number)
    if not width:
        whole = number == number.to_integral_value()
        return {"type": "integer" if whole else "decimal", "answer": written}
    return {"type": "decimal", "answer": written, "absolute": in_digits(width)}


def range_key(low: str, high: str) -> dict[str, Any]:
    """Return the key of a number between two ends. Raises BadItem."""
    first, last = read_decimal(low), read_decimal(high)
    if first > last:
        raise BadItem("The range ends before it begins.", "Write the smaller number first.")
    middle = EXACT.divide(EXACT.add(first, last), Decimal(2))
    return number_key(in_digits(middle), in_digits(EXACT.subtract(last, middle)))


def read_decimal(text: str) -> Decimal:
    """Return a plain number exactly. Raises BadItem: for NaN and infinity too."""
    plain = text.strip().replace("\u2212", "-")
    try:
        number = Decimal(plain) if len(plain) <= MOST_DIGITS else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not -300 <= number.adjusted() <= 300 or "_" in plain:
        raise BadItem(f"“{plain[:40]}” is no number.", WRITE_NUMBER)
    return number


def in_digits(number: Decimal) -> str:
    """Return a number as it is kept: no trailing zeros, an exponent only for the very long."""
    if not number:
        return "0"
    kept = number.normalize(EXACT)
    return f"{kept:f}" if -12 <= kept.adjusted() <= 20 else f"{kept:e}"


def tolerance_of(key: Any) -> Decimal:
    """Return the absolute tolerance of a stored decimal key, a relative one worked out."""
    absolute = read_decimal(str(key.get("absolute", 0)))
    relative = str(key.get("relative", 0))
    share = EXACT.divide(read_decimal(relative.rstrip("%")), 100 if relative[-1] == "%" else 1)
    return max(absolute, EXACT.multiply(abs(read_decimal(str(key["answer"]))), share))
