"""Generators of the lesson on wave optics."""

import math
import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator


@generator("wave-optics.fringe-of-two-colours")
def fringe_of_two_colours(rng: random.Random) -> Draft:
    """Least distance from the centre where bright fringes of two colours meet."""
    first, second = rng.choice(((4, 5), (5, 6), (5, 7), (4, 6), (6, 7)))
    separation, distance = rng.choice((0.5, 1, 1.5, 2)), rng.choice((1, 1.2, 1.5, 2))
    shared = math.gcd(first, second)
    order, order_2 = second // shared, first // shared
    width = first * 100e-9 * distance / (separation * 1e-3) * 1000
    width_2 = second * 100e-9 * distance / (separation * 1e-3) * 1000
    return numeric_draft(
        f"Light of {first * 100} nm and {second * 100} nm falls together on two slits "
        f"{separation:g} mm apart; the screen is {distance:g} m away. At what least distance from "
        "the centre do bright fringes of the two colours coincide?",
        order * width,
        (
            ((order - 0.5) * width, "wave-optics-bright-dark-order"),
            (order_2 * width, "wave-optics-ratio-inverted"),
            (abs(width_2 - width), None),
        ),
        f"$n_1\\times {first * 100} = n_2\\times {second * 100}$ holds first for $n_1 = {order}$ "
        f"and $n_2 = {order_2}$. Order {order} of the first colour lies at "
        f"${order}\\times {number(width)} = {number(order * width)}$ mm.",
        unit="mm",
    )


@generator("wave-optics.fringe-distance")
def fringe_distance(rng: random.Random) -> Draft:
    """Distance between a bright and a dark fringe on the same side."""
    bright, dark = rng.randint(3, 6), rng.randint(1, 2)
    wave, separation = rng.choice((400, 450, 500, 600, 650)), rng.choice((0.2, 0.25, 0.4, 0.5))
    distance = rng.choice((1, 1.5, 2))
    width = wave * 1e-9 * distance / (separation * 1e-3) * 1000
    ordinal = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
    right = (bright - dark + 0.5) * width
    return numeric_draft(
        f"Two slits {separation:g} mm apart are lit by light of {wave} nm; the screen is "
        f"{distance:g} m away. On one side of the central bright fringe, how far is the "
        f"{ordinal[bright]} bright fringe (not counting the central one) from the {ordinal[dark]} "
        "dark fringe?",
        right,
        (
            ((bright - dark - 0.5) * width, "wave-optics-bright-dark-order"),
            ((bright - dark) * width, "wave-optics-bright-dark-order"),
            ((bright + dark - 0.5) * width, None),
        ),
        f"The fringe width is ${number(width)}$ mm. The bright one lies at ${bright}\\beta$, the "
        f"dark one at ${dark - 0.5:g}\\beta$, so they are ${bright - dark + 0.5:g}\\beta = "
        f"{number(right)}$ mm apart.",
        unit="mm",
    )


@generator("wave-optics.three-polaroids")
def three_polaroids(rng: random.Random) -> Draft:
    """Intensity behind three polaroids."""
    squares = {30: 0.75, 45: 0.5, 60: 0.25}
    first, second = rng.choice(tuple(squares)), rng.choice(tuple(squares))
    start = rng.choice((16, 32, 48, 64, 80, 96, 128))
    share = squares[first] * squares[second]
    roots = math.sqrt(share)
    return numeric_draft(
        f"Unpolarised light of intensity {start} W/m$^2$ passes three ideal polaroids. The axis of "
        f"the second makes {first}° with that of the first, the axis of the third {second}° with "
        "that of the second. What intensity leaves the third?",
        start / 2 * share,
        (
            (start * share, "wave-optics-malus-linear"),
            (start / 2 * roots, "wave-optics-malus-linear"),
            (start / 8, None),
        ),
        f"The first halves the light, ${start}/2 = {start / 2:g}$. The next two multiply by "
        f"$\\cos^2 {first}^\\circ = {squares[first]}$ and $\\cos^2 {second}^\\circ = "
        f"{squares[second]}$: ${number(start / 2 * share)}$ W/m$^2$.",
        unit="W/m^2",
    )
