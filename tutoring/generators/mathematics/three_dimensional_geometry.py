"""Generators of the lesson on three dimensional geometry."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.vector_algebra import ACROSS, TRIPLES, components
from tutoring.generators.mathematics.writing import inline, signed, surd
from tutoring.generators.registry import Draft, Wrong, generator

SKEW = [  # two directions and a third of their vector product, up to its sign
    ((1, 2, 2), (2, -2, 1), (2, 1, -2)),
    ((2, 1, 2), (-2, 2, 1), (1, 2, -2)),
    ((2, 2, 1), (2, -1, -2), (1, -2, 2)),
]


@generator("three-dimensional-geometry.direction-cosine")
def direction_cosine(rng: random.Random) -> Draft:
    """A direction cosine of the line through two points; wrong options do not normalise."""
    *steps, length = rng.choice(TRIPLES)
    rng.shuffle(steps)
    steps = [rng.choice([-1, 1]) * step for step in steps]
    start = [rng.randint(-4, 5) for _ in range(3)]
    end = [a + b for a, b in zip(start, steps, strict=True)]
    place = rng.randrange(3)
    total = sum(abs(step) for step in steps)
    return Draft(
        stem=(
            f"What is the cosine of the angle between the vector from $A({_point(start)})$ to "
            f"$B({_point(end)})$ and the positive ${'xyz'[place]}$-axis?"
        ),
        answer=inline(Fraction(steps[place], length)),
        wrong=(
            Wrong(inline(steps[place]), "space-cosines"),
            Wrong(inline(Fraction(steps[place], total)), "space-cosines"),
            Wrong(inline(Fraction(-steps[place], length)), "space-signs"),
        ),
        explanation=(
            f"$\\vec{{AB}} = {components(*steps)}$ has the length ${length}$. The direction ratio "
            f"${steps[place]}$ divided by it is {inline(Fraction(steps[place], length))}."
        ),
    )


def _point(coordinates: list[int]) -> str:
    return ", ".join(map(str, coordinates))


def _over(variable: str, shift: int, step: int) -> str:
    above = variable if shift == 0 else f"{variable} {signed(-shift)}"
    return f"\\dfrac{{{above}}}{{{step}}}"


def _symmetric(point: list[int], direction: tuple[int, ...]) -> str:
    parts = zip("xyz", point, direction, strict=True)
    return " = ".join(_over(name, shift, step) for name, shift, step in parts)


@generator("three-dimensional-geometry.point-and-line")
def point_and_line(rng: random.Random) -> Draft:
    """Distance of a point from a line; wrong options measure along the line or to its point."""
    along, across = rng.choice(list(ACROSS.items()))
    k, m = rng.randint(1, 4), rng.choice([-3, -2, -1, 1, 2, 3, 4])
    base = [rng.randint(-3, 4) for _ in range(3)]
    step = [k * n + m * d for n, d in zip(across, along, strict=True)]
    point = [b + s for b, s in zip(base, step, strict=True)]
    return Draft(
        stem=(
            f"What is the distance of the point $({_point(point)})$ from the line "
            f"${_symmetric(base, along)}$?"
        ),
        answer=inline(3 * k),
        wrong=(
            Wrong(inline(3 * abs(m)), "space-distance"),
            Wrong(inline(surd(k * k + m * m, 3)), "space-distance"),
            Wrong(inline(9 * k), "space-cosines"),
        ),
        explanation=(
            f"From the point $({_point(base)})$ of the line to the given one leads $\\vec w = "
            f"{components(*step)}$. With $\\vec d = {components(*along)}$ of length $3$ the "
            f"distance "
            f"is $|\\vec w\\times\\vec d|/3 = {9 * k}/3 = {3 * k}$."
        ),
    )


@generator("three-dimensional-geometry.skew-lines")
def skew_lines(rng: random.Random) -> Draft:
    """Distance of two skew lines; wrong options use two points or forget to normalise."""
    first, second, normal = rng.choice(SKEW)
    k, s, t = rng.randint(1, 3), rng.randint(-2, 2), rng.randint(-2, 2)
    base = [rng.randint(-3, 4) for _ in range(3)]
    step = [k * n + s * p + t * q for n, p, q in zip(normal, first, second, strict=True)]
    other = [b + d for b, d in zip(base, step, strict=True)]
    return Draft(
        stem=(
            f"What is the shortest distance between the lines ${_symmetric(base, first)}$ and "
            f"${_symmetric(other, second)}$?"
        ),
        answer=inline(3 * k),
        wrong=(
            Wrong(inline(surd(sum(d * d for d in step))), "space-skew"),
            Wrong(inline(27 * k), "space-cosines"),
            Wrong(inline(0), "space-skew"),
        ),
        explanation=(
            f"The vector product of the directions is $\\pm3({components(*normal)})$, of length "
            f"$9$. "
            f"Between the given points lies ${components(*step)}$; its scalar product with it has "
            f"the size ${27 * k}$, and ${27 * k}/9 = {3 * k}$."
        ),
    )
