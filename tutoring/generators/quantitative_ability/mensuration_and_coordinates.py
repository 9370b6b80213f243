"""Generators of the lesson on mensuration and coordinate geometry."""

import random

from tutoring.generators.decimals import fixed
from tutoring.generators.quantities import are_clean
from tutoring.generators.registry import Draft, Wrong, generator


@generator("mensuration-and-coordinates.tank-filled-by-a-pipe")
def tank_filled_by_a_pipe(rng: random.Random) -> Draft:
    """Rise of water in a cylinder when balls are dropped in; factors of the sphere mislead."""
    ball, times = rng.choice([1, 2, 3]), rng.choice([3, 4, 5, 6])
    count = rng.choice(range(9, 61, 3))
    rise = 4 * count * ball / (3 * times**2)
    return Draft(
        stem=(
            f"{count} metal balls of radius {ball} cm are dropped into a cylindrical vessel of "
            f"radius {ball * times} cm that holds enough water to cover them. By how much does the "
            "level rise? (No water spills.)"
        ),
        answer=fixed(rise, "cm", 2),
        wrong=(
            Wrong(fixed(rise * 3 / 4, "cm", 2), "mensuration-third"),
            Wrong(fixed(rise / 4, "cm", 2), "mensuration-border"),
            Wrong(fixed(rise * times, "cm", 2), "mensuration-scaling"),
        ),
        explanation=(
            f"$\\pi\\times {ball * times}^2h = {count}\\times\\tfrac43\\pi\\times {ball}^3$, so "
            f"$h = {rise:.2f}$ cm. The volume of the balls is that of the displaced water."
        ),
    )


@generator("mensuration-and-coordinates.sphere-into-small-cones")
def sphere_into_small_cones(rng: random.Random) -> Draft:
    """How many small cones a sphere gives; the third of the cone or the cube left out."""
    radius, height, times = rng.randint(1, 6), rng.randint(2, 12), rng.randint(2, 9)
    large = radius * times
    count = 4 * radius * times**3 / height
    if count > 1500 or not are_clean(count / 3, count / large, decimals=0):
        return sphere_into_small_cones(rng)
    return Draft(
        stem=(
            f"A metal sphere of radius {large} cm is melted and recast without loss to cones of "
            f"base radius {radius} cm and height {height} cm. How many such cones does the metal "
            "make?"
        ),
        answer=fixed(count, "", 0),
        wrong=(
            Wrong(fixed(count / 3, "", 0), "mensuration-third"),
            Wrong(fixed(count / large, "", 0), "mensuration-scaling"),
            Wrong(fixed(count * 8, "", 0), "mensuration-border"),
        ),
        explanation=(
            f"$\\tfrac43\\pi\\times {large}^3$ divided by $\\tfrac13\\pi\\times {radius}^2\\times "
            f"{height}$ is $4\\times {large**3}/{radius**2 * height} = {count:.0f}$. The thirds "
            f"and $\\pi$ cancel."
        ),
    )


@generator("mensuration-and-coordinates.distance-from-a-line")
def distance_from_a_line(rng: random.Random) -> Draft:
    """Distance of a point from a line; the root forgotten or a sign lost."""
    a, b, root = rng.choice(
        [(3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13), (8, 6, 10), (8, 15, 17)]
    )
    x, y, c = rng.randint(1, 9), rng.randint(1, 9), rng.randint(1, 30)
    value, lost = a * x - b * y + c, a * x + b * y + c
    return Draft(
        stem=(
            f"What is the distance of the point $({x}, {y})$ from the line ${a}x - {b}y + {c} = 0$?"
        ),
        answer=fixed(abs(value) / root, "", 2),
        wrong=(
            Wrong(fixed(abs(value), "", 2), "mensuration-formula-half"),
            Wrong(fixed(lost / root, "", 2), None),
            Wrong(fixed(abs(value) / (a + b), "", 2), "mensuration-formula-half"),
        ),
        explanation=(
            f"$|{a}\\times {x} - {b}\\times {y} + {c}| = {abs(value)}$, divided by "
            f"$\\sqrt{{{a}^2 + {b}^2}} = {root}$."
        ),
    )
