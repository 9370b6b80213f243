"""Generators for uniform circular motion."""

import random

from tutoring.generators.quantities import (
    are_clean,
    number,
    pi_tex,
    quantity,
    unit_tex,
)
from tutoring.generators.registry import Draft, Wrong, generator

SPINNING_POINTS = tuple(
    (turns, radius)
    for turns in (0.5, 1, 1.5, 2, 2.5, 3, 4, 5)
    for radius in (0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.8, 1.2, 1.5)
    if are_clean(4 * turns**2 * radius, turns**2 * radius, 4 * turns**2 / radius, decimals=2)
)

BENDS = tuple(
    (v, r)
    for v in range(4, 31)
    for r in range(20, 401, 5)
    if 1 <= v * v / r <= 10 and are_clean(v * v / (2 * r), v / r, decimals=2)
)

DISC_POINTS = tuple(
    (inner, ratio, acceleration)
    for inner in (4, 5, 6, 8, 10, 12)
    for ratio in (1.5, 2, 2.5, 3)
    for acceleration in range(6, 61, 6)
    if are_clean(acceleration / ratio, acceleration * ratio**2, inner * ratio)
)


@generator("kinematics.centripetal-acceleration-from-rotation-rate")
def centripetal_acceleration_from_rotation_rate(rng: random.Random) -> Draft:
    """Centripetal acceleration of a point when the revolutions per minute are given."""
    turns, radius = rng.choice(SPINNING_POINTS)
    minute_rate = number(60 * turns)
    return Draft(
        stem=(
            f"A wheel turns at a steady {minute_rate} revolutions per minute about a fixed axle. "
            f"What is the magnitude of the acceleration of a point of the wheel "
            f"{quantity(radius, 'm')} from the axis?"
        ),
        answer=_in_pi(4 * turns**2 * radius, 2),
        wrong=(
            Wrong(quantity(turns**2 * radius, "m/s^2"), "circular-revolutions-taken-as-radians"),
            Wrong(_in_pi(2 * turns * radius, 1), "circular-acceleration-linear-in-speed"),
            Wrong(_in_pi(4 * turns**2 / radius, 2), "circular-wrong-quantity-constant"),
        ),
        explanation=(
            f"The frequency is $f = {minute_rate}/60 = {number(turns)}$ Hz, so $\\omega = 2\\pi f "
            f"= {pi_tex(2 * turns)}$ rad/s. Then $a = \\omega^2 r = ({pi_tex(2 * turns)})^2 "
            f"\\times {number(radius)} = {pi_tex(4 * turns**2 * radius, 2)}$ m/s$^2$."
        ),
    )


@generator("kinematics.centripetal-acceleration-on-bend")
def centripetal_acceleration_on_bend(rng: random.Random) -> Draft:
    """Acceleration of a car that rounds a circular bend at constant speed."""
    v, r = rng.choice(BENDS)
    right = v * v / r
    return Draft(
        stem=(
            f"A car goes round a circular bend of radius {quantity(r, 'm')} at a constant speed of "
            f"{quantity(v, 'm/s')}. What is the magnitude of its acceleration?"
        ),
        answer=quantity(right, "m/s^2"),
        wrong=(
            Wrong(quantity(0, "m/s^2"), "circular-constant-speed-no-acceleration"),
            Wrong(quantity(v / r, "m/s^2"), "circular-acceleration-linear-in-speed"),
            Wrong(quantity(right / 2, "m/s^2"), "circular-acceleration-along-motion"),
        ),
        explanation=(
            f"The direction of the velocity changes all the time, so there is an acceleration "
            f"toward the centre: $a = \\frac{{v^2}}{{r}} = \\frac{{{v}^2}}{{{r}}} = "
            f"{number(right)}$ m/s$^2$. The formula $v^2 = 2as$ is for speeding up along a line "
            f"and does not apply here."
        ),
    )


@generator("kinematics.acceleration-at-two-points-of-disc")
def acceleration_at_two_points_of_disc(rng: random.Random) -> Draft:
    """Acceleration at a second radius of one rigid disc."""
    inner, ratio, acceleration = rng.choice(DISC_POINTS)
    outer = inner * ratio
    right = acceleration * ratio
    return Draft(
        stem=(
            f"A rigid disc turns at a constant rate about a fixed axis through its centre. A point "
            f"{quantity(inner, 'cm')} from the axis has an acceleration of magnitude "
            f"{quantity(acceleration, 'm/s^2')}. What is the magnitude of the acceleration of a "
            f"point {quantity(outer, 'cm')} from the axis?"
        ),
        answer=quantity(right, "m/s^2"),
        wrong=(
            Wrong(quantity(acceleration / ratio, "m/s^2"), "circular-same-speed-at-all-radii"),
            Wrong(quantity(acceleration, "m/s^2"), "circular-acceleration-linear-in-speed"),
            Wrong(quantity(acceleration * ratio**2, "m/s^2"), "circular-wrong-quantity-constant"),
        ),
        explanation=(
            f"Every point of the disc has the same angular speed $\\omega$, and $a = \\omega^2 r$, "
            f"so the acceleration grows in proportion to the radius: "
            f"${number(acceleration)} \\times \\frac{{{number(outer)}}}{{{inner}}} = "
            f"{number(right)}$ m/s$^2$."
        ),
    )


def _in_pi(coefficient: float, power: int) -> str:
    return f"${pi_tex(coefficient, power)}{unit_tex('m/s^2')}$"
