"""Generators of the lesson on trigonometry."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, signed, tex
from tutoring.generators.registry import Draft, Wrong, generator

TRIPLES = [(3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25)]
COTANGENTS = [Fraction(3, 4), Fraction(4, 3), Fraction(1), Fraction(2), Fraction(3), Fraction(1, 2)]


@generator("trigonometry.tangent-of-a-sum")
def tangent_of_a_sum(rng: random.Random) -> Draft:
    """Tangent of A + B from two tangents; wrong options add or mistake the sign below."""
    a, b = (Fraction(rng.randint(1, 4), rng.randint(2, 6)) for _ in range(2))
    if a * b == 1:
        a += 1
    answer = (a + b) / (1 - a * b)
    return Draft(
        stem=(
            f"Two acute angles satisfy $\\tan A = {inline(a)[1:-1]}$ and $\\tan B = "
            f"{inline(b)[1:-1]}$. What is $\\tan(A+B)$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(a + b), "trig-adds"),
            Wrong(inline((a + b) / (1 + a * b)), "trig-signs"),
            Wrong(inline((a - b) / (1 + a * b)), "trig-signs"),
        ),
        explanation=(
            "$\\tan(A+B) = \\dfrac{\\tan A+\\tan B}{1-\\tan A\\tan B}$ with the sum "
            f"{inline(a + b)} above and {inline(1 - a * b)} below, which gives {inline(answer)}."
        ),
    )


@generator("trigonometry.greatest-value")
def greatest_value(rng: random.Random) -> Draft:
    """Greatest or least value of a sin x + b cos x + c; wrong options add amplitudes."""
    p, q, size = rng.choice(TRIPLES)
    p, q = rng.choice([(p, q), (q, p)])
    c, sign = rng.choice([-4, -3, -2, -1, 1, 2, 3, 4, 5]), rng.choice([-1, 1])
    name, side = rng.choice([("greatest", 1), ("least", -1)])
    return Draft(
        stem=(
            f"What is the {name} value that ${p}\\sin x {signed(sign * q)}\\cos x {signed(c)}$ "
            f"takes "
            "for real $x$?"
        ),
        answer=inline(side * size + c),
        wrong=(
            Wrong(inline(side * (p + q) + c), "trig-adds"),
            Wrong(inline(side * size), None),
            Wrong(inline(side * max(p, q) + c), "trig-adds"),
        ),
        explanation=(
            f"${p}\\sin x {signed(sign * q)}\\cos x$ varies between $\\pm\\sqrt{{{p}^2 + {q}^2}} = "
            f"\\pm{size}$, since sine and cosine are not greatest at the same $x$. Adding ${c}$ "
            f"gives "
            f"${side * size + c}$."
        ),
    )


@generator("trigonometry.height-from-two-points")
def height_from_two_points(rng: random.Random) -> Draft:
    """Height from two elevations and the walk between; wrong options misuse one tangent."""
    near, far = sorted(rng.sample(COTANGENTS, 2))
    height = rng.choice([12, 24, 36, 48, 60, 72])
    walk = height * (far - near)
    together = walk / (far + near)

    def heights(times: Fraction) -> str:
        return "h" if times == 1 else f"{tex(times)}\\,h"

    return Draft(
        stem=(
            "From a point on level ground the top of a tower appears at an elevation whose tangent "
            f"is {inline(1 / far)}. After a walk of {inline(walk)} metres straight towards the "
            f"tower "
            f"the tangent of the elevation is {inline(1 / near)}. How high is the tower, in metres?"
        ),
        answer=inline(height),
        wrong=(
            Wrong(inline(walk / far), "trig-heights"),
            Wrong(inline(walk / near), "trig-heights"),
            Wrong(inline(together), "trig-heights"),
        ),
        explanation=(
            f"For a height $h$ the distances are ${heights(far)}$ and ${heights(near)}$; they "
            f"differ by {inline(walk)}. So ${heights(far - near)} = {tex(walk)}$ and "
            f"$h = {height}$."
        ),
    )
