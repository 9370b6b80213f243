"""Generators of the lesson on fluids."""

import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("fluids.load-on-a-hydraulic-lift")
def load_on_a_hydraulic_lift(rng: random.Random) -> Draft:
    """Load on the wide piston of a hydraulic lift; the diameters taken as areas."""
    force, small = rng.choice(range(20, 201, 10)), rng.choice([2, 3, 4, 5])
    times = rng.choice([3, 4, 5, 6, 8, 10])
    return Draft(
        stem=(
            f"The pistons of a hydraulic lift have diameters of {small} cm and {small * times} cm "
            f"and stand at the same level. A force of {force} N acts on the small piston. What "
            f"force does the large piston exert on its load? (No friction.)"
        ),
        answer=fixed(force * times**2, "N", 0),
        wrong=(
            Wrong(fixed(force * times, "N", 0), "fluids-area-radius"),
            Wrong(fixed(force, "N", 0), None),
            Wrong(fixed(force * times**3, "N", 0), "fluids-area-radius"),
        ),
        explanation=(
            f"The pressure is the same on both, so the forces are as the areas: ${force}\\times "
            f"{times}^2 = {force * times**2}$ N. The ratio of the diameters must be squared."
        ),
    )


@generator("fluids.density-from-two-weighings")
def density_from_two_weighings(rng: random.Random) -> Draft:
    """Density of a liquid from three weighings of a body; buoyant forces are compared."""
    volume = rng.choice([200, 400, 600, 800, 1000])  # cm^3
    liquid, body = rng.choice(range(700, 1301, 50)), rng.choice(range(1800, 8001, 200))
    air, water = volume * body / 1e5, volume * (body - 1000) / 1e5
    other = volume * (body - liquid) / 1e5
    return Draft(
        stem=(
            f"A body weighs {air:.2f} N in air, {water:.2f} N fully under water and {other:.2f} N "
            "fully under another liquid. The density of water is $1000\\ \\text{kg/m}^3$. What is "
            "the density of the liquid?"
        ),
        answer=fixed(liquid, "kg/m^3", 0),
        wrong=(
            Wrong(fixed(1000 * other / water, "kg/m^3", 0), "fluids-buoyancy-body"),
            Wrong(fixed(1000 * 1000 / liquid, "kg/m^3", 0), None),
            Wrong(fixed(body, "kg/m^3", 0), "fluids-fluid-density"),
        ),
        explanation=(
            f"The buoyant forces are ${air - other:.2f}$ N in the liquid and ${air - water:.2f}$ N "
            f"in water, for the same volume: $1000\\times {air - other:.2f}/{air - water:.2f} = "
            f"{liquid}\\ \\text{{kg/m}}^3$. The apparent weights themselves are not in this ratio."
        ),
    )


@generator("fluids.venturi-pressure-drop")
def venturi_pressure_drop(rng: random.Random) -> Draft:
    """Pressure drop in a narrowing pipe; the areas' ratio, or Bernoulli's squares, forgotten."""
    times, speed = rng.choice([2, 3, 4]), rng.choice([0.5, 1, 1.5, 2, 2.5, 3])
    density = rng.choice([800, 900, 1000, 1200])
    narrow = speed * times
    drop = density * (narrow**2 - speed**2) / 2000
    wrong_speed = speed * times**2
    return Draft(
        stem=(
            f"A liquid of density ${density}\\ \\text{{kg/m}}^3$ flows without friction through a "
            f"level pipe at {speed} m/s. The cross-section then narrows to "
            f"$\\tfrac{{1}}{{{times}}}$ of its area. By how much does the pressure fall?"
        ),
        answer=fixed(drop, "kPa", 2),
        wrong=(
            Wrong(
                fixed(density * (wrong_speed**2 - speed**2) / 2000, "kPa", 2), "fluids-area-radius"
            ),
            Wrong(fixed(density * (narrow - speed) ** 2 / 2000, "kPa", 2), "fluids-fast-high"),
            Wrong(fixed(drop * 2, "kPa", 2), None),
        ),
        explanation=(
            f"The speed becomes {narrow:g} m/s, and $\\tfrac12\\rho(v_2^2 - v_1^2) = "
            f"\\tfrac12\\times {density}\\times({narrow**2:g} - {speed**2:g})$ Pa. The difference "
            f"of the squares is not the square of the difference."
        ),
    )
