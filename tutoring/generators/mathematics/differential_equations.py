"""Generators of the lesson on differential equations."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, surd
from tutoring.generators.quantities import are_clean, number
from tutoring.generators.registry import Draft, Wrong, generator


@generator("differential-equations.cooling-body")
def cooling_body(rng: random.Random) -> Draft:
    """Temperature after two equal times; wrong options cool linearly or ignore the room."""
    kept = rng.choice([Fraction(1, 2), Fraction(3, 4), Fraction(2, 3), Fraction(3, 5)])
    room, step = rng.choice([10, 15, 20, 25, 30]), rng.choice([5, 6, 8, 10, 12])
    excess = rng.choice([m for m in (36, 40, 48, 50, 60, 64) if are_clean(float(m * kept * kept))])
    start, middle = room + excess, room + excess * kept
    answer = room + excess * kept * kept
    return Draft(
        stem=(
            "A body cools at a rate proportional to the difference between its temperature and "
            f"that of the room, which stays at ${room}^\\circ\\text{{C}}$. It cools from "
            f"${start}^\\circ\\text{{C}}$ to ${number(float(middle))}^\\circ\\text{{C}}$ in "
            f"${step}$ "
            f"minutes. What is its temperature after ${step}$ more minutes?"
        ),
        answer=_degrees(answer),
        wrong=(
            Wrong(_degrees(2 * middle - start), "diffeq-rate"),
            Wrong(_degrees(middle * middle / start), "diffeq-rate"),
            Wrong(_degrees(excess * kept * kept), "diffeq-rate"),
        ),
        explanation=(
            f"The difference falls from ${excess}$ to ${number(float(excess * kept))}$ degrees "
            f"and by the "
            f"same factor again to ${number(float(excess * kept * kept))}$ degrees, so the body "
            f"is at "
            f"{_degrees(answer)}."
        ),
    )


def _degrees(value: float | Fraction) -> str:
    return f"${float(value):.1f}^\\circ\\text{{C}}$"


@generator("differential-equations.separable-through-a-point")
def separable_through_a_point(rng: random.Random) -> Draft:
    """Value at 0 of the solution of dy/dx = kx/y; wrong options misplace constant or sign."""
    x, y, start = rng.choice([(3, 5, 4), (4, 5, 3), (5, 13, 12), (6, 10, 8), (8, 10, 6)])
    scale, steep = rng.randint(1, 2), rng.randint(1, 4)
    y, start = y * scale * steep, start * scale * steep
    x *= scale
    ratio = "x" if steep == 1 else f"{steep**2}x"
    return Draft(
        stem=(
            f"The positive function $y$ satisfies $\\dfrac{{dy}}{{dx}} = \\dfrac{{{ratio}}}{{y}}$ "
            f"and $y = {y}$ at $x = {x}$. What is $y$ at $x = 0$?"
        ),
        answer=inline(start),
        wrong=(
            Wrong(inline(y - steep * x), "diffeq-constant-late"),
            Wrong(inline(surd(y * y + (steep * x) ** 2)), None),
            Wrong(inline(y), "diffeq-rate"),
        ),
        explanation=(
            f"Separated: $y\\,dy = {ratio}\\,dx$, so $y^2 = {'' if steep == 1 else steep**2}x^2 "
            f"+ C$ "
            f"with $C = {y * y} - {(steep * x) ** 2} = {start * start}$ and $y(0) = {start}$. The "
            "constant must be added before the root is taken."
        ),
    )


@generator("differential-equations.linear-with-integrating-factor")
def linear_with_integrating_factor(rng: random.Random) -> Draft:
    """Value at 2 of the solution of xy' + ny = x^m; wrong options spoil the factor's use."""
    n, m, value = rng.randint(1, 3), rng.randint(1, 4), rng.randint(1, 5)
    constant = value - Fraction(1, m + n)
    particular = Fraction(2**m, m + n)
    answer = particular + constant / 2**n
    bare = (Fraction(2**m, m) + value - Fraction(1, m)) / 2**n
    power, factor, product = ("x" if index == 1 else f"x^{index}" for index in (m, n, m + n - 1))
    return Draft(
        stem=(
            f"For $x > 0$ the function $y$ satisfies $x\\dfrac{{dy}}{{dx}} + "
            f"{'' if n == 1 else n}y "
            f"= {power}$ and $y(1) = {value}$. What is $y(2)$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(bare), "diffeq-factor"),
            Wrong(inline(particular + constant), "diffeq-constant-late"),
            Wrong(inline(particular), None),
        ),
        explanation=(
            f"The factor ${factor}$ gives $\\left({factor}y\\right)' = {product}$, so $y = "
            f"\\dfrac{{{power}}}{{{m + n}}} + \\dfrac{{C}}{{{factor}}}$ with $C = "
            f"{inline(constant)[1:-1]}$. At $x = 2$ this is {inline(answer)}."
        ),
    )
