"""Generators of the lesson on units and measurement."""

import random

from tutoring.generators.decimals import decimals, fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("units-and-measurement.error-of-a-formula")
def error_of_a_formula(rng: random.Random) -> Draft:
    """Relative error of X = A^p B^q / C; powers left out or the quotient's error subtracted."""
    p, q = rng.choice([(2, 1), (3, 1), (2, 3), (3, 2), (1, 2), (1, 3)])
    a, b, c = (rng.choice([0.5, 1.0, 1.5, 2.0, 2.5, 3.0]) for _ in range(3))
    top = (f"A^{p}" if p > 1 else "A") + (f"B^{q}" if q > 1 else "B")
    total = p * a + q * b + c
    return Draft(
        stem=(
            f"A quantity is computed as $X = \\dfrac{{{top}}}{{C}}$. The relative errors of "
            f"$A$, $B$ and $C$ are ${a}\\%$, ${b}\\%$ and ${c}\\%$. What is the greatest "
            "relative error of $X$?"
        ),
        answer=f"${decimals(total)}\\%$",
        wrong=(
            Wrong(f"${decimals(a + b + c)}\\%$", "units-power"),
            Wrong(f"${decimals(total - 2 * c)}\\%$", "units-cancel"),
            Wrong(f"${decimals(p * a + q * b)}\\%$", None),
        ),
        explanation=(
            f"Each relative error counts as often as its power says, and all are added: "
            f"${p}\\times {a} + {q}\\times {b} + {c} = {decimals(total)}\\%$. Division does not "
            "turn the sign of an error."
        ),
    )


@generator("units-and-measurement.spread-of-readings")
def spread_of_readings(rng: random.Random) -> Draft:
    """Mean absolute error of four readings; signed deviations, or the largest one, mislead."""
    mean = rng.randint(200, 400)
    near, far = rng.randint(1, 4), rng.randint(5, 9)
    readings = [mean + near, mean - near, mean + far, mean - far]
    rng.shuffle(readings)
    shown = ", ".join(f"{r / 100:.2f}" for r in readings)
    error = (near + far) / 200
    return Draft(
        stem=(
            f"Four readings of a period are {shown}, all in seconds. What is the mean absolute "
            "error of these readings?"
        ),
        answer=fixed(error, "s", 3),
        wrong=(
            Wrong(fixed(0, "s", 3), "units-cancel"),
            Wrong(fixed(far / 100, "s", 3), None),
            Wrong(fixed(far / 50, "s", 3), None),
        ),
        explanation=(
            f"The mean is {mean / 100:.2f} s. The sizes of the deviations are {near / 100:.2f}, "
            f"{near / 100:.2f}, {far / 100:.2f} and {far / 100:.2f} s, on average "
            f"{error:.3f} s. With their signs they would always add up to zero."
        ),
    )


@generator("units-and-measurement.unit-of-energy-in-a-new-system")
def unit_of_energy_in_a_new_system(rng: random.Random) -> Draft:
    """One joule in a system with new base units; powers forgotten or the factor inverted."""
    mass, length, time = rng.choice([2, 4, 5]), rng.choice([2, 5]), rng.choice([2, 4, 5, 10])
    joules = rng.choice([100, 200, 400, 500, 1000, 2000])
    unit = mass * length**2 / time**2
    return Draft(
        stem=(
            f"In a new system of units the unit of mass is {mass} kg, the unit of length {length} "
            f"m and the unit of time {time} s. What is the value of {joules} J in the new unit of "
            "energy?"
        ),
        answer=fixed(joules / unit, "", 2),
        wrong=(
            Wrong(fixed(joules * unit, "", 2), "units-cancel"),
            Wrong(fixed(joules * time / (mass * length), "", 2), "units-prefix"),
            Wrong(fixed(joules / (mass * length**2 * time**2), "", 2), None),
        ),
        explanation=(
            f"Energy is $[ML^2T^{{-2}}]$, so the new unit is ${mass}\\times {length}^2/{time}^2 = "
            f"{unit:g}\\ \\text{{J}}$. The number is ${joules}/{unit:g} = {joules / unit:g}$. "
            "A larger unit needs a smaller number."
        ),
    )
