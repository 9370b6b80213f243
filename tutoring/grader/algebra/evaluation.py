"""The value of a tree at a point, in high-precision reals; only the child imports this."""

from collections.abc import Mapping
from typing import Any

import mpmath
from mpmath import mp, mpf

from tutoring.grader.algebra.syntax import Node

DIGITS = 50
LARGEST_LOGARITHM = 20_000  # of a power: beyond it nothing is learned from its digits
LARGEST_FACTORIAL = 5_000

mp.dps = DIGITS


class Undefined(Exception):
    """The tree has no real value at this point."""


class OutOfBounds(Exception):
    """The value is beyond every use."""


class Evaluation:
    """Evaluates at one point; ``scale`` is the largest value met on the way."""

    def __init__(self, point: Mapping[str, mpf]) -> None:
        self.point, self.scale = point, mpf(1)

    def value(self, tree: Node) -> mpf:
        """Return the real value. Raises Undefined and OutOfBounds."""
        try:
            result = getattr(self, "_" + tree[0])(*tree[1:])
        except (ZeroDivisionError, ValueError) as no_value:
            raise Undefined from no_value
        if not isinstance(result, mpf) or not mpmath.isfinite(result):
            raise Undefined
        self.scale = max(self.scale, abs(result))
        return result

    def _num(self, text: str) -> mpf:
        return mpf(text)

    def _sym(self, name: str) -> mpf:
        return self.point[name]

    def _const(self, name: str) -> mpf:
        return +(mp.pi if name == "pi" else mp.e)

    def _neg(self, part: Node) -> mpf:
        return -self.value(part)

    def _add(self, one: Node, other: Node) -> mpf:
        return self.value(one) + self.value(other)

    def _mul(self, one: Node, other: Node) -> mpf:
        return self.value(one) * self.value(other)

    def _div(self, above: Node, below: Node) -> mpf:
        return self.value(above) / self.value(below)

    def _pow(self, base: Node, exponent: Node) -> mpf:
        low, high = self.value(base), self.value(exponent)
        if low == 0:
            if high <= 0:
                raise Undefined
            return mpf(0)
        if low < 0 and high != int(high):
            raise Undefined
        if abs(high * mpmath.log(abs(low))) > LARGEST_LOGARITHM:
            raise OutOfBounds
        return low**high

    def _log(self, argument: Node, base: Node) -> Any:
        return self._fn("ln", argument) / self._fn("ln", base)

    def _fn(self, name: str, argument: Node) -> Any:
        x = self.value(argument)
        if (name in ("ln", "sqrt") and x < 0) or (name == "ln" and x == 0):
            raise Undefined
        if name == "factorial":
            return _factorial(x)
        if name in ("exp", "sinh", "cosh") and abs(x) > LARGEST_LOGARITHM:
            raise OutOfBounds
        return _REAL_FUNCTIONS[name](x)


def _factorial(x: mpf) -> Any:
    if x < 0:
        raise Undefined
    if x > LARGEST_FACTORIAL:
        raise OutOfBounds
    return mpmath.factorial(x)


_REAL_FUNCTIONS = {
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "cot": mpmath.cot,
    "sec": mpmath.sec, "csc": mpmath.csc, "asin": mpmath.asin, "acos": mpmath.acos,
    "atan": mpmath.atan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "ln": mpmath.log, "exp": mpmath.exp, "sqrt": mpmath.sqrt, "abs": abs,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
}  # fmt: skip
