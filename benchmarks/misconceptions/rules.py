"""Which wrong answer a misconception leads to, told by a formula over the question's numbers.

The product's generators are told so by their author. Here the formula is induced from one worked
example: the shortest ones that come to its wrong answer and not to its right one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import permutations
from typing import NamedTuple

from benchmarks.misconceptions.cases import Case, value_of

NUMBER = re.compile(r"\d*\.\d+|\d+")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
MINUS = re.compile(r"(?:^|[-+*/÷(=:,])\s*-\s*$")  # behind an operator: a sign
MOST_NUMBERS = 5
OPERATIONS: tuple[Callable[[Fraction, Fraction], Fraction | None], ...] = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: abs(a + b),
    lambda a, b: a * b,
    lambda a, b: a / b if b else None,
)


class Formula(NamedTuple):
    """One to four of the question's numbers by place; each pair is joined, then the two."""

    places: tuple[int, ...]
    joins: tuple[int, ...] = ()


def numbers_in(question: str) -> tuple[Fraction, ...]:
    """Return a question's numbers in order, parts of a fraction one by one; none if too many."""
    plain = THOUSANDS.sub("", question)
    numbers = [
        -Fraction(found[0]) if MINUS.search(plain[: found.start()]) else Fraction(found[0])
        for found in NUMBER.finditer(plain)
    ]
    if "%" in question or "percent" in question:
        numbers.append(Fraction(100))
    return tuple(numbers) if len(numbers) <= MOST_NUMBERS else ()


def comes_to(formula: Formula, numbers: tuple[Fraction, ...]) -> Fraction | None:
    """Return a formula's value; None where it divides by zero."""
    values = [numbers[place] for place in formula.places]
    joins = list(formula.joins)
    while len(values) > 1:
        pairs = zip(values[::2], values[1::2], strict=False)
        joined = [OPERATIONS[joins.pop(0)](a, b) for a, b in pairs]
        if any(value is None for value in joined):
            return None
        values = [*joined, *values[len(joined) * 2 :]]  # type: ignore[list-item]
    return values[0]


@cache
def formulas_over(count: int) -> tuple[tuple[Formula, ...], ...]:
    """Return all formulas over so many numbers, in classes of rising length."""
    classes = []
    for length in range(1, min(count, 4) + 1):
        formulas = [
            Formula(places, joins)
            for places in permutations(range(count), length)
            for joins in _joins(length - 1)
        ]
        classes.append(tuple(formulas))
    return tuple(classes)


def _joins(count: int) -> Iterator[tuple[int, ...]]:
    if not count:
        yield ()
        return
    for rest in _joins(count - 1):
        for operation in range(len(OPERATIONS)):
            yield (*rest, operation)


def induced(case: Case) -> tuple[Formula, ...]:
    """Return the shortest formulas that come to a case's wrong answer and not to its right one."""
    numbers, wrong, right = numbers_in(case.question), value_of(case.wrong), value_of(case.right)
    if not numbers or wrong is None or wrong == right:
        return ()
    for formulas in formulas_over(len(numbers)):
        found = tuple(formula for formula in formulas if comes_to(formula, numbers) == wrong)
        if found:
            return found
    return ()


def foretold(rules: Iterable[tuple[int, Formula]], case: Case) -> set[Fraction]:
    """Return the wrong answers that rules foretell for a question of as many numbers."""
    numbers, right = numbers_in(case.question), value_of(case.right)
    values = {
        comes_to(formula, numbers) for count, formula in rules if count == len(numbers) and numbers
    }
    return {value for value in values if value is not None and value != right}
