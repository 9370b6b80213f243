"""Generators of the lesson on sets, relations and functions."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial
from tutoring.generators.registry import Draft, Wrong, generator


@generator("sets-relations-and-functions.exactly-one-of-two")
def exactly_one_of_two(rng: random.Random) -> Draft:
    """Members of exactly one of two sets; wrong options treat the overlap badly."""
    both = rng.randint(5, 20)
    first, second = both + rng.randint(6, 30), both + rng.randint(6, 30)
    total = first + second + rng.randint(2, 15)
    union = first + second - both
    return Draft(
        stem=(
            f"Of ${total}$ students in a hostel, ${first}$ read an English newspaper, ${second}$ "
            f"read a Hindi newspaper and ${both}$ read both. "
            "How many read exactly one of the two newspapers?"
        ),
        answer=inline(union - both),
        wrong=(
            Wrong(inline(union), "sets-overlap"),
            Wrong(inline(first + second), "sets-overlap"),
            Wrong(inline(total - union), None),
        ),
        explanation=(
            f"Only English: ${first} - {both} = {first - both}$; only Hindi: ${second} - {both} = "
            f"{second - both}$; together ${union - both}$. ${union}$ counts those who read at "
            f"least "
            "one, with the readers of both."
        ),
    )


@generator("sets-relations-and-functions.value-of-a-composition")
def value_of_a_composition(rng: random.Random) -> Draft:
    """Value of f(g(k)) for a linear f and a quadratic g; wrong options change order or meaning."""
    slope, shift = rng.randint(2, 6), rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])
    lift, at = rng.choice([-4, -3, -2, -1, 1, 2, 3, 4]), rng.choice([-3, -2, 2, 3, 4])
    outer, inner = slope * at + shift, at * at + lift
    value = slope * inner + shift
    return Draft(
        stem=(
            f"Let $f(x) = {polynomial([slope, shift])}$ and $g(x) = {polynomial([1, 0, lift])}$. "
            f"What is $(f\\circ g)({at})$?"
        ),
        answer=inline(value),
        wrong=(
            Wrong(inline(outer * outer + lift), "sets-composition-order"),
            Wrong(inline(outer * inner), "sets-composition-order"),
            Wrong(inline(outer + inner), "sets-composition-order"),
        ),
        explanation=(
            f"The inner function acts first: $g({at}) = {inner}$, then $f({inner}) = {value}$. "
            f"Applying $f$ first gives $g({outer}) = {outer * outer + lift}$."
        ),
    )


@generator("sets-relations-and-functions.inverse-of-a-fractional-rule")
def inverse_of_a_fractional_rule(rng: random.Random) -> Draft:
    """Inverse of (ax + b)/(x - c) at k; wrong options come from 1/f, from f, or a sign."""
    a, b, c = rng.randint(2, 5), rng.randint(1, 9), rng.randint(1, 6)
    k = rng.choice([n for n in range(2, 10) if n not in (a, c)])
    image = Fraction(a * k + b, k - c)
    answer = Fraction(b + k * c, k - a)
    return Draft(
        stem=(
            f"Let $f(x) = \\dfrac{{{a}x + {b}}}{{x - {c}}}$ for $x\\ne {c}$. "
            f"What is $f^{{-1}}({k})$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(1 / image), "sets-inverse-reciprocal"),
            Wrong(inline(image), "sets-inverse-reciprocal"),
            Wrong(inline(Fraction(b - k * c, k - a)), None),
        ),
        explanation=(
            f"Solve ${a}x + {b} = {k}(x - {c})$: ${polynomial([k - a, 0])} = {b + k * c}$"
            f"{'' if k - a == 1 else f', so $x = {inline(answer)[1:]}'}. "
            f"The inverse undoes $f$; $1/f({k})$ is something else."
        ),
    )
