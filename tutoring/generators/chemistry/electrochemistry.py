"""Generators of the lesson on electrochemistry."""

import math
import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator

FARADAY = 96_500  # C/mol, stated in the stem
METALS = {
    "Mg": (2, -2.37), "Al": (3, -1.66), "Zn": (2, -0.76), "Fe": (2, -0.44), "Ni": (2, -0.25),
    "Pb": (2, -0.13), "Cu": (2, 0.34), "Ag": (1, 0.80),
}  # fmt: skip


@generator("electrochemistry.time-of-plating")
def time_of_plating(rng: random.Random) -> Draft:
    """Time that a current needs to deposit a mass of metal."""
    metal, charge, mass = rng.choice(
        (("silver", 1, 108), ("copper", 2, 63.5), ("gold", 3, 197), ("nickel", 2, 58.7))
    )
    amount, current = rng.choice((0.01, 0.02, 0.03, 0.05, 0.1)), rng.choice((1, 2, 2.5, 5, 10))
    right = amount * charge * FARADAY / current
    other = amount * FARADAY / current
    return numeric_draft(
        f"A current of {current:g} A deposits {metal} ({mass:g} g/mol) from a solution of ions "
        f"with the charge number $+{charge}$. How many seconds does it take to deposit "
        f"{amount * mass:.4g} g? Take $F = 96\\,500$ C/mol.",
        right,
        (
            (other if charge > 1 else 2 * other, "electrochem-electrons-per-ion"),
            (other / charge if charge > 1 else other / 2, "electrochem-electrons-per-ion"),
            (amount * charge * FARADAY * current if current > 1 else 3 * right, None),
        ),
        f"{amount * mass:.4g} g are {amount:g} mol and need ${amount * charge:g}$ mol of "
        f"electrons, ${number(amount * charge * FARADAY)}$ C; divided by {current:g} A: "
        f"${number(right)}$ s.",
        unit="s",
        places=1,
    )


@generator("electrochemistry.nernst-of-a-cell")
def nernst_of_a_cell(rng: random.Random) -> Draft:
    """Potential of a cell of a divalent metal and silver."""
    metal = rng.choice(("Mg", "Zn", "Fe", "Ni", "Pb", "Cu"))
    low, high = rng.randint(1, 4), rng.randint(0, 2)
    silver, other = 10.0**-low, 10.0**-high
    standard = 0.80 - METALS[metal][1]
    right = standard - 0.059 / 2 * math.log10(other / silver**2)
    return numeric_draft(
        f"The cell {metal} + 2 Ag⁺ → {metal}²⁺ + 2 Ag"
        f" has $E^\\circ = {standard:.2f}$ V. The concentrations are {silver:g} M Ag⁺ and "
        f"{other:g} M {metal}²⁺ at 298 K. What is its potential? Take $2.303RT/F = 0.059$ V.",
        right,
        (
            (
                standard - 0.059 / 2 * math.log10(other / silver),
                "electrochem-nernst-quotient",
            ),
            (
                standard + 0.059 / 2 * math.log10(other / silver**2),
                "electrochem-nernst-quotient",
            ),
            (standard - 0.059 * math.log10(other / silver**2), "electrochem-nernst-quotient"),
        ),
        f"$Q$ = [{metal}²⁺]/[Ag⁺]$^2 = 10^{{{2 * low - high}}}$ and $n = 2$: "
        f"$E = {standard:.2f} - 0.0295\\times({2 * low - high}) = {right:.3f}$ V.",
        unit="V",
        places=3,
    )


@generator("electrochemistry.cell-from-two-metals")
def cell_from_two_metals(rng: random.Random) -> Draft:
    """Standard potential of a spontaneous cell of two metals."""
    (metal, (charge, low)), (metal_2, (charge_2, high)) = sorted(
        rng.sample(tuple(METALS.items()), 2), key=lambda item: item[1][1]
    )
    return numeric_draft(
        f"The standard reduction potentials are ${low:+.2f}$ V for "
        f"{metal}$^{{{charge if charge > 1 else ''}+}}$/{metal} and ${high:+.2f}$ V for "
        f"{metal_2}$^{{{charge_2 if charge_2 > 1 else ''}+}}$/{metal_2}. What is the standard "
        "potential of the galvanic cell made of the two?",
        high - low,
        (
            (high + low, "electrochem-potential-multiplied"),
            (
                high * charge_2 - low * charge,
                "electrochem-potential-multiplied",
            ),
            (low - high, "electrochem-electrodes-swapped"),
        ),
        f"The electrode with the higher potential is the cathode: ${high:+.2f} - ({low:+.2f}) = "
        f"{high - low:.2f}$ V. Coefficients do not multiply potentials.",
        unit="V",
    )
