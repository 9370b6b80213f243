"""Generators of the lesson on redox reactions."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator

REDUCERS = (
    ("FeSO₄ (to Fe³⁺)", 1),
    ("oxalic acid (to CO₂)", 2),
    ("FeC₂O₄ (to Fe³⁺ and CO₂)", 3),
    ("H₂O₂ (to O₂)", 2),
    ("SnSO₄ (to Sn⁴⁺)", 2),
)


@generator("redox-reactions.permanganate-titration")
def permanganate_titration(rng: random.Random) -> Draft:
    """Volume of an oxidising agent for a reducing one, in acid."""
    agent, factor = rng.choice((("KMnO₄", 5), ("K₂Cr₂O₇", 6)))
    name, electrons = rng.choice(REDUCERS)
    strength, other = rng.choice((0.02, 0.04, 0.05, 0.1)), rng.choice((0.05, 0.1, 0.2))
    volume = rng.choice((10, 20, 25, 30, 50))
    right = electrons * other * volume / (factor * strength)
    return numeric_draft(
        f"What volume of {strength:g} M {agent} in dilute sulphuric acid oxidises {volume} mL of "
        f"{other:g} M {name}?",
        right,
        (
            (other * volume / strength, "redox-moles-equal"),
            (
                electrons * other * volume / (3 * strength),
                "redox-medium-ignored" if factor == 5 else "redox-per-atom",
            ),
            (right / electrons, "redox-per-atom") if electrons > 1 else (2 * right, None),
        ),
        f"{agent} takes {factor} electrons in acid, the other gives {electrons}: "
        f"${factor}\\times {strength:g}\\,V = {electrons}\\times {other:g}\\times {volume}$, "
        f"$V = {number(right)}$ mL.",
        unit="mL",
    )


ANIONS = (  # atoms of X, of oxygen and negative charges of ions that exist, such as SO4 2-
    (1, 2, 1), (1, 2, 2), (1, 3, 1), (1, 3, 2), (1, 3, 3), (1, 4, 1), (1, 4, 2), (1, 4, 3),
    (1, 4, 4), (1, 5, 3), (1, 6, 5), (1, 6, 6), (2, 3, 2), (2, 4, 2), (2, 5, 2), (2, 6, 2),
    (2, 6, 4), (2, 7, 2), (2, 7, 4), (2, 7, 6), (3, 9, 3), (3, 9, 6), (3, 10, 5), (4, 7, 2),
    (4, 12, 4),
)  # fmt: skip


@generator("redox-reactions.oxidation-number-in-an-ion")
def oxidation_number_in_an_ion(rng: random.Random) -> Draft:
    """Oxidation number of X in an ion or salt with oxygen."""
    atoms, oxygen, charge = rng.choice(ANIONS)
    total = 2 * oxygen - charge
    right = total // atoms
    first = "X" if atoms == 1 else f"X_{atoms}"
    return numeric_draft(
        f"What is the oxidation number of X in an ion $\\text{{{first[0]}}}"
        f"{first[1:]}\\text{{O}}_{{{oxygen}}}^{{{'' if charge == 1 else charge}-}}$, in which "
        "oxygen has its usual oxidation number?",
        right,
        (
            (2 * oxygen / atoms, "redox-charge-unbalanced"),
            ((2 * oxygen + charge) / atoms, "redox-charge-unbalanced"),
            (total, "redox-per-atom") if atoms > 1 else (oxygen - charge, "redox-rules-forced"),
        ),
        f"${atoms if atoms > 1 else ''}x + {oxygen}\\times(-2) = -{charge}$ gives $x = +{right}$.",
        places=1,
    )


@generator("redox-reactions.metal-and-acid-electrons")
def metal_and_acid_electrons(rng: random.Random) -> Draft:
    """Mass of a metal that an acidified dichromate or permanganate solution oxidises."""
    agent, factor = rng.choice((("KMnO₄", 5), ("K₂Cr₂O₇", 6)))
    metal, change, mass, electrons = rng.choice(
        (("iron", "Fe²⁺ to Fe³⁺", 56, 1), ("tin", "Sn²⁺ to Sn⁴⁺", 119, 2))
    )
    strength, volume = rng.choice((0.01, 0.02, 0.05, 0.1)), rng.choice((20, 25, 30, 40, 50))
    amount = strength * volume / 1000
    right = amount * factor / electrons * mass * 1000
    return numeric_draft(
        f"{volume} mL of {strength:g} M {agent} just oxidise all {change} in an acidic "
        f"solution. What mass of {metal} ({mass} g/mol) does the solution contain?",
        right,
        (
            (amount * mass * 1000, "redox-moles-equal"),
            (amount * 3 / electrons * mass * 1000, "redox-medium-ignored")
            if factor == 5
            else (amount * 3 / electrons * mass * 1000, "redox-per-atom"),
            (amount * mass * 1000 * electrons / factor, None),
        ),
        f"${number(amount * 1000)}$ mmol of {agent} take ${number(amount * 1000 * factor)}$ mmol "
        f"of electrons, so there are ${number(amount * 1000 * factor / electrons)}$ mmol of the "
        f"ion: ${number(right)}$ mg.",
        unit="mg",
    )
