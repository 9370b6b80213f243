"""Generators of the lesson on electromagnetic induction."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.registry import Draft, generator


@generator("electromagnetic-induction.coil-in-a-changing-field")
def coil_in_a_changing_field(rng: random.Random) -> Draft:
    """Average emf of a coil while the field changes from one value to another."""
    turns, area = rng.choice((50, 100, 200, 500)), rng.choice((20, 40, 50, 80))
    start, end = rng.sample((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8), 2)
    time = rng.choice((0.1, 0.2, 0.5))
    one_turn = area * 1e-4 / time
    right = turns * one_turn * abs(end - start)
    return numeric_draft(
        f"A coil of {turns} turns, each of area {area} cm$^2$, faces a uniform field that changes "
        f"from {start} T to {end} T in {time} s, without changing direction. What is the size of "
        "the average emf?",
        right,
        (
            (turns * one_turn * end, "induction-flux-not-change"),
            (turns * one_turn * (start + end), "induction-lenz-opposes-flux"),
            (one_turn * abs(end - start), "induction-turns-forgotten"),
        ),
        f"$\\varepsilon = NA\\,\\Delta B/\\Delta t = {turns}\\times {area}\\times 10^{{-4}}\\times "
        f"{abs(end - start):.1f}/{time} = {right:.4g}$ V.",
        unit="V",
        places=3,
    )


@generator("electromagnetic-induction.pull-on-a-sliding-rod")
def pull_on_a_sliding_rod(rng: random.Random) -> Draft:
    """Mechanical power that keeps a rod sliding on rails."""
    field, length = rng.choice((0.2, 0.4, 0.5, 1)), rng.choice((0.2, 0.4, 0.5, 1))
    speed, resistance = rng.randint(2, 10), rng.choice((0.5, 1, 2))
    emf = field * length * speed
    current = emf / resistance
    return numeric_draft(
        f"A rod of length {length:g} m slides at a steady {speed} m/s on smooth rails joined by a "
        f"{resistance:g} Ω resistor, at right angles to a field of {field:g} T. Rod and rails have "
        "no resistance. What mechanical power keeps it moving?",
        emf * current,
        (
            (0, "induction-flux-not-change"),
            (emf * current / 4, "induction-rod-end-speed"),
            (emf, None),
        ),
        f"The emf is $BLv = {emf:.4g}$ V and the current ${current:.4g}$ A, so the power is "
        f"$\\varepsilon^2/R = {emf * current:.4g}$ W. It all turns to heat in the resistor.",
        unit="W",
        places=3,
    )


@generator("electromagnetic-induction.emf-of-mutual-induction")
def emf_of_mutual_induction(rng: random.Random) -> Draft:
    """Emf in a second coil while the current in the first reverses."""
    mutual, current = rng.choice((20, 40, 50, 80, 120)), rng.randint(2, 9)
    time = rng.choice((0.01, 0.02, 0.04, 0.05))
    base = mutual / 1000 * current / time
    return numeric_draft(
        f"Two coils have a mutual inductance of {mutual} mH. The current in the first changes "
        f"steadily from {current} A to {current} A in the opposite direction within {time:g} s. "
        "What is the size of the emf in the second coil?",
        2 * base,
        (
            (base, "induction-flux-not-change"),
            (0, "induction-flux-not-change"),
            (base / 2, None),
        ),
        f"The current changes by ${2 * current}$ A, so $\\varepsilon = M\\,\\Delta I/\\Delta t = "
        f"{mutual / 1000:g}\\times {2 * current}/{time:g} = {2 * base:.4g}$ V. A reversal is "
        "twice the change of a switching off.",
        unit="V",
    )
