"""Grading a number with its unit."""

import re
from dataclasses import replace
from fractions import Fraction

from tutoring.grader.closeness import known_slip, rough_log10
from tutoring.grader.conversion import converted, is_same_size
from tutoring.grader.keys import QuantityKey
from tutoring.grader.numbers import Number, parse_number
from tutoring.grader.text import clean
from tutoring.grader.units import Unit, parse_unit
from tutoring.grader.verdicts import RIGHT, ErrorKind, Grade, Unreadable, right_or_wrong, wrong

LONGEST_QUANTITY = 120
UNIT_STARTS = re.compile(r"(?<=.)(?:[^\W\d_]|[°%₹$€£/(]|(?<= )1(?= ?/ ?[^\W\d_]))")
MONEY_FIRST = ("₹", "Rs.", "Rs", "rs.", "rs", "INR", "$", "€", "£")


def grade_quantity(key: QuantityKey, answer: object) -> Grade:
    """Grade the value in the key's unit; a right number with another unit is a unit error."""
    number, readings = read_quantity(answer)
    right_unit = parse_unit(key.unit)[0]
    if not readings:
        return _grade_bare(key, number)
    values = ((unit, _in_key_unit(key, number, unit)) for unit in readings)
    fitting = [(unit, value) for unit, value in values if value is not None]
    if any(_is_right(key, value, unit, right_unit) for unit, value in fitting):
        return RIGHT
    return wrong(_slip(key, number, [value for _, value in fitting]))


def read_quantity(answer: object) -> tuple[Number, tuple[Unit, ...]]:
    """Return the number and the readings of its unit, none when there is no unit.

    The longest beginning that is a number is the number: 2e5 m, 5 eV, 1 1/2 h. Raises Unreadable.
    """
    text = _money_last(clean(answer, limit=LONGEST_QUANTITY))
    unknown_unit: Unreadable | None = None
    for end in _ends_of_number(text):
        try:
            number = parse_number(text[:end].rstrip())
        except Unreadable:
            continue
        try:
            return _with_unit(number, text[end:])
        except Unreadable as unreadable:
            unknown_unit = unknown_unit or unreadable
    raise unknown_unit or Unreadable("Write a number with its unit.")


def _money_last(text: str) -> str:
    for sign in MONEY_FIRST:
        if text.startswith(sign) and text[len(sign) :].lstrip()[:1].isdigit():
            return f"{text[len(sign) :].lstrip()} {sign.rstrip('.').replace('rs', 'Rs')}"
    return text


def _ends_of_number(text: str) -> list[int]:
    starts = [match.start() for match in UNIT_STARTS.finditer(text)]
    return [len(text), *reversed(starts)]


def _with_unit(number: Number, unit: str) -> tuple[Number, tuple[Unit, ...]]:
    if unit.strip():
        return number, parse_unit(unit)
    if not number.percent:
        return number, ()
    whole = parse_number(str(number.value * 100))
    return whole, parse_unit("%")


def _grade_bare(key: QuantityKey, number: Number) -> Grade:
    right = key.tolerance.allows(number.value, key.number.value)
    if right:
        return right_or_wrong(not key.unit_required, ErrorKind.UNIT)
    return wrong(known_slip(number, key.number, key.tolerance))


def _in_key_unit(key: QuantityKey, number: Number, unit: Unit) -> Fraction | None:
    return converted(number.value, unit, parse_unit(key.unit)[0], interval=key.interval)


def _is_right(key: QuantityKey, value: Fraction, unit: Unit, right_unit: Unit) -> bool:
    if not key.tolerance.allows(value, key.number.value):
        return False
    return key.conversion or is_same_size(unit, right_unit, interval=key.interval)


def _slip(key: QuantityKey, number: Number, values: list[Fraction]) -> ErrorKind | None:
    """The right number with another unit, or the right unit with a number that slipped."""
    right, tolerance = key.number, key.tolerance
    if tolerance.allows(number.value, right.value):
        return ErrorKind.UNIT
    if any(tolerance.allows(value, right.value) for value in values):
        return ErrorKind.UNIT  # converted rightly where no conversion was allowed
    slips = (known_slip(_moved(number, value), right, tolerance) for value in values)
    return next((slip for slip in slips if slip), None)


def _moved(number: Number, value: Fraction) -> Number:
    """Return the number as written in the key's unit: its last digit moves by whole places."""
    if not value or not number.value:
        return replace(number, value=value)
    shift = round(rough_log10(value / number.value))
    return replace(number, value=value, place=number.place + shift)
