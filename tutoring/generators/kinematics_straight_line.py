"""Generators for motion in a straight line."""

import random

from tutoring.generators.quantities import are_clean, number, quantity
from tutoring.generators.registry import Draft, Wrong, generator

G = 10  # m/s^2, as every stem says

RETURN_TRIP_SPEEDS = tuple(
    (u, v)
    for u in range(10, 91)
    for v in range(10, 91)
    if u != v and max(u, v) <= 3 * min(u, v) and (2 * u * v) % (u + v) == 0
)

BRAKING_CASES = tuple(
    (u, a, t)
    for u in range(10, 31)
    for a in range(2, 6)
    for t in range(2, 7)
    if u - a * t >= 2 and are_clean(a * t * t / 2, decimals=0)
)

VERTICAL_THROWS = tuple((u, t) for u in range(20, 81, 10) for t in range(u // G + 1, 2 * u // G))


@generator("kinematics.average-speed-two-legs")
def average_speed_two_legs(rng: random.Random) -> Draft:
    """Average speed of a trip there and back: total distance over total time."""
    u, v = rng.choice(RETURN_TRIP_SPEEDS)
    average = 2 * u * v / (u + v)
    mean = "straight-line-average-is-mean-of-speeds"
    return Draft(
        stem=(
            f"A rider goes from a village to a town along a straight road at a steady "
            f"{quantity(u, 'km/h')} and returns at once along the same road at a steady "
            f"{quantity(v, 'km/h')}. What is the average speed for the whole trip?"
        ),
        answer=quantity(average, "km/h"),
        wrong=(
            Wrong(quantity((u + v) / 2, "km/h"), mean),
            Wrong(quantity(abs(u - v) / 2, "km/h"), mean),
            Wrong(quantity(0, "km/h"), "straight-line-distance-equals-displacement"),
        ),
        explanation=(
            f"Let each leg be $d$. The total distance is $2d$ and the total time is "
            f"$d/{u} + d/{v}$. The average speed is "
            f"$\\frac{{2 \\times {u} \\times {v}}}{{{u} + {v}}} = {number(average)}$ km/h. More "
            f"time is spent on the slower leg, so the answer lies below the mean of the two speeds."
        ),
    )


@generator("kinematics.braking-distance-in-time")
def braking_distance_in_time(rng: random.Random) -> Draft:
    """Distance covered in a given time while braking, before the car stops."""
    u, a, t = rng.choice(BRAKING_CASES)
    distance = u * t - a * t * t / 2
    return Draft(
        stem=(
            f"A car moving at {quantity(u, 'm/s')} brakes with a constant deceleration of "
            f"{quantity(a, 'm/s^2')}. How far does it travel in the first {quantity(t, 's')} "
            f"of braking?"
        ),
        answer=quantity(distance, "m"),
        wrong=(
            Wrong(quantity(u * t + a * t * t / 2, "m"), "straight-line-sign-is-not-direction"),
            Wrong(quantity(a * t * t / 2, "m"), "straight-line-starts-from-rest"),
            Wrong(quantity((u - a * t) * t, "m"), "straight-line-end-speed-for-whole-time"),
        ),
        explanation=(
            f"Take the direction of motion as positive, so the acceleration is "
            f"$-{a}\\ \\text{{m/s}}^2$. The car is still moving after {t} s, with speed "
            f"${u} - {a} \\times {t} = {u - a * t}$ m/s. Then $s = ut + \\frac{{1}}{{2}}at^2 = "
            f"{u} \\times {t} - \\frac{{1}}{{2}} \\times {a} \\times {t}^2 = {number(distance)}$ m."
        ),
    )


@generator("kinematics.distance-of-vertical-throw")
def distance_of_vertical_throw(rng: random.Random) -> Draft:
    """Path length of a vertical throw at an instant on the way down."""
    u, t = rng.choice(VERTICAL_THROWS)
    top = u * u / (2 * G)
    displacement = u * t - G * t * t / 2
    distance = top + (top - displacement)
    return Draft(
        stem=(
            f"A stone is shot vertically upward from the ground at {quantity(u, 'm/s')}. Take "
            f"$g = 10\\ \\text{{m/s}}^2$ and neglect air resistance. What is the total distance "
            f"that the stone travels in the first {quantity(t, 's')}?"
        ),
        answer=quantity(distance, "m"),
        wrong=(
            Wrong(quantity(displacement, "m"), "straight-line-distance-equals-displacement"),
            Wrong(quantity(u * t + G * t * t / 2, "m"), "straight-line-sign-is-not-direction"),
            Wrong(quantity(G * t * t / 2, "m"), "straight-line-starts-from-rest"),
        ),
        explanation=(
            f"The stone rises for ${u}/10 = {u // G}$ s to a height of "
            f"$\\frac{{{u}^2}}{{2 \\times 10}} = {number(top)}$ m. In the remaining {t - u // G} s "
            f"it falls ${number(top - displacement)}$ m. The distance is "
            f"${number(top)} + {number(top - displacement)} = {number(distance)}$ m, while the "
            f"displacement is only ${number(displacement)}$ m."
        ),
    )
