"""Grading of bare numbers: integer, decimal, significant figures, scientific, fraction."""

from fractions import Fraction

from tutoring.grader.closeness import Tolerance, is_badly_rounded, known_slip, rough_log10
from tutoring.grader.keys import DecimalKey, FractionKey, IntegerKey, ScientificKey, SignificantKey
from tutoring.grader.numbers import Form, Number, read_number
from tutoring.grader.verdicts import RIGHT, ErrorKind, Grade, Unreadable, right_or_wrong, wrong

EXACT = Tolerance()
BROKEN = (Form.FRACTION, Form.MIXED)
HALF = Fraction(1, 2)


def grade_integer(key: IntegerKey, answer: object) -> Grade:
    """Grade by value: 12, +12, 12.0, 1.2e1 and 1,200 are integers, 24/2 is not written as one."""
    given = read_number(answer)
    if given.form in BROKEN or given.percent:
        raise Unreadable("Write one whole number.")
    return _graded(given, key.number, EXACT)


def grade_decimal(key: DecimalKey, answer: object) -> Grade:
    """Grade within the tolerance; a fraction counts by its value where fractions are allowed."""
    given, right = read_number(answer), key.number
    if given.form in BROKEN and not key.fractions:
        raise Unreadable("Write a decimal number.")
    if key.percent:
        given, right = _in_percent(given), _in_percent(right)
    if key.tolerance.allows(given.value, right.value):
        return RIGHT
    if given.percent and key.tolerance.allows(given.value * 100, right.value):
        return wrong(ErrorKind.UNIT)  # 75% where 75 was asked
    return wrong(known_slip(given, right, key.tolerance))


def grade_scientific(key: ScientificKey, answer: object) -> Grade:
    """Grade within the tolerance; the right value in another form is wrong by form only."""
    given = read_number(answer)
    right = key.tolerance.allows(given.value, key.number.value)
    if right and key.normalised and not (given.normalised and given.form is Form.SCIENTIFIC):
        return wrong(ErrorKind.FORM)
    return _graded(given, key.number, key.tolerance)


def grade_fraction(key: FractionKey, answer: object) -> Grade:
    """Grade by exact value, and by form where lowest terms are asked."""
    given = read_number(answer)
    broken = given.form in BROKEN or given.value.denominator == 1
    if not broken and not key.decimals:
        raise Unreadable("Write a fraction such as 3/4.")
    if key.lowest and given.value == key.number.value and not (broken and given.lowest):
        return wrong(ErrorKind.FORM)
    return _graded(given, key.number, EXACT)


def grade_significant(key: SignificantKey, answer: object) -> Grade:
    """Grade against the key rounded to the asked figures; an exact half may go either way."""
    given, right = read_number(answer), key.number
    if given.form in BROKEN or given.percent or given.form is Form.POWER:
        raise Unreadable("Write the number with its digits.")
    unit = unit_of_last_figure(right.value, key.figures)
    fewest, most = given.figures
    if key.strict:
        near = abs(given.value - _nearest(right.value, unit, given.value)) <= key.last_place * unit
        figures_fit = fewest <= key.figures <= most
    else:
        near = abs(given.value - right.value) <= (HALF + key.last_place) * unit
        figures_fit = key.figures <= most
    if near and figures_fit and given.value * right.value > 0:
        return RIGHT
    around = Tolerance(absolute=unit * HALF)
    rounded = around.allows(given.value, right.value) or is_badly_rounded(given, right.value)
    return wrong(ErrorKind.ROUNDING if rounded else known_slip(given, right, around))


def unit_of_last_figure(value: Fraction, figures: int) -> Fraction:
    """Return the place value of the last of so many significant figures; value is not 0."""
    magnitude = round(rough_log10(value)) + 1
    while Fraction(10) ** magnitude > abs(value):
        magnitude -= 1
    return Fraction(10) ** (magnitude - figures + 1)


def _nearest(value: Fraction, unit: Fraction, given: Fraction) -> Fraction:
    """Return value rounded to the unit; of the two neighbours of an exact half, the given one."""
    below = value // unit * unit
    rest = value - below
    if rest == unit * HALF:
        return below if given <= below else below + unit
    return below if rest < unit * HALF else below + unit


def _in_percent(number: Number) -> Number:
    value = number.value * 100 if number.percent else number.value
    return Number(value, number.form, number.figures, number.place + 2 * number.percent)


def _graded(given: Number, right: Number, tolerance: Tolerance) -> Grade:
    fits = tolerance.allows(given.value, right.value)
    return right_or_wrong(fits, None if fits else known_slip(given, right, tolerance))
