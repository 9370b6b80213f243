"""Generators of the lesson on chemical equilibrium."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator


@generator("chemical-equilibrium.dissociation-to-kc")
def dissociation_to_kc(rng: random.Random) -> Draft:
    """Kc of A -> 2B from a start and a degree of dissociation."""
    start, volume = rng.choice((1, 2, 3, 4)), rng.choice((2, 4, 5, 10))
    percent = rng.choice((20, 25, 40, 50, 60, 75, 80))
    reacted = start * percent / 100
    left, made = (start - reacted) / volume, 2 * reacted / volume
    return numeric_draft(
        f"{start} mol of a gas A are heated in a vessel of {volume} L. At equilibrium {percent}% "
        "have reacted as $\\text{A}(g)\\rightleftharpoons 2\\text{B}(g)$. What is $K_c$ in mol/L?",
        made**2 / left,
        (
            (made**2 / (start / volume), "equilibrium-initial-for-equilibrium"),
            (made / left, "equilibrium-exponents-missed"),
            ((made / 2) ** 2 / left, "equilibrium-exponents-missed"),
        ),
        f"$[\\text{{A}}] = {left:.4g}$ and $[\\text{{B}}] = 2\\times {reacted:g}/{volume} = "
        f"{made:.4g}$ mol/L, so $K_c = {made:.4g}^2/{left:.4g} = {made**2 / left:.4g}$.",
        places=3,
    )


@generator("chemical-equilibrium.combined-constant")
def combined_constant(rng: random.Random) -> Draft:
    """Constant of a reaction that is built from two others."""
    first, second = rng.randint(2, 9), rng.choice((2, 4, 5, 8, 10, 20))
    right = first**2 / second
    return numeric_draft(
        f"At one temperature $\\text{{A}}\\rightleftharpoons\\text{{B}}$ has $K = {first}$ and "
        f"$\\text{{C}}\\rightleftharpoons 2\\text{{B}}$ has $K = {second}$. What is $K$ of "
        "$2\\text{A}\\rightleftharpoons\\text{C}$ at this temperature?",
        right,
        (
            (2 * first / second, "equilibrium-exponents-missed"),
            (first**2 * second, None),
            (first / second, "equilibrium-exponents-missed"),
        ),
        f"Doubling the first equation squares its constant, ${first}^2 = {first**2}$; reversing "
        f"the second divides by {second}: ${number(right)}$.",
    )


@generator("chemical-equilibrium.quotient-of-hi")
def quotient_of_hi(rng: random.Random) -> Draft:
    """Amount of HI at equilibrium from equal amounts of H2 and I2."""
    root, start = rng.choice((2, 3, 4, 6, 7, 8)), rng.choice((1, 2, 3, 4, 5, 6, 9))
    reacted = start * root / (root + 2)
    return numeric_draft(
        f"For the gases in $\\text{{H}}_2 + \\text{{I}}_2\\rightleftharpoons 2\\text{{HI}}$, "
        f"$K_c = {root**2}$ at a certain temperature. {start} mol of H₂ and {start} mol of I₂ are "
        "put into a closed vessel. How many moles of HI are there at equilibrium?",
        2 * reacted,
        (
            (reacted, None),
            (2 * start * root / (root + 1), "equilibrium-initial-for-equilibrium"),
            (2 * start * root**2 / (root**2 + 2), "equilibrium-exponents-missed"),
        ),
        f"With $x$ mol of H₂ used up, $\\dfrac{{(2x)^2}}{{({start} - x)^2}} = {root**2}$, so "
        f"$2x = {root}({start} - x)$ and $x = {number(reacted)}$: ${number(2 * reacted)}$ mol of "
        "HI.",
        unit="mol",
    )
