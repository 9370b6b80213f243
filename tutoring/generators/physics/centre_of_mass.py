"""Generators of the lesson on the centre of mass."""

import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("centre-of-mass.centre-of-three-particles")
def centre_of_three_particles(rng: random.Random) -> Draft:
    """Centre of three particles on a line; the plain mean or the inverse weights mislead."""
    m1, m2, m3 = rng.randint(1, 3), rng.randint(2, 6), rng.randint(4, 9)
    x2, x3 = rng.randint(1, 5), rng.randint(6, 12)
    total = m1 + m2 + m3
    weights = 1 / m1 + 1 / m2 + 1 / m3
    return Draft(
        stem=(
            f"Particles of {m1} kg, {m2} kg and {m3} kg lie on the $x$ axis at $x = 0$, {x2} m and "
            f"{x3} m. Where on the axis is their centre of mass?"
        ),
        answer=fixed((m2 * x2 + m3 * x3) / total, "m", 2),
        wrong=(
            Wrong(fixed((x2 + x3) / 3, "m", 2), "com-midpoint"),
            Wrong(fixed((x2 / m2 + x3 / m3) / weights, "m", 2), "com-inverse"),
            Wrong(fixed((m2 * x2 + m3 * x3) / (m2 + m3), "m", 2), None),
        ),
        explanation=(
            f"$x = ({m1}\\times 0 + {m2}\\times {x2} + {m3}\\times {x3})/{total} = "
            f"{m2 * x2 + m3 * x3}/{total}$ m. The particle at the origin adds nothing above, but "
            "its mass counts below."
        ),
    )


@generator("centre-of-mass.walk-along-a-boat")
def walk_along_a_boat(rng: random.Random) -> Draft:
    """Shift of a boat when a person walks along it; shifts are those over the water."""
    man, boat = rng.choice([40, 50, 60, 75, 80]), rng.choice([100, 120, 150, 160, 200, 240])
    length = rng.randint(3, 9)
    shift = man * length / (man + boat)
    return Draft(
        stem=(
            f"A person of {man} kg walks from one end to the other of a boat of {boat} kg and "
            f"length {length} m that floats at rest on still water. The water exerts no horizontal "
            f"force. How far does the boat move over the water?"
        ),
        answer=fixed(shift, "m", 2),
        wrong=(
            Wrong(fixed(man * length / boat, "m", 2), "com-ground"),
            Wrong(fixed(length - shift, "m", 2), "com-inverse"),
            Wrong(fixed(0, "m", 2), "com-internal"),
        ),
        explanation=(
            f"The centre of mass stays: ${man}({length} - s) = {boat}s$, so $s = {man}\\times "
            f"{length}/{man + boat}$ m. The person moves $L - s$ over the water, not $L$."
        ),
    )


@generator("centre-of-mass.square-corner-cut-out")
def square_corner_cut_out(rng: random.Random) -> Draft:
    """Centre of a square plate without one corner square; masses go with areas."""
    part, side = rng.randint(2, 9), rng.randint(10, 30)
    off = (side - part) / 2  # of the hole's centre along each side
    whole, cut = side * side, part * part
    return Draft(
        stem=(
            f"From a uniform square plate of side {side} cm a small square of side {part} cm is "
            f"cut out at one corner, with its sides along those of the plate. By how much does the "
            f"centre of mass of the plate move along the direction of one side?"
        ),
        answer=fixed(cut * off / (whole - cut), "cm", 2),
        wrong=(
            Wrong(fixed(cut * off / whole, "cm", 2), "com-hole"),
            Wrong(fixed(part * off / (side - part), "cm", 2), "com-area"),
            Wrong(fixed(cut * off / (whole + cut), "cm", 2), None),
        ),
        explanation=(
            f"The hole has the area ${cut}\\ \\text{{cm}}^2$ with its centre {off:g} cm from the "
            f"middle along each side. The shift is ${cut}\\times {off:g}/({whole} - {cut})$ cm, "
            f"away from the hole."
        ),
    )
