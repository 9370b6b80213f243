"""Generators for relative motion in one and two dimensions."""

import random

from tutoring.generators.quantities import are_clean, number, quantity
from tutoring.generators.registry import Draft, Wrong, generator

OVERTAKING_CASES = tuple(
    (first, second, u, v)
    for u in range(15, 41, 5)
    for v in range(5, u, 5)
    for first in range(80, 251, 10)
    for second in range(80, 251, 10)
    if are_clean(
        (first + second) / (u - v),
        (first + second) / (u + v),
        (first + second) / u,
        first / (u - v),
    )
)

# Current, boat and resultant speed in m/s: right-angled triangles with whole or tidy sides.
CROSSING_SPEEDS = ((3, 4, 5), (1.5, 2, 2.5), (0.9, 1.2, 1.5), (4, 3, 5), (2, 1.5, 2.5))

CROSSING_CASES = tuple(
    (width, current, boat, resultant)
    for current, boat, resultant in CROSSING_SPEEDS
    for width in range(70, 561, 10)
    if are_clean(
        width * current / boat,
        width * current / resultant,
        width * current / (boat + current),
    )
)

ROUND_TRIPS = tuple(
    (distance, boat, current)
    for boat in range(4, 17)
    for current in range(1, boat // 2 + 1)
    for distance in range(6, 61, 2)
    if are_clean(distance / (boat + current), distance / (boat - current), 2 * distance / boat)
)


@generator("kinematics.train-overtaking-time")
def train_overtaking_time(rng: random.Random) -> Draft:
    """Time for one train to pass another that moves the same way."""
    first, second, u, v = rng.choice(OVERTAKING_CASES)
    total = first + second
    right = total / (u - v)
    return Draft(
        stem=(
            f"A train of length {quantity(first, 'm')} moving at {quantity(u, 'm/s')} overtakes a "
            f"train of length {quantity(second, 'm')} moving at {quantity(v, 'm/s')} in the same "
            f"direction on a parallel track. How long does the overtaking take, from the moment "
            f"the front of the faster train reaches the rear of the slower one until its own rear "
            f"passes the front of the slower one?"
        ),
        answer=quantity(right, "s"),
        wrong=(
            Wrong(quantity(total / (u + v), "s"), "relative-direction-ignored"),
            Wrong(quantity(first / (u - v), "s"), "relative-own-length-only"),
            Wrong(quantity(total / u, "s"), "relative-other-body-at-rest"),
        ),
        explanation=(
            f"Seen from the slower train, the faster one moves at ${u} - {v} = {u - v}$ m/s. "
            f"It has to cover both lengths, ${first} + {second} = {total}$ m. The time is "
            f"${total}/{u - v} = {number(right)}$ s."
        ),
    )


@generator("kinematics.river-drift")
def river_drift(rng: random.Random) -> Draft:
    """Drift of a boat that heads straight across a river."""
    width, current, boat, resultant = rng.choice(CROSSING_CASES)
    drift = width * current / boat
    return Draft(
        stem=(
            f"A river {quantity(width, 'm')} wide flows at {quantity(current, 'm/s')} between "
            f"parallel banks. A boat that moves at {quantity(boat, 'm/s')} in still water crosses "
            f"it with its bow pointing at right angles to the banks all the time. How far "
            f"downstream of the point straight opposite does it land?"
        ),
        answer=quantity(drift, "m"),
        wrong=(
            Wrong(quantity(0, "m"), "relative-heading-is-path"),
            Wrong(
                quantity(width * current / resultant, "m"),
                "relative-current-changes-crossing-time",
            ),
            Wrong(
                quantity(width * current / (boat + current), "m"),
                "relative-perpendicular-speeds-add-as-numbers",
            ),
        ),
        explanation=(
            f"Only the velocity of the boat through the water points across, so the crossing takes "
            f"$t = \\frac{{{width}}}{{{boat}}}$ s. In that time the current carries the boat "
            f"${current} \\times \\frac{{{width}}}{{{boat}}} = {number(drift)}$ m downstream."
        ),
    )


@generator("kinematics.river-round-trip-time")
def river_round_trip_time(rng: random.Random) -> Draft:
    """Time of a trip downstream and back upstream."""
    distance, boat, current = rng.choice(ROUND_TRIPS)
    down, up = distance / (boat + current), distance / (boat - current)
    return Draft(
        stem=(
            f"A motor boat moves at {quantity(boat, 'km/h')} in still water. On a river that flows "
            f"at {quantity(current, 'km/h')} it goes {quantity(distance, 'km')} downstream and "
            f"returns at once to its starting point. How long does the whole trip take?"
        ),
        answer=quantity(down + up, "h"),
        wrong=(
            Wrong(quantity(2 * distance / boat, "h"), "relative-other-body-at-rest"),
            Wrong(quantity(2 * down, "h"), "relative-direction-ignored"),
            Wrong(quantity(2 * up, "h"), "relative-direction-ignored"),
        ),
        explanation=(
            f"Relative to the bank the boat moves at ${boat} + {current} = {boat + current}$ km/h "
            f"downstream and ${boat} - {current} = {boat - current}$ km/h upstream. The times are "
            f"{number(down)} h and {number(up)} h, together {number(down + up)} h."
        ),
    )
