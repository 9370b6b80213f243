"""Generators of the lesson on applications of derivatives."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial
from tutoring.generators.registry import Draft, Wrong, generator


@generator("applications-of-derivatives.growing-cube")
def growing_cube(rng: random.Random) -> Draft:
    """Rate of volume or surface of a cube; wrong options lose a factor or give the quantity."""
    edge, rate = rng.randint(3, 12), rng.choice([2, 3, 4, 5])
    name, unit, slope, value = rng.choice(
        [
            ("volume", "cm^3", 3 * edge**2, edge**3),
            ("total surface area", "cm^2", 12 * edge, 6 * edge**2),
        ]
    )
    return Draft(
        stem=(
            f"Each edge of a cube grows at ${rate}\\ \\text{{mm}}$ in every second. At which rate, "
            f"in {_written(unit)} per minute, does its {name} grow at the moment when the edge "
            f"is ${edge}\\ \\text{{cm}}$?"
        ),
        answer=inline(slope * rate * 6),
        wrong=(
            Wrong(inline(slope), "appder-rate-factor"),
            Wrong(inline(value * rate * 6), "appder-rate-factor"),
            Wrong(inline(slope * rate), None),
        ),
        explanation=(
            f"The edge grows at ${rate * 6}\\ \\text{{cm}}$ per minute. The derivative of the "
            f"{name} "
            f"with respect to the edge is ${slope}$ here, so the rate is ${slope}\\times {rate * 6}"
            f" = {slope * rate * 6}$."
        ),
    )


def _written(unit: str) -> str:
    base, power = unit.split("^")
    return f"$\\text{{{base}}}^{power}$"


@generator("applications-of-derivatives.greatest-value-on-an-interval")
def greatest_value_on_an_interval(rng: random.Random) -> Draft:
    """Greatest value of a cubic whose maximum at an end beats the local one."""
    a, lift = rng.randint(1, 3), rng.randint(-6, 9)
    left, right = -2 * a + rng.choice([0, 1]), 2 * a + rng.randint(1, 3)
    values = {x: x**3 - 3 * a * a * x + lift for x in (left, -a, a, right)}
    cubic = polynomial([1, 0, -3 * a * a, lift])
    return Draft(
        stem=f"What is the greatest value of $f(x) = {cubic}$ on the interval $[{left}, {right}]$?",
        answer=inline(values[right]),
        wrong=(
            Wrong(inline(values[-a]), "appder-endpoints"),
            Wrong(inline(values[a]), "appder-second-test"),
            Wrong(inline(3 * right * right - 3 * a * a), "appder-sign"),
        ),
        explanation=(
            f"$f'(x) = 3(x^2 - {a * a})$ is zero at $\\pm{a}$. Compare $f({-a}) = {values[-a]}$, "
            f"$f({a}) = {values[a]}$, $f({left}) = {values[left]}$ and $f({right}) = "
            f"{values[right]}$: the end of the interval wins."
        ),
    )


@generator("applications-of-derivatives.tangent-meets-the-axis")
def tangent_meets_the_axis(rng: random.Random) -> Draft:
    """Where a tangent meets the y-axis; wrong options take the normal or a wrong sign."""
    a, b, c, at = rng.randint(1, 3), rng.randint(-5, 5), rng.randint(-6, 9), rng.randint(2, 4)
    height, slope = a * at * at + b * at + c, 2 * a * at + b
    if slope == 0:
        slope, height, b = 1, height + at, b + 1
    return Draft(
        stem=(
            f"At which value of $y$ does the tangent to the curve $y = {polynomial([a, b, c])}$ at "
            f"its point with $x = {at}$ meet the $y$-axis?"
        ),
        answer=inline(height - slope * at),
        wrong=(
            Wrong(inline(height + Fraction(at, slope)), "appder-normal"),
            Wrong(inline(height + slope * at), None),
            Wrong(inline(c), "appder-sign"),
        ),
        explanation=(
            f"The point is $({at}, {height})$ and the slope ${slope}$. At $x = 0$ the tangent is "
            f"at "
            f"${height} - ({slope})\\times {at} = {height - slope * at}$. With the slope "
            "of the normal one gets another line."
        ),
    )
