"""Generators of the lesson on the mole concept."""

import random

from tutoring.generators.numeric import numeric_draft, powers_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator


@generator("mole-concept.mass-of-a-product")
def mass_of_a_product(rng: random.Random) -> Draft:
    """Mass of iron from iron oxide and aluminium; either may be limiting."""
    oxide, metal = rng.randint(1, 12) / 10, rng.randint(2, 30) / 10
    made = min(2 * oxide, metal)
    return numeric_draft(
        f"{number(160 * oxide)} g of Fe₂O₃ (160 g/mol) and {number(27 * metal)} g of aluminium "
        "(27 g/mol) react as far as possible: "
        "$\\text{Fe}_2\\text{O}_3 + 2\\text{Al}\\to\\text{Al}_2\\text{O}_3 + 2\\text{Fe}$. "
        "What mass of iron (56 g/mol) forms?",
        56 * made,
        (
            (56 * max(2 * oxide, metal), "mole-limiting-by-mass"),
            (56 * made / 2, "mole-atoms-or-molecules"),
            (min(2 * 160 * oxide, 27 * metal), "mole-grams-as-moles"),
        ),
        f"${number(oxide)}$ mol of the oxide can give ${number(2 * oxide)}$ mol of iron, "
        f"${number(metal)}$ mol of aluminium can give ${number(metal)}$ mol. The smaller one "
        f"counts: ${number(made)}\\times 56 = {number(56 * made)}$ g.",
        unit="g",
    )


@generator("mole-concept.molality-of-a-solution")
def molality_of_a_solution(rng: random.Random) -> Draft:
    """Molality from a percentage by mass."""
    name, mass = rng.choice((("NaOH", 40), ("urea", 60), ("H₂SO₄", 98), ("glucose", 180)))
    percent = rng.choice((4, 5, 8, 10, 12, 15, 18, 20, 24, 25, 30, 36, 40))
    right = percent / mass / (100 - percent) * 1000
    return numeric_draft(
        f"A solution of {name} ({mass} g/mol) in water contains {percent}% of it by mass. What is "
        "its molality?",
        right,
        (
            (percent / mass * 10, "mole-solution-or-solvent"),
            (percent / (100 - percent) * 10, "mole-grams-as-moles"),
            (right * 18 / 10, None),
        ),
        f"100 g of solution hold ${percent}/{mass} = {percent / mass:.4g}$ mol in "
        f"${100 - percent}$ g of water, so ${number(right)}$ mol for each kilogram of water. "
        "Dividing by the mass of the solution gives too little.",
        unit="mol/kg",
    )


SAMPLES = (
    ("NH₃", 17, "hydrogen", 3, 4),
    ("CO₂", 44, "oxygen", 2, 3),
    ("CH₄", 16, "hydrogen", 4, 5),
    ("H₂SO₄", 98, "oxygen", 4, 7),
    ("glucose C₆H₁₂O₆", 180, "hydrogen", 12, 24),
    ("SO₃", 80, "oxygen", 3, 4),
)


@generator("mole-concept.atoms-in-a-sample")
def atoms_in_a_sample(rng: random.Random) -> Draft:
    """Number of atoms of one element in a sample."""
    name, mass, element, atoms, total = rng.choice(SAMPLES)
    amount = rng.choice((0.05, 0.1, 0.2, 0.25, 0.5, 1.5, 2))
    count = amount * 6.022e23
    return powers_draft(
        f"How many {element} atoms are there in {number(mass * amount)} g of {name} "
        f"({mass} g/mol)? Take $N_A = 6.022\\times 10^{{23}}$ per mole.",
        count * atoms,
        (
            (count, "mole-atoms-or-molecules"),
            (count * total, "mole-atoms-or-molecules"),
            (count * atoms * mass, "mole-grams-as-moles"),
        ),
        f"${number(mass * amount)}/{mass} = {amount:g}$ mol of molecules hold {atoms} such atoms "
        f"each: ${amount:g}\\times {atoms}\\times 6.022\\times 10^{{23}}$.",
    )
