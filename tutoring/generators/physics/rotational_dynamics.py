"""Generators of the lesson on rotational dynamics."""

import math
import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator

BODIES = (
    ("solid sphere", 0.4, "\\tfrac25"),
    ("uniform disc", 0.5, "\\tfrac12"),
    ("thin spherical shell", 2 / 3, "\\tfrac23"),
)


@generator("rotational-dynamics.speed-after-rolling")
def speed_after_rolling(rng: random.Random) -> Draft:
    """Speed of a rolling body at the foot of a slope; sliding or a ring's factor mislead."""
    name, k, shown = rng.choice(BODIES)
    height = rng.choice(range(5, 51)) / 10
    other = 2 / 3 if k < 2 / 3 else 0.4
    return Draft(
        stem=(
            f"A {name} rolls without slipping from rest down a slope and so descends by {height} "
            f"m. Take $g = 10\\ \\text{{m/s}}^2$. What is the speed of its centre then?"
        ),
        answer=fixed(math.sqrt(20 * height / (1 + k)), "m/s", 2),
        wrong=(
            Wrong(fixed(math.sqrt(20 * height), "m/s", 2), "rotation-slide"),
            Wrong(fixed(math.sqrt(20 * height / 2), "m/s", 2), "rotation-shape"),
            Wrong(fixed(math.sqrt(20 * height / (1 + other)), "m/s", 2), "rotation-shape"),
        ),
        explanation=(
            f"$mgh = \\tfrac12mv^2(1 + k)$ with $k = {shown}$, so $v = \\sqrt{{2gh/(1 + k)}}$. "
            "Without the energy of the rotation the speed comes out too large; the factor $k = 1$ "
            "belongs to a ring."
        ),
    )


@generator("rotational-dynamics.load-on-a-heavy-drum")
def load_on_a_heavy_drum(rng: random.Random) -> Draft:
    """Acceleration of a load on a drum with mass; the drum ignored or taken as a ring."""
    load, drum = rng.randint(1, 9), rng.choice(range(2, 21, 2))
    return Draft(
        stem=(
            f"A load of {load} kg hangs on a light string that is wound round a solid cylinder of "
            f"{drum} kg, which turns freely about its fixed horizontal axis. The string does not "
            "slip. Take $g = 10\\ \\text{m/s}^2$. What is the acceleration of the load?"
        ),
        answer=fixed(10 * load / (load + drum / 2), "m/s^2", 2),
        wrong=(
            Wrong(fixed(10, "m/s^2", 2), "rotation-light-pulley"),
            Wrong(fixed(10 * load / (load + drum), "m/s^2", 2), "rotation-shape"),
            Wrong(fixed(10 * load / (load + 1.5 * drum), "m/s^2", 2), "rotation-axis"),
        ),
        explanation=(
            f"$mg - T = ma$ and $TR = \\tfrac12MR^2\\,a/R$ give $a = mg/(m + \\tfrac12M) = "
            f"{10 * load}/({load} + {drum // 2})$. The radius cancels; $MR^2$ would be a thin rim."
        ),
    )


@generator("rotational-dynamics.child-jumps-on-a-carousel")
def child_jumps_on_a_carousel(rng: random.Random) -> Draft:
    """Angular speed of a disc after a child steps on its rim; energy kept, or a wrong inertia."""
    child, disc = rng.choice([20, 25, 30, 40]), rng.choice(range(80, 301, 20))
    turns = rng.choice([6, 9, 10, 12, 15, 18])
    share = (disc / 2) / (disc / 2 + child)
    return Draft(
        stem=(
            f"A carousel, a uniform disc of {disc} kg, turns freely at {turns} revolutions per "
            f"minute. A child of {child} kg, at rest above the rim, drops on it and stays there. "
            "How many revolutions per minute does it make now? (Take the child as a particle.)"
        ),
        answer=fixed(turns * share, "", 2),
        wrong=(
            Wrong(fixed(turns * math.sqrt(share), "", 2), "rotation-energy-kept"),
            Wrong(fixed(turns * disc / (disc + child), "", 2), "rotation-shape"),
            Wrong(fixed(turns / share, "", 2), None),
        ),
        explanation=(
            f"$\\tfrac12MR^2\\omega$ is conserved: $n' = {turns}\\times {disc // 2}/"
            f"({disc // 2} + {child})$. The child at the rim has $mR^2$, the disc $\\tfrac12MR^2$; "
            "the kinetic energy is not conserved."
        ),
    )
