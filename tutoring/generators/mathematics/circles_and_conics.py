"""Generators of the lesson on circles and conic sections."""

import random

from tutoring.generators.mathematics.writing import inline, signed, surd
from tutoring.generators.registry import Draft, Wrong, generator

TRIPLES = [(3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25)]
LINES = [(3, 4, 5), (4, 3, 5), (4, -3, 5), (3, -4, 5), (5, 12, 13), (12, -5, 13)]


@generator("circles-and-conics.radius-of-a-circle")
def radius_of_a_circle(rng: random.Random) -> Draft:
    """Radius from the general equation; wrong options forget the root, the halves or a sign."""
    x, y = rng.choice([-1, 1]) * rng.randint(1, 5), rng.choice([-1, 1]) * rng.randint(1, 5)
    radius = rng.randint(2, 5)
    c = x * x + y * y - radius**2
    if c == 0:
        radius, c = radius + 1, c - 2 * radius - 1
    return Draft(
        stem=(
            "What is the radius of the circle "
            f"$x^2 + y^2 {signed(-2 * x)}x {signed(-2 * y)}y {signed(c)} = 0$?"
        ),
        answer=inline(radius),
        wrong=(
            Wrong(inline(radius**2), "conic-radius"),
            Wrong(inline(surd(4 * x * x + 4 * y * y - c)), "conic-radius"),
            Wrong(inline(surd(x * x + y * y)), "conic-radius"),
        ),
        explanation=(
            f"Completing squares: $(x {signed(-x)})^2 + (y {signed(-y)})^2 = {x * x} + {y * y} "
            f"{signed(-c)} = {radius**2}$, so the radius is ${radius}$."
        ),
    )


@generator("circles-and-conics.chord-on-a-line")
def chord_on_a_line(rng: random.Random) -> Draft:
    """Chord cut from a circle about the origin; wrong options halve it or misuse the distance."""
    a, b, norm = rng.choice(LINES)
    leg, other, radius = rng.choice([*TRIPLES, (4, 3, 5), (12, 5, 13), (15, 8, 17), (6, 8, 10)])
    return Draft(
        stem=(
            f"How long is the chord that the line ${a}x {signed(b)}y = {leg * norm}$ cuts from the "
            f"circle $x^2 + y^2 = {radius**2}$?"
        ),
        answer=inline(2 * other),
        wrong=(
            Wrong(inline(other), "conic-distance"),
            Wrong(inline(surd(radius**2 + leg**2, 2)), "conic-distance"),
            Wrong(inline(2 * (radius - leg)), "conic-distance"),
        ),
        explanation=(
            f"The line lies ${leg * norm}/{norm} = {leg}$ from the centre. Half the chord is "
            f"$\\sqrt{{{radius}^2 - {leg}^2}} = {other}$, the chord ${2 * other}$."
        ),
    )


@generator("circles-and-conics.distance-of-the-foci")
def distance_of_the_foci(rng: random.Random) -> Draft:
    """Distance of the foci of an ellipse or hyperbola; wrong options exchange the formulas."""
    a, b = rng.sample(range(2, 11), 2)
    is_ellipse = rng.choice([True, False])
    plus, minus = a * a + b * b, abs(a * a - b * b)
    right, mixed = (minus, plus) if is_ellipse else (plus, minus)
    name, sign = ("ellipse", "+") if is_ellipse else ("hyperbola", "-")
    rule = "difference" if is_ellipse else "sum"
    return Draft(
        stem=(
            f"How far apart are the foci of the {name} $\\dfrac{{x^2}}{{{a * a}}} {sign} "
            f"\\dfrac{{y^2}}{{{b * b}}} = 1$?"
        ),
        answer=inline(surd(right, 2)),
        wrong=(
            Wrong(inline(surd(mixed, 2)), "conic-eccentricity"),
            Wrong(inline(surd(right)), "conic-axes"),
            Wrong(inline(2 * max(a, b)), "conic-axes"),
        ),
        explanation=(
            f"For the {name} $c^2$ is the {rule} of ${a * a}$ and ${b * b}$, that is ${right}$. "
            f"The foci are $2c = {surd(right, 2)}$ apart."
        ),
    )
