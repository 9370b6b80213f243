"""Generators of the lesson on straight lines."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, signed
from tutoring.generators.registry import Draft, Wrong, generator

NORMALS = [(3, 4, 5), (4, 3, 5), (3, -4, 5), (4, -3, 5), (5, 12, 13), (12, -5, 13), (8, 6, 10)]


@generator("straight-lines.distance-of-a-point")
def distance_of_a_point(rng: random.Random) -> Draft:
    """Distance of a point from a line; wrong options forget or square the norm."""
    a, b, norm = rng.choice(NORMALS)
    x, y, distance = rng.randint(-4, 5), rng.randint(-4, 5), rng.randint(2, 6)
    c = rng.choice([-1, 1]) * distance * norm - a * x - b * y
    return Draft(
        stem=(
            f"What is the distance of the point $({x}, {y})$ from the line "
            f"${a}x {signed(b)}y {signed(c)} = 0$?"
        ),
        answer=inline(distance),
        wrong=(
            Wrong(inline(distance * norm), "line-norm"),
            Wrong(inline(Fraction(distance, norm)), "line-norm"),
            Wrong(inline(Fraction(distance * norm, abs(a) + abs(b))), "line-norm"),
        ),
        explanation=(
            f"Inserting the point gives ${a * x + b * y + c}$; its size is divided by "
            f"$\\sqrt{{{a * a} + {b * b}}} = {norm}$. The distance is ${distance}$."
        ),
    )


@generator("straight-lines.distance-of-parallel-lines")
def distance_of_parallel_lines(rng: random.Random) -> Draft:
    """Distance of parallel lines given with different factors; wrong options do not scale."""
    a, b, norm = rng.choice(NORMALS)
    factor, first, second = rng.randint(2, 3), rng.randint(5, 15), rng.randint(-15, 4)
    right = factor * second
    return Draft(
        stem=(
            f"What is the distance between the parallel lines ${a}x {signed(b)}y = {first}$ and "
            f"${a * factor}x {signed(b * factor)}y = {right}$?"
        ),
        answer=inline(Fraction(first - second, norm)),
        wrong=(
            Wrong(inline(Fraction(abs(first - right), norm)), "line-norm"),
            Wrong(inline(Fraction(abs(first - right), norm * factor)), "line-norm"),
            Wrong(inline(Fraction(first - second)), "line-norm"),
        ),
        explanation=(
            f"Divide the second equation by ${factor}$: ${a}x {signed(b)}y = {second}$. The right "
            f"sides differ by ${first - second}$, which is divided by ${norm}$."
        ),
    )


@generator("straight-lines.image-in-a-line")
def image_in_a_line(rng: random.Random) -> Draft:
    """Mirror image of a point in a line; wrong options stop at the foot or go the wrong way."""
    a, b = rng.choice([(1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (1, -2), (2, -1), (1, -1), (1, 1)])
    x, y, t = rng.randint(-3, 4), rng.randint(-3, 4), rng.choice([-2, -1, 1, 2])
    c = a * x + b * y
    left = {1: "x"}.get(a, f"{a}x") + {1: " + y", -1: " - y"}.get(b, f" {signed(b)}y")

    def point(k: int) -> str:
        return f"$({x + k * t * a}, {y + k * t * b})$"

    return Draft(
        stem=f"What is the mirror image of the point {point(1)} in the line ${left} = {c}$?",
        answer=point(-1),
        wrong=(
            Wrong(point(0), "line-reflection"),
            Wrong(point(3), None),
            Wrong(f"$({y + t * b}, {x + t * a})$", "line-reflection"),
        ),
        explanation=(
            f"The way to the line runs along $({a}, {b})$. It meets the line at {point(0)}, and "
            f"the "
            f"same step once more leads to the image {point(-1)}."
        ),
    )
