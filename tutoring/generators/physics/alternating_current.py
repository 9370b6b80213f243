"""Generators of the lesson on alternating current."""

import math
import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator

TRIPLES = ((3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13), (8, 15, 17), (15, 8, 17))


@generator("alternating-current.impedance-current")
def impedance_current(rng: random.Random) -> Draft:
    """Current of a series LCR circuit from a right-angled triangle of impedances."""
    resistance, net, impedance = rng.choice(TRIPLES)
    scale, current = rng.choice((1, 2, 5, 10)), rng.randint(1, 6)
    resistance, net, impedance = resistance * scale, net * scale, impedance * scale
    smaller = rng.choice((5, 10, 20)) * scale
    coil, capacitor = rng.sample((smaller, smaller + net), 2)
    volts = current * impedance
    return numeric_draft(
        f"A series circuit has a resistance of {resistance} Ω, an inductive reactance of {coil} Ω "
        f"and a capacitive reactance of {capacitor} Ω. It is connected to {volts} V rms. What is "
        "the rms current?",
        current,
        (
            (volts / (resistance + coil + capacitor), "ac-plain-addition"),
            (volts / (resistance + net), "ac-plain-addition"),
            (current * math.sqrt(2), "ac-peak-for-rms"),
        ),
        f"The net reactance is ${net}$ Ω, so $Z = \\sqrt{{{resistance}^2 + {net}^2}} = "
        f"{impedance}$ Ω and $I = {volts}/{impedance} = {current}$ A.",
        unit="A",
    )


@generator("alternating-current.power-of-a-coil")
def power_of_a_coil(rng: random.Random) -> Draft:
    """Power of a coil whose resistance is found from a measurement with direct current."""
    resistance, reactance, impedance = rng.choice(TRIPLES[:4])
    scale, direct, current = rng.choice((1, 2, 4)), rng.randint(1, 4), rng.randint(1, 8)
    resistance, reactance, impedance = resistance * scale, reactance * scale, impedance * scale
    volts = current * impedance
    return numeric_draft(
        f"A coil carries {direct} A when joined to {direct * resistance} V of direct voltage, and "
        f"{current} A rms when joined to {volts} V rms of alternating voltage. What average power "
        "does it take in the second case?",
        current**2 * resistance,
        (
            (volts * current, "ac-power-factor-ignored"),
            (current**2 * reactance, "ac-power-factor-ignored"),
            (current**2 * resistance / 2, "ac-peak-for-rms"),
        ),
        f"The direct voltage gives $R = {resistance}$ Ω, since a coil has no reactance there. Then "
        f"$P = I^2R = {current}^2\\times {resistance} = {current**2 * resistance}$ W; "
        f"$VI = {volts * current}$ would leave out the power factor "
        f"${number(resistance / impedance)}$.",
        unit="W",
    )


@generator("alternating-current.transformer-current")
def transformer_current(rng: random.Random) -> Draft:
    """Primary current of a transformer with losses."""
    ratio, efficiency = rng.choice((2, 4, 5, 10, 20)), rng.choice((0.8, 0.9, 0.75, 0.96))
    primary = 240
    secondary = primary / ratio
    current = rng.randint(2, 12) * efficiency * 2
    right = secondary * current / efficiency / primary
    return numeric_draft(
        f"A transformer of efficiency {efficiency * 100:g}% lowers {primary} V to {secondary:g} V "
        f"and delivers {number(current)} A to a heater (all values rms, power factors 1). What "
        "current does the primary draw?",
        right,
        (
            (current / ratio, None),
            (current * ratio / efficiency, "ac-transformer-ratio"),
            (current / ratio * efficiency, None),
        ),
        f"The output is ${number(secondary * current)}$ W, the input "
        f"${number(secondary * current / efficiency)}$ W, and divided by {primary} V this is "
        f"${number(right)}$ A. The higher voltage goes with the smaller current.",
        unit="A",
        places=3,
    )
