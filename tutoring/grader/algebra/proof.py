"""Proofs by computer algebra (sympy); only the child imports this, under its limits."""

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from tutoring.grader.algebra.syntax import Node, symbols_in


def is_zero_difference(right: Node, given: Node, *, positive: bool) -> bool:
    """Is right - given zero for real symbols, or at least for positive ones?

    The second alone would not do; the caller has seen both sides agree at negative points, too.
    """
    for sign in ({"positive": True},) if positive else ({"real": True}, {"positive": True}):
        trees = _Translation(symbols_in(right) | symbols_in(given), sign)
        difference = trees.of(right) - trees.of(given)
        if any(form == 0 for form in _forms(difference)):
            return True
    return False


def is_constant_ratio(right: Node, given: Node) -> bool:
    """Is given / right one number other than 0?"""
    trees = _Translation(symbols_in(right) | symbols_in(given), {"real": True})
    ratio = sympy.cancel(trees.of(given) / trees.of(right))
    ratio = ratio if ratio.is_number else sympy.simplify(ratio)
    return bool(ratio.is_number and ratio.is_nonzero)


def _forms(difference: Any) -> Iterator[Any]:
    """Yield simpler and simpler forms, the cheap ones first."""
    yield difference
    tactics: tuple[Callable[[Any], Any], ...] = (
        sympy.expand,
        lambda e: sympy.cancel(sympy.together(e)),
        sympy.radsimp,
        sympy.trigsimp,
        sympy.simplify,
        lambda e: sympy.simplify(sympy.expand_log(e, force=True)),
        lambda e: sympy.simplify(sympy.powdenest(e, force=True)),
        lambda e: sympy.simplify(sympy.expand_trig(e)),
        lambda e: sympy.simplify(e.rewrite(sympy.exp)),
        sympy.combsimp,
        lambda e: sympy.simplify(sympy.sqrtdenest(e)),
    )
    for tactic in tactics:
        yield tactic(difference)


class _Translation:
    """Builds sympy objects from a tree: constructors by name, no text is ever parsed."""

    def __init__(self, names: set[str], assumptions: dict[str, bool]) -> None:
        self.symbols = {name: sympy.Symbol(name, **assumptions) for name in names}

    def of(self, tree: Node) -> Any:
        """Return the sympy form of a tree."""
        kind, *rest = tree
        if kind == "num":
            return sympy.Rational(rest[0])
        if kind == "sym":
            return self.symbols[rest[0]]
        if kind == "const":
            return sympy.pi if rest[0] == "pi" else sympy.E
        if kind == "fn":
            return _FUNCTIONS[rest[0]](self.of(rest[1]))
        return _OPERATIONS[kind](*(self.of(part) for part in rest))


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "neg": lambda a: -a,
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "log": lambda a, b: sympy.log(a) / sympy.log(b),
}
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "cot": sympy.cot, "sec": sympy.sec,
    "csc": sympy.csc, "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan,
    "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh, "ln": sympy.log,
    "exp": sympy.exp, "sqrt": sympy.sqrt, "cbrt": sympy.cbrt, "abs": sympy.Abs,
    "factorial": sympy.factorial,
}  # fmt: skip
