"""Generators of the lesson on complex numbers."""

import random

from tutoring.generators.mathematics.writing import inline, signed
from tutoring.generators.registry import Draft, Wrong, generator

TRIPLES = [(3, 4, 5), (4, 3, 5), (5, 12, 13), (8, 6, 10), (6, 8, 10), (12, 5, 13), (8, 15, 17)]
DIRECTIONS = {30: ("\\sqrt3", ""), 45: ("", ""), 60: ("", "\\sqrt3")}  # parts of a, b at angle


def _complex(real: int, imaginary: int) -> str:
    size = "" if abs(imaginary) == 1 else str(abs(imaginary))
    return f"${real} {'-' if imaginary < 0 else '+'} {size}i$"


@generator("complex-numbers.square-of-a-number")
def square_of_a_number(rng: random.Random) -> Draft:
    """Square of a + bi; wrong options come from i squared as 1, part by part, half the middle."""
    a = rng.randint(2, 9)
    b = rng.choice([-1, 1]) * rng.choice([n for n in range(2, 9) if n != a])
    return Draft(
        stem=f"Which of these equals $({a} {signed(b)}i)^2$?",
        answer=_complex(a * a - b * b, 2 * a * b),
        wrong=(
            Wrong(_complex(a * a + b * b, 2 * a * b), "complex-i-squared"),
            Wrong(_complex(a * a, b * b), "complex-partwise"),
            Wrong(_complex(a * a - b * b, a * b), None),
        ),
        explanation=(
            f"$({a} {signed(b)}i)^2 = {a}^2 {signed(2 * a * b)}i + {b * b}i^2$, and $i^2 = -1$ "
            f"makes the real part ${a * a} - {b * b} = {a * a - b * b}$."
        ),
    )


@generator("complex-numbers.principal-argument")
def principal_argument(rng: random.Random) -> Draft:
    """Principal argument of a point off the first quadrant; wrong options ignore the quadrant."""
    acute, factor = rng.choice([30, 45, 60]), rng.randint(2, 9)
    left, below = rng.choice([(True, False), (True, True), (False, True)])
    real, imaginary = (f"{factor}{part}" for part in DIRECTIONS[acute])
    size = 180 - acute if left else acute
    answer = -size if below else size
    first, second, third = (
        Wrong(inline(f"{a}^\\circ"), "complex-quadrant")
        for a in (acute, -acute, 180 - acute, acute - 180)
        if a != answer
    )
    return Draft(
        stem=(
            "What is the principal argument, in degrees between $-180^\\circ$ and $180^\\circ$, "
            f"of $z = {'-' if left else ''}{real} {'-' if below else '+'} {imaginary}\\,i$?"
        ),
        answer=inline(f"{answer}^\\circ"),
        wrong=(first, second, third),
        explanation=(
            f"The ratio of the parts gives the acute angle ${acute}^\\circ$. The point lies "
            f"{'left' if left else 'right'} of the imaginary axis and "
            f"{'below' if below else 'above'} the real axis, so the argument is ${answer}^\\circ$."
        ),
    )


@generator("complex-numbers.greatest-modulus-on-a-circle")
def greatest_modulus_on_a_circle(rng: random.Random) -> Draft:
    """Greatest modulus on a circle; wrong options mistake the modulus of the centre."""
    a, b, distance = rng.choice(TRIPLES)
    sign, radius = rng.choice([-1, 1]), rng.randint(1, 4)
    return Draft(
        stem=(
            f"A complex number $z$ satisfies $|z - ({a} {signed(sign * b)}i)| = {radius}$. "
            "What is the greatest possible value of $|z|$?"
        ),
        answer=inline(distance + radius),
        wrong=(
            Wrong(inline(a + b + radius), "complex-modulus-adds"),
            Wrong(inline(distance**2 + radius), "complex-modulus-square"),
            Wrong(inline(distance - radius), None),
        ),
        explanation=(
            f"The centre has modulus $\\sqrt{{{a * a} + {b * b}}} = {distance}$. The farthest "
            f"point "
            f"of the circle lies ${radius}$ beyond it: ${distance} + {radius} = "
            f"{distance + radius}$."
        ),
    )
