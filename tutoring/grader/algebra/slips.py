"""Which known slip separates two expressions, seen from their values at many points."""

from collections.abc import Callable
from typing import Any

from mpmath import isint, log10, mpf, nint

from tutoring.grader.algebra.evaluation import Evaluation, OutOfBounds, Undefined
from tutoring.grader.algebra.syntax import Node

SAME = mpf(10) ** -25
NOISE = mpf(10) ** -40  # what cancellation leaves of the largest value on the way
ROUGHLY = mpf("0.005")


def slip_between(right: Node, probes: list[Any]) -> str | None:
    """Name the slip that explains every point; ``probes`` hold point, right and given value."""
    useful = [probe for probe in probes if probe.right or probe.given]
    if not useful:
        return None
    ratios = all(probe.right and probe.given for probe in useful)
    tests: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("sign", lambda: all(_close(-p.given, p.right) for p in useful)),
        ("reciprocal", lambda: ratios and all(_close(1 / p.given, p.right) for p in useful)),
        ("power_of_ten", lambda: ratios and _is_power_of_ten([p.given / p.right for p in useful])),
        ("off_by_one_power", lambda: _is_off_by_a_factor(right, useful)),
        ("sign", lambda: _has_term(right, useful, lambda term, _: -term)),
        ("off_by_one_power", lambda: _has_term_off_by_a_factor(right, useful)),
        ("rounding", lambda: _is_rounded_constant(useful)),
    )
    return next((name for name, holds in tests if holds()), None)


def _close(one: mpf, other: mpf, scale: mpf | int = 0) -> bool:
    return abs(one - other) <= max(SAME * max(abs(one), abs(other)), NOISE * scale)


def _is_power_of_ten(ratios: list[mpf]) -> bool:
    first = ratios[0]
    if first <= 0 or not all(_close(ratio, first) for ratio in ratios):
        return False
    power = log10(first)
    return bool(nint(power)) and (isint(power) or abs(power - nint(power)) < SAME)


def _is_off_by_a_factor(right: Node, probes: list[Any]) -> bool:
    """Is the answer the key times or over one of its symbols or bases of powers?"""
    return any(
        all(_changed(probe, right, _raised(base, power)) for probe in probes)
        for base in _bases(right)
        for power in (1, -1)
    )


def _has_term_off_by_a_factor(right: Node, probes: list[Any]) -> bool:
    return any(
        _has_term(right, probes, _raised(base, power))
        for base in _bases(right)
        for power in (1, -1)
    )


def _raised(base: Node, power: int) -> Callable:
    return lambda term, point: term * Evaluation(point).value(base) ** power


def _bases(tree: Node) -> list[Node]:
    """Return the symbols and the bases of powers in a tree, each once."""
    parts = [part for part in tree[1:] if isinstance(part, list)]
    own = [tree] if tree[0] == "sym" else [tree[1]] if tree[0] == "pow" else []
    found = own + [base for part in parts for base in _bases(part)]
    return [base for i, base in enumerate(found) if base not in found[:i]]


def _has_term(right: Node, probes: list[Any], change: Callable) -> bool:
    """Is the answer the key with one of its terms changed so?"""
    terms = _terms(right)
    if len(terms) < 2:
        return False
    return any(all(_changed(probe, term, change) for probe in probes) for term in terms)


def _changed(probe: Any, term: Node, change: Callable) -> bool:
    try:
        value = Evaluation(probe.point).value(term)
        changed = change(value, probe.point)
    except (Undefined, OutOfBounds, ZeroDivisionError):
        return False
    return _close(probe.right - value + changed, probe.given, probe.scale)


def _terms(tree: Node) -> list[Node]:
    if tree[0] == "add":
        return _terms(tree[1]) + _terms(tree[2])
    return [tree]


def _is_rounded_constant(probes: list[Any]) -> bool:
    """A decimal in place of an exact constant, such as 1.41 for the root of 2."""
    if probes[0].point:
        return False
    return abs(probes[0].given - probes[0].right) <= ROUGHLY * abs(probes[0].right)
