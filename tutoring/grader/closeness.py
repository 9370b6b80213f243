"""When two numbers count as equal, and which known slip separates two that do not."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tutoring.grader.numbers import Form, Number
from tutoring.grader.verdicts import ErrorKind

LOG10_OF_2 = 0.30103
ROUGHLY = Fraction(1, 8)  # further off than this is no slip of rounding
Close = Callable[[Fraction], bool]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """|answer - key| <= max(absolute, relative * |key|), and on the key's side of zero."""

    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(0)

    def allows(self, answer: Fraction, key: Fraction) -> bool:
        """Is the answer within the bound, ends included?"""
        if key and answer * key <= 0:
            return False
        return abs(answer - key) <= self.width(key)

    def width(self, key: Fraction) -> Fraction:
        """Return how far from the key an answer may be."""
        return max(self.absolute, self.relative * abs(key))


def known_slip(answer: Number, key: Number, tolerance: Tolerance) -> ErrorKind | None:
    """Name the one slip that turns the key into the answer; None when no single one does."""
    given, right = answer.value, key.value

    def close(value: Fraction) -> bool:
        return tolerance.allows(value, right)

    if not given or not right:
        return None
    slips = (
        (ErrorKind.SIGN, lambda: close(-given)),
        (ErrorKind.POWER_OF_TEN, lambda: _differs_by_power_of_ten(given, right, close)),
        (ErrorKind.RECIPROCAL, lambda: close(1 / given)),
        (ErrorKind.OFF_BY_ONE_POWER, lambda: _is_off_by_one_power(given, key.base, close)),
        (ErrorKind.ROUNDING, lambda: is_badly_rounded(answer, right)),
    )
    return next((kind for kind, made in slips if made()), None)


def is_badly_rounded(answer: Number, right: Fraction) -> bool:
    """Is the answer the key rounded or cut to its own last digit, or one off in a decimal?"""
    if answer.form not in (Form.DECIMAL, Form.SCIENTIFIC) or not right:
        return False
    unit = Fraction(10) ** answer.place
    near = abs(answer.value - right)
    in_last_digit = near < unit or (near == unit and answer.place < 0)
    return in_last_digit and near <= ROUGHLY * abs(right) and answer.value * right > 0


def _differs_by_power_of_ten(given: Fraction, right: Fraction, close: Close) -> bool:
    power = round(rough_log10(given / right))
    return any(
        close(given / Fraction(10) ** shift) for shift in (power - 1, power, power + 1) if shift
    )


def rough_log10(value: Fraction) -> float:
    """Return the decimal logarithm to within one, without leaving the range of a float."""
    return (value.numerator.bit_length() - value.denominator.bit_length()) * LOG10_OF_2


def _is_off_by_one_power(given: Fraction, base: int | None, close: Close) -> bool:
    return base is not None and (close(given * base) or close(given / base))
