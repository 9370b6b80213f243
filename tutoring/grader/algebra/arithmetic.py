"""The exact value of a tree without symbols and roots: most school sums need no algebra."""

from collections.abc import Callable
from fractions import Fraction

from tutoring.grader.algebra.syntax import Node

MOST_BITS = 4096
LARGEST_EXPONENT = 256


def exact_value(tree: Node) -> Fraction | None:
    """Return the rational value; None when there is none or it is not this easily found."""
    try:
        return _value(tree)
    except (_NotArithmetic, ZeroDivisionError):
        return None


class _NotArithmetic(Exception):
    """Symbols, roots, functions, or numbers too large to be carried out."""


def _value(tree: Node) -> Fraction:
    kind, *parts = tree
    if kind == "num":
        return Fraction(parts[0])
    if kind not in _OPERATIONS:
        raise _NotArithmetic
    result = _OPERATIONS[kind](*(_value(part) for part in parts))
    if max(result.numerator.bit_length(), result.denominator.bit_length()) > MOST_BITS:
        raise _NotArithmetic
    return result


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    too_large = abs(exponent) > LARGEST_EXPONENT or bits * abs(exponent) > MOST_BITS
    if exponent.denominator != 1 or too_large:
        raise _NotArithmetic
    return base ** int(exponent)


_OPERATIONS: dict[str, Callable[..., Fraction]] = {
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": _power,
}
