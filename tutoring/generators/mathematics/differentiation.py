"""Generators of the lesson on differentiation."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial
from tutoring.generators.registry import Draft, Wrong, generator


@generator("differentiation.power-of-a-bracket")
def power_of_a_bracket(rng: random.Random) -> Draft:
    """Derivative of (ax + b)^n at a point; wrong options lose the inner derivative or the power."""
    a, n, value = rng.randint(2, 6), rng.randint(3, 5), rng.choice([-3, -2, 2, 3])
    at = rng.choice([-2, -1, 1, 2])
    b = value - a * at
    if b == 0:
        at, b = at + 3, -3 * a
    answer = n * a * value ** (n - 1)
    return Draft(
        stem=f"Let $f(x) = ({polynomial([a, b])})^{n}$. What is $f'({at})$?",
        answer=inline(answer),
        wrong=(
            Wrong(inline(n * value ** (n - 1)), "diff-chain"),
            Wrong(inline(a * value**n), "diff-power-rule"),
            Wrong(inline(a * value ** (n - 1)), "diff-power-rule"),
        ),
        explanation=(
            f"$f'(x) = {n}\\times {a}\\,({polynomial([a, b])})^{n - 1}$ and the bracket is "
            f"${value}$ "
            f"at $x = {at}$, so $f'({at}) = {answer}$. The factor ${a}$ is the inner derivative."
        ),
    )


@generator("differentiation.slope-of-an-implicit-curve")
def slope_of_an_implicit_curve(rng: random.Random) -> Draft:
    """Slope of x^2 + kxy + y^2 = c; wrong options lose a term or dy/dx."""
    k, p, q = rng.randint(1, 4), rng.randint(1, 5), rng.randint(1, 5)
    constant = p * p + k * p * q + q * q
    answer = Fraction(-(2 * p + k * q), k * p + 2 * q)
    mixed = "xy" if k == 1 else f"{k}xy"
    return Draft(
        stem=(
            f"What is $\\dfrac{{dy}}{{dx}}$ at the point $({p}, {q})$ of the curve "
            f"$x^2 + {mixed} + y^2 = {constant}$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(Fraction(-2 * p, k + 2 * q)), "diff-product"),
            Wrong(inline(Fraction(-(2 * p + k * q + 2 * q), k * p)), "diff-implicit"),
            Wrong(inline(-answer), None),
        ),
        explanation=(
            f"Differentiating: $2x + {mixed[:-2]}\\left(y + x\\frac{{dy}}{{dx}}\\right) + "
            f"2y\\frac{{dy}}{{dx}} "
            f"= 0$. At the point ${2 * p + k * q} + {k * p + 2 * q}\\frac{{dy}}{{dx}} = 0$, so the "
            f"slope is {inline(answer)}."
        ),
    )


@generator("differentiation.quotient-at-a-point")
def quotient_at_a_point(rng: random.Random) -> Draft:
    """Derivative of (ax + b)/(x^2 + c); wrong options divide derivatives or turn the sign."""
    a, b, c, at = rng.randint(1, 5), rng.randint(1, 9), rng.randint(1, 6), rng.randint(1, 3)
    above, below = a * at + b, at * at + c
    answer = Fraction(a * below - above * 2 * at, below**2)
    return Draft(
        stem=(
            f"Let $f(x) = \\dfrac{{{polynomial([a, b])}}}{{{polynomial([1, 0, c])}}}$. "
            f"What is $f'({at})$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(Fraction(a, 2 * at)), "diff-product"),
            Wrong(inline(-answer), "diff-product"),
            Wrong(inline(answer * below), None),
        ),
        explanation=(
            f"With numerator ${above}$, denominator ${below}$ and their derivatives ${a}$ and "
            f"${2 * at}$: $f'({at}) = \\dfrac{{{a}\\cdot{below} - {above}\\cdot{2 * at}}}"
            f"{{{below}^2}} = {inline(answer)[1:-1]}$."
        ),
    )
