"""Generators for vectors in a plane and projectiles."""

import random

from tutoring.generators.quantities import number, quantity
from tutoring.generators.registry import Draft, Wrong, generator

G = 10  # m/s^2, as every stem says
TAKE_G = "Take $g = 10\\ \\text{m/s}^2$ and neglect air resistance."

# Ratio of the second launch speed to the first, with the times of fall it divides cleanly.
SPEED_CHANGES = ((2, 2), (2, 3), (2, 4), (3, 3))

# Horizontal component, vertical component and speed at launch, in m/s: all whole numbers.
LAUNCHES = tuple(
    (k * x, k * y, k * speed)
    for a, b, speed in ((3, 4, 5), (5, 12, 13), (8, 15, 17), (20, 21, 29), (7, 24, 25))
    for x, y in ((a, b), (b, a))
    for k in range(1, 13)
    if k * y >= 10 and k * x >= 5 and k * speed <= 60
)


@generator("kinematics.horizontal-throw-speed-change")
def horizontal_throw_speed_change(rng: random.Random) -> Draft:
    """A faster horizontal throw takes the same time and goes further in proportion."""
    k, t = rng.choice(SPEED_CHANGES)
    u = rng.randrange(4, 21, 2)
    coupled = "projectile-horizontal-speed-changes-fall-time"
    return Draft(
        stem=(
            f"A ball thrown horizontally from a cliff at {quantity(u, 'm/s')} reaches the level "
            f"ground below after {quantity(t, 's')}. It is thrown again, horizontally from the "
            f"same point, at {quantity(k * u, 'm/s')}. Neglect air resistance. What are its time "
            f"of flight and its horizontal distance from the cliff on landing now?"
        ),
        answer=_time_and_distance(t, k * u * t),
        wrong=(
            Wrong(_time_and_distance(t / k, u * t), coupled),
            Wrong(_time_and_distance(k * t, k * k * u * t), coupled),
            Wrong(_time_and_distance(t, k * u * t / 2), "projectile-horizontal-velocity-fades"),
        ),
        explanation=(
            f"The vertical motion starts from rest in both throws and covers the same height, so "
            f"the time stays {t} s. The horizontal velocity is constant, so the distance is "
            f"${k * u} \\times {t} = {k * u * t}$ m."
        ),
    )


@generator("kinematics.projectile-greatest-height")
def projectile_greatest_height(rng: random.Random) -> Draft:
    """Greatest height from the vertical component of the launch velocity."""
    k = rng.randrange(2, 15)
    sine, cosine = rng.choice(((0.6, 0.8), (0.8, 0.6)))
    u = 5 * k
    vertical, horizontal = u * sine, u * cosine
    height = vertical**2 / (2 * G)
    return Draft(
        stem=(
            f"A ball is launched from level ground at {quantity(u, 'm/s')} at an angle $\\theta$ "
            f"above the horizontal, where $\\sin\\theta = {sine}$ and $\\cos\\theta = {cosine}$. "
            f"{TAKE_G} What is the greatest height it reaches?"
        ),
        answer=quantity(height, "m"),
        wrong=(
            Wrong(quantity(horizontal**2 / (2 * G), "m"), "projectile-swaps-components"),
            Wrong(quantity(u**2 / (2 * G), "m"), "projectile-whole-speed-in-one-direction"),
            Wrong(
                quantity((u - horizontal) ** 2 / (2 * G), "m"),
                "projectile-vectors-add-like-numbers",
            ),
        ),
        explanation=(
            f"The vertical component is $u\\sin\\theta = {u} \\times {sine} = {number(vertical)}$ "
            f"m/s. At the greatest height it is zero, so $H = \\frac{{(u\\sin\\theta)^2}}{{2g}} = "
            f"\\frac{{{number(vertical)}^2}}{{20}} = {number(height)}$ m."
        ),
    )


@generator("kinematics.projectile-range")
def projectile_range(rng: random.Random) -> Draft:
    """Range on level ground when the speed and its vertical component are given."""
    horizontal, vertical, u = rng.choice(LAUNCHES)
    flight = 2 * vertical / G
    reach = horizontal * flight
    return Draft(
        stem=(
            f"A ball is launched from level ground at {quantity(u, 'm/s')}. The vertical component "
            f"of its velocity at launch is {quantity(vertical, 'm/s')}. {TAKE_G} How far from the "
            f"launch point does it come back to the ground?"
        ),
        answer=quantity(reach, "m"),
        wrong=(
            Wrong(quantity(u * flight, "m"), "projectile-whole-speed-in-one-direction"),
            Wrong(quantity(reach / 2, "m"), "projectile-part-of-flight-taken-as-whole"),
            Wrong(quantity((u - vertical) * flight, "m"), "projectile-vectors-add-like-numbers"),
        ),
        explanation=(
            f"The horizontal component is $\\sqrt{{{u}^2 - {vertical}^2}} = {horizontal}$ m/s. The "
            f"ball rises for ${vertical}/10 = {number(flight / 2)}$ s and falls for as long, so it "
            f"is in the air for {number(flight)} s. The range is "
            f"${horizontal} \\times {number(flight)} = {number(reach)}$ m."
        ),
    )


def _time_and_distance(seconds: float, metres: float) -> str:
    return f"{quantity(seconds, 's')} and {quantity(metres, 'm')}"
