"""Generators of the lesson on purification and analysis of organic compounds."""

import random

from tutoring.generators.quantities import are_clean, number
from tutoring.generators.registry import Draft, Wrong, generator

HALIDES = (("chlorine", "Cl", 35.5), ("bromine", "Br", 80.0))
SILVER = 108.0


def _percent(value: float) -> str:
    """Write a percentage with one decimal."""
    return f"${value:.1f}\\%$"


@generator("purification-and-analysis.percentage-of-hydrogen")
def percentage_of_hydrogen(rng: random.Random) -> Draft:
    """Hydrogen from the water of a combustion; wrong: one H per water, or all of the water."""
    while True:
        sample, water = rng.randint(20, 60) / 100, 9 * rng.randint(1, 9) / 100
        share = water / 9 / sample * 100
        if 2 < share < 18:
            break
    hydrogen = water / 9
    return Draft(
        stem=(
            f"On complete combustion ${sample:.2f}\\ \\text{{g}}$ of an organic compound gives "
            f"${water:.2f}\\ \\text{{g}}$ of water. What is the percentage of hydrogen in the "
            "compound? (H = 1, O = 16)"
        ),
        answer=_percent(share),
        wrong=(
            Wrong(_percent(share / 2), "purif-atom-count"),
            Wrong(_percent(9 * share), "purif-whole-product"),
            Wrong(_percent(100 * hydrogen / water), None),
        ),
        explanation=(
            f"Hydrogen is $\\tfrac{{2}}{{18}}\\times {water:.2f} = {hydrogen:.2f}\\ \\text{{g}}$, "
            f"so the share is ${hydrogen:.2f}/{sample:.2f} = {share:.1f}\\%$. One water molecule "
            "holds two hydrogen atoms; the mass of the water is mostly oxygen from outside."
        ),
    )


@generator("purification-and-analysis.kjeldahl-back-titration")
def kjeldahl_back_titration(rng: random.Random) -> Draft:
    """Nitrogen by Kjeldahl with sulphuric acid; wrong: all acid counted, molarity for normality."""
    while True:
        volume, molarity = rng.choice([20, 25, 30, 40, 50]), rng.choice([0.1, 0.2, 0.25, 0.5])
        supplied = 2 * volume * molarity
        left, base = rng.randint(1, 20), rng.choice([0.1, 0.2, 0.5])
        mass = rng.choice([0.35, 0.4, 0.5, 0.7, 0.8, 1.0])
        share, half = 1.4 * (supplied - left) / mass, 1.4 * (supplied / 2 - left) / mass
        if are_clean(left / base, supplied, share) and 5 < share < 47 and half > 0:
            break
    used = supplied - left
    return Draft(
        stem=(
            f"The ammonia from ${mass:.2f}\\ \\text{{g}}$ of an organic compound (Kjeldahl) is "
            f"passed into ${volume}\\ \\text{{mL}}$ of ${molarity}\\ \\text{{M}}$ sulphuric acid. "
            f"The acid left over needs ${number(left / base)}\\ \\text{{mL}}$ of "
            f"${base}\\ \\text{{M}}$ NaOH. What is the percentage of nitrogen? (N = 14)"
        ),
        answer=_percent(share),
        wrong=(
            Wrong(_percent(1.4 * supplied / mass), "purif-acid-total"),
            Wrong(_percent(half), "purif-basicity-forgotten"),
            Wrong(_percent(2 * share), "purif-atom-count"),
        ),
        explanation=(
            f"Acid supplied: $2\\times {volume}\\times {molarity} = {number(supplied)}$ "
            f"milliequivalents; left over: ${left}$. Ammonia took ${number(used)}$, so nitrogen is "
            f"$1.4\\times {number(used)}/{mass:.2f} = {share:.1f}\\%$."
        ),
    )


@generator("purification-and-analysis.carius-halogen")
def carius_halogen(rng: random.Random) -> Draft:
    """Halogen from silver halide; wrong: the whole halide, silver for halogen, sample over it."""
    name, symbol, mass = rng.choice(HALIDES)
    molar = SILVER + mass
    while True:
        sample = rng.randint(15, 60) / 100
        halide = molar * rng.randint(8, 30) / 1e4
        share = mass / molar * halide / sample * 100
        if 15 < share < 70:
            break
    return Draft(
        stem=(
            f"In Carius' method ${sample:.2f}\\ \\text{{g}}$ of an organic compound gives "
            f"${halide:.4f}\\ \\text{{g}}$ of $\\mathrm{{Ag{symbol}}}$. What is the percentage of "
            f"{name}? (Ag = 108, {symbol} = {mass:g})"
        ),
        answer=_percent(share),
        wrong=(
            Wrong(_percent(100 * halide / sample), "purif-whole-product"),
            Wrong(_percent(SILVER / molar * halide / sample * 100), None),
            Wrong(_percent(share / 2), "purif-atom-count"),
        ),
        explanation=(
            f"The halide holds $\\tfrac{{{mass:g}}}{{{molar:g}}}\\times {halide:.4f} = "
            f"{mass / molar * halide:.4f}\\ \\text{{g}}$ of {name}; divided by ${sample:.2f}\\ "
            f"\\text{{g}}$ this is ${share:.1f}\\%$. The rest of the precipitate is silver."
        ),
    )
