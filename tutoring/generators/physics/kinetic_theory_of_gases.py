"""Generators of the lesson on the kinetic theory of gases."""

import math
import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator

GASES = {"hydrogen": 2, "helium": 4, "neon": 20, "nitrogen": 28, "oxygen": 32, "argon": 40}


@generator("kinetic-theory-of-gases.final-pressure")
def final_pressure(rng: random.Random) -> Draft:
    """Pressure after a change of volume and temperature; Celsius or the inverse mislead."""
    start, end = rng.sample([27, 57, 87, 127, 177, 227, 327], 2)
    first = rng.choice([1.0, 1.2, 1.5, 1.8, 2.0, 2.4])
    v1, v2 = rng.sample([2, 3, 4, 5, 6, 8], 2)
    return Draft(
        stem=(
            f"{v1} L of an ideal gas at {first} bar and {start} °C are brought to {v2} L and {end} "
            "°C. What is the pressure then? (0 °C = 273 K)"
        ),
        answer=fixed(first * v1 / v2 * (end + 273) / (start + 273), "bar", 2),
        wrong=(
            Wrong(fixed(first * v1 / v2 * end / start, "bar", 2), "kinetic-celsius"),
            Wrong(fixed(first * v2 / v1 * (end + 273) / (start + 273), "bar", 2), None),
            Wrong(
                fixed(first * v1 / v2 * math.sqrt((end + 273) / (start + 273)), "bar", 2),
                "kinetic-root",
            ),
        ),
        explanation=(
            f"$pV/T$ is constant: $p_2 = {first}\\times\\frac{{{v1}}}{{{v2}}}\\times"
            f"\\frac{{{end + 273}}}{{{start + 273}}}$ bar. The temperatures must be in kelvin."
        ),
    )


@generator("kinetic-theory-of-gases.rms-speed-of-another-gas")
def rms_speed_of_another_gas(rng: random.Random) -> Draft:
    """Rms speed of a second gas at another temperature; the root or the mass left out."""
    (gas, mass), (other, second) = rng.sample(list(GASES.items()), 2)
    times = rng.choice([0.5, 0.8, 1.25, 1.5, 1.6, 2, 2.5, 3])
    speed = rng.choice(range(300, 901, 50))
    ratio = times * mass / second
    return Draft(
        stem=(
            f"Suppose that the rms speed in {gas} ($M = {mass}$ g/mol) at a certain state is "
            f"{speed} m/s. The absolute temperature of {other} ($M = {second}$ g/mol) is "
            f"${times:g}$ times that of this {gas}. What is the rms speed in the {other}?"
        ),
        answer=fixed(speed * math.sqrt(ratio), "m/s", 0),
        wrong=(
            Wrong(fixed(speed * ratio, "m/s", 0), "kinetic-root"),
            Wrong(fixed(speed * math.sqrt(times), "m/s", 0), "kinetic-mass-energy"),
            Wrong(fixed(speed * math.sqrt(times * second / mass), "m/s", 0), None),
        ),
        explanation=(
            f"$v_{{\\text{{rms}}}} = \\sqrt{{3RT/M}}$, so the speed changes by "
            f"$\\sqrt{{{times:g}\\times {mass}/{second}}}$. Equal temperatures mean equal mean "
            "energies, not equal speeds."
        ),
    )


@generator("kinetic-theory-of-gases.gamma-of-a-mixture")
def gamma_of_a_mixture(rng: random.Random) -> Draft:
    """Gamma of a mixture of a monatomic and a diatomic gas; the mean of the gammas misleads."""
    one, two = rng.randint(1, 8), rng.randint(1, 8)
    heat = (1.5 * one + 2.5 * two) / (one + two)
    gammas = 5 / 3, 7 / 5
    return Draft(
        stem=(
            f"{one} mol of a monatomic and {two} mol of a diatomic ideal gas (rotation, no "
            "vibration) are mixed. What is $\\gamma = C_p/C_V$ of the mixture?"
        ),
        answer=fixed(1 + 1 / heat, "", 3),
        wrong=(
            Wrong(
                fixed((one * gammas[0] + two * gammas[1]) / (one + two), "", 3),
                "kinetic-mean-gamma",
            ),
            Wrong(fixed(1 + 1 / ((3 * one + 3.5 * two) / (one + two)), "", 3), None),
            Wrong(fixed(5 / 3, "", 3), "kinetic-freedom"),
        ),
        explanation=(
            f"$C_V = (1.5\\times {one} + 2.5\\times {two})R/{one + two} = {heat:.4g}R$, and "
            f"$\\gamma = 1 + R/C_V$. Averaging the two gammas is not the same."
        ),
    )
