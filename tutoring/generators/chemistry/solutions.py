"""Generators of the lesson on solutions."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator


@generator("solutions.molar-mass-from-freezing")
def molar_mass_from_freezing(rng: random.Random) -> Draft:
    """Molar mass of a solute from the freezing point of its solution in benzene."""
    mass, solvent = rng.choice((60, 64, 90, 120, 128, 150, 180)), rng.choice((40, 50, 80, 100))
    amount = rng.choice((0.05, 0.1, 0.15, 0.2, 0.25)) * solvent / 1000
    solute = mass * amount
    drop = 5.12 * amount / (solvent / 1000)
    return numeric_draft(
        f"A solution of {solute:.4g} g of a non-electrolyte in {solvent} g of benzene freezes at "
        f"{5.5 - drop:.3f} °C. Pure benzene freezes at 5.500 °C, and $K_f = 5.12$ K kg/mol. What "
        "is the molar mass of the solute?",
        round(solute, 3) * 5.12 * 1000 / (solvent * drop),
        (
            (solute * 5.12 * 1000 / (solvent * (5.5 - drop)), "solutions-change-for-point"),
            (solute * 5.12 * 1000 / ((solvent + solute) * drop), "solutions-solvent-or-solution"),
            (2 * mass, "solutions-association-missed"),
        ),
        f"$\\Delta T_f = {drop:.3f}$ K means ${drop:.3f}/5.12 = {drop / 5.12:.3g}$ mol per kg "
        f"of benzene, here ${amount:.3g}$ mol, so $M = {solute:.4g}/{amount:.3g} = {mass}$ g/mol.",
        unit="g/mol",
        places=0,
    )


@generator("solutions.vapour-over-a-mixture")
def vapour_over_a_mixture(rng: random.Random) -> Draft:
    """Total vapour pressure of an ideal mixture, given by moles."""
    first, second = rng.randint(1, 5), rng.randint(1, 5)
    total = first + second
    pure, pure_2 = rng.randint(4, 12) * 10 * total, rng.randint(1, 8) * 10 * total
    right = (first * pure + second * pure_2) / total
    return numeric_draft(
        f"Liquids A and B form an ideal solution. The vapour pressures of the pure liquids are "
        f"{pure} mmHg and {pure_2} mmHg. What is the vapour pressure of a mixture of {first} mol "
        f"of A and {second} mol of B at the same temperature?",
        right,
        (
            (pure + pure_2, "solutions-vapour-same-composition"),
            ((pure + pure_2) / 2, None),
            ((second * pure + first * pure_2) / total, None),
        ),
        f"$p = \\dfrac{{{first}}}{{{total}}}\\times {pure} + \\dfrac{{{second}}}{{{total}}}\\times "
        f"{pure_2} = {number(right)}$ mmHg: each liquid counts with its mole fraction.",
        unit="mmHg",
        places=1,
    )


@generator("solutions.dissociation-and-boiling")
def dissociation_and_boiling(rng: random.Random) -> Draft:
    """Boiling point of a partly dissociated salt."""
    ions, salt, text = rng.choice(((2, "AB", "two"), (3, "AB₂", "three")))
    percent, molality = rng.choice((50, 60, 75, 80, 90)), rng.choice((0.1, 0.2, 0.25, 0.4, 0.5))
    factor = 1 + (ions - 1) * percent / 100
    rise = 0.52 * factor * molality
    return numeric_draft(
        f"In a {molality:g} molal solution in water the salt {salt} dissociates into {text} ions "
        f"to the extent of {percent}%. Treat the solution as ideal; $K_b = 0.52$ K kg/mol, and "
        "pure water boils at 100 °C. At what temperature, in °C, does the solution boil?",
        100 + rise,
        (
            (100 + 0.52 * molality, "solutions-factor-ignored"),
            (100 + 0.52 * ions * molality, "solutions-factor-ignored"),
            (100 - rise, "solutions-change-for-point"),
        ),
        f"$i = 1 + ({ions} - 1)\\times {percent / 100:g} = {factor:g}$ and $\\Delta T_b = "
        f"{factor:g}\\times 0.52\\times {molality:g} = {rise:.4g}$ K, to be added to 100 °C.",
        places=3,
    )
