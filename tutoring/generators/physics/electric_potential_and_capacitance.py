"""Generators of the lesson on electric potential and capacitance."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import opening, with_article
from tutoring.generators.registry import Draft, generator


@generator("electric-potential-and-capacitance.series-voltage")
def series_voltage(rng: random.Random) -> Draft:
    """Voltage across one of two capacitors in series; wrong ways share it like resistors."""
    first, second = rng.sample(range(1, 13), 2)
    voltage = (first + second) * rng.randint(2, 20)
    right = voltage * second / (first + second)
    return numeric_draft(
        f"{opening(f'{first} μF')} and {with_article(f'{second} μF')} capacitor, both uncharged, "
        f"are joined in series and connected to a battery of {voltage} V. What is the "
        f"voltage across the {first} μF one?",
        right,
        (
            (voltage * first / (first + second), "potential-series-parallel-swapped"),
            (voltage, "potential-series-parallel-swapped"),
            (voltage / 2, None),
        ),
        f"Both carry the same charge, $Q = \\dfrac{{{first}\\times {second}}}{{{first + second}}}"
        f"\\times {voltage}$ in μC. Divided by {first} μF this gives ${right:g}$ V: the smaller "
        "capacitor gets the larger voltage.",
        unit="V",
    )


@generator("electric-potential-and-capacitance.shared-charge-voltage")
def shared_charge_voltage(rng: random.Random) -> Draft:
    """Common voltage after unlike plates are joined; the wrong ways drop the sign or average."""
    first, second = rng.sample(range(1, 9), 2)
    high = (first + second) * rng.randint(4, 12)
    low = (first + second) * rng.randint(1, 3)
    right = abs(first * high - second * low) / (first + second)
    return numeric_draft(
        f"{opening(f'{first} μF')} capacitor charged to {high} V and "
        f"{with_article(f'{second} μF')} capacitor charged to {low} V are disconnected from "
        "their batteries. The positive plate of each is then joined to the negative plate of the "
        "other. What is the size of the common voltage?",
        right,
        (
            ((first * high + second * low) / (first + second), "potential-sign-lost"),
            ((high - low) / 2, None),
            (high - low, "potential-wrong-thing-fixed"),
        ),
        f"The charges partly cancel: $|{first}\\times {high} - {second}\\times {low}| = "
        f"{abs(first * high - second * low)}$ μC remain on the parallel pair of {first + second} "
        f"μF, which gives ${right:g}$ V.",
        unit="V",
    )


@generator("electric-potential-and-capacitance.speed-energy-between-potentials")
def energy_between_points(rng: random.Random) -> Draft:
    """Work to bring a charge from one distance of a fixed charge to a nearer one."""
    near = rng.choice((1, 2, 3))
    far = near * rng.choice((2, 3, 4))
    fixed, moved = rng.randint(1, 5) * far * near, rng.randint(1, 6)
    unit = 9 * fixed * moved / 1000  # mJ for charges in nC and μC, distances in m
    right = unit * (1 / near - 1 / far)
    return numeric_draft(
        f"A charge of {moved} μC is moved slowly from a distance of {far} m to a distance of "
        f"{near} m from a fixed charge of {fixed} nC, in vacuum. Take "
        "$k = 9\\times 10^9\\ \\text{N m}^2/\\text{C}^2$. How much work must be done?",
        right,
        (
            (unit * (1 / near**2 - 1 / far**2), "potential-inverse-square"),
            (unit * (1 / near + 1 / far), "potential-sign-lost"),
            (right / 2, None),
        ),
        f"$W = kq_1q_2\\left(\\dfrac1{{{near}}} - \\dfrac1{{{far}}}\\right)$ with "
        f"$kq_1q_2 = {unit:g}\\times 10^{{-3}}$ J m: $W = {right:g}\\times 10^{{-3}}$ J.",
        unit="mJ",
        places=3,
    )
