"""Generators of the lesson on current electricity."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import are_clean, opening
from tutoring.generators.registry import Draft, generator


@generator("current-electricity.terminal-voltage")
def terminal_voltage(rng: random.Random) -> Draft:
    """Terminal voltage of a battery that feeds two resistors in series."""
    first, second, inner = rng.randint(1, 7), rng.randint(1, 7), rng.choice((0.5, 1, 2))
    current = rng.choice((0.5, 1, 1.5))
    emf = current * (first + second + inner)
    right = current * (first + second)
    return numeric_draft(
        f"A battery of emf {emf:g} V and internal resistance {inner:g} Ω feeds resistors of "
        f"{first} Ω and {second} Ω joined in series. What is the terminal voltage of the battery?",
        right,
        (
            (emf, "current-internal-ignored"),
            (emf + current * inner, None),
            (current * first, "current-current-used-up"),
        ),
        f"The current is ${emf:g}/{first + second + inner:g} = {current:g}$ A, so the terminal "
        f"voltage is ${emf:g} - {current:g}\\times {inner:g} = {right:g}$ V.",
        unit="V",
    )


@generator("current-electricity.branch-current")
def branch_current(rng: random.Random) -> Draft:
    """Current in one of two parallel branches behind a series resistor."""
    while True:
        first, second, before = (rng.randint(2, 12) for _ in range(3))
        pair = first * second / (first + second)
        if first != second and are_clean(pair):
            break
    total = (first + second) * rng.choice((0.25, 0.5))
    voltage = total * (before + pair)
    right = total * second / (first + second)
    return numeric_draft(
        f"{opening(f'{before} Ω')} resistor is in series with a parallel pair of "
        f"{first} Ω and {second} Ω. The whole is connected to an ideal source of {voltage:g} V. "
        f"What current flows in the {first} Ω resistor?",
        right,
        (
            (total * first / (first + second), "current-series-parallel-mixed"),
            (total / 2, "current-current-used-up"),
            (voltage / first, None),
        ),
        f"The pair makes ${pair:g}$ Ω, the whole ${before + pair:g}$ Ω, so the total current is "
        f"${total:g}$ A. It divides inversely to the resistances: "
        f"${total:g}\\times {second}/{first + second} = {right:g}$ A.",
        unit="A",
    )


@generator("current-electricity.power-in-a-new-circuit")
def power_in_a_new_circuit(rng: random.Random) -> Draft:
    """Power of a rated heater at a lower voltage and with its wire shortened."""
    rated, power = rng.choice((200, 220, 240)), rng.choice((400, 800, 1000, 1200, 1600))
    share, cut = rng.choice((0.5, 0.8, 0.6)), rng.choice((0.5, 0.8))
    right = power * share**2 / cut
    return numeric_draft(
        f"A heater coil is rated {power} W at {rated} V. The coil is shortened to {cut * 100:g}% "
        f"of its length and connected to {rated * share:g} V. Its resistivity does not change. "
        "What power does it take?",
        right,
        (
            (power, "current-rated-power-kept"),
            (power * share**2 * cut, "current-series-parallel-mixed"),
            (power * share / cut, None),
        ),
        f"The resistance falls to ${cut:g}$ of its value and the voltage to ${share:g}$ of its "
        f"value. From $P = V^2/R$ the power is ${power}\\times {share:g}^2/{cut:g} = {right:g}$ W.",
        unit="W",
    )
