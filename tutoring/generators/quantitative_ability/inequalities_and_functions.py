"""Generators of the lesson on inequalities and functions."""

import random

from tutoring.generators.registry import Draft, Wrong, generator


def _whole(value: int) -> str:
    return f"${value}$"


@generator("inequalities-and-functions.integers-within-a-distance")
def integers_within_a_distance(rng: random.Random) -> Draft:
    """Count integers with |ax - b| < c; wrong options mistake the ends or take one case."""
    scale, centre, reach = rng.randint(2, 4), rng.randint(-6, 6), rng.randint(3, 9)
    shift, bound = scale * centre, scale * reach
    inner = f"{scale}x {-shift:+d}" if shift else f"{scale}x"
    answer = 2 * reach - 1
    return Draft(
        stem=f"How many integers $x$ satisfy $|{inner}| < {bound}$?",
        answer=_whole(answer),
        wrong=(
            Wrong(_whole(answer + 2), "ineqfn-endpoints"),
            Wrong(_whole(answer + 1), "ineqfn-endpoints"),
            Wrong(_whole(reach), "ineqfn-modulus-one"),
        ),
        explanation=(
            f"Divide by ${scale}$: the distance of $x$ from ${centre}$ is less than ${reach}$, so "
            f"${centre - reach} < x < {centre + reach}$. Without the ends these are "
            f"$2\\cdot {reach} - 1 = {answer}$ integers."
        ),
    )


@generator("inequalities-and-functions.fence-along-a-wall")
def fence_along_a_wall(rng: random.Random) -> Draft:
    """Largest pen along a wall with inner partitions; equal sides do not fit."""
    across, depth = rng.choice([2, 3, 4, 5]), rng.randint(4, 20)
    length = 2 * depth * across
    along = length // 2
    answer = depth * along
    side = length / (across + 1)
    parts = f"It is divided into {across - 1} equal pens by fences at right angles to the wall. "
    return Draft(
        stem=(
            f"With {length} m of fence a rectangular pen is built along a long straight wall, "
            f"which needs no fence itself. {parts if across > 2 else ''}What is the greatest "
            "possible total area in square metres?"
        ),
        answer=f"${answer:.1f}$",
        wrong=(
            Wrong(f"${side * side:.1f}$", "ineqfn-equal-parts"),
            Wrong(f"${answer / 2:.1f}$", None),
            Wrong(f"${depth:.1f}$", "ineqfn-extreme-place"),
        ),
        explanation=(
            f"With {across} fences of depth $x$ and one along the wall the area is "
            f"$x({length} - {across}x)$. The parts ${across}x$ and ${length} - {across}x$ have a "
            f"fixed sum, so each is ${along}$: $x = {depth}$ and the area is "
            f"${depth}\\cdot {along} = {answer}$."
        ),
    )


@generator("inequalities-and-functions.vertex-value")
def vertex_value(rng: random.Random) -> Draft:
    """Greatest value of a quadratic in disguise; place for value and wrong vertex formulas."""
    lead, place, top = rng.randint(2, 5), rng.randint(2, 7), rng.randint(5, 60)
    middle, last = 2 * lead * place, top - lead * place * place
    return Draft(
        stem=f"What is the greatest value of ${last} + {middle}x - {lead}x^2$ for real $x$?",
        answer=_whole(top),
        wrong=(
            Wrong(_whole(place), "ineqfn-extreme-place"),
            Wrong(_whole(last + 2 * lead * place * place), "ineqfn-extreme-place"),
            Wrong(_whole(last - lead * place * place), None),
        ),
        explanation=(
            f"The expression is largest at $x = \\frac{{{middle}}}{{2\\cdot {lead}}} = {place}$, "
            f"where it is ${last} + {middle * place} - {lead * place * place} = {top}$. "
            f"The number ${place}$ is only the place."
        ),
    )
