"""Generators of the lesson on chemical thermodynamics."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator


@generator("chemical-thermodynamics.reaction-from-formation")
def reaction_from_formation(rng: random.Random) -> Draft:
    """Enthalpy of a reaction A + 3B -> 2C + D from formation enthalpies."""
    first, second = rng.randint(-30, 10) * 5, rng.randint(-20, 10) * 5
    third, fourth = rng.randint(-60, -10) * 5, rng.randint(-40, 0) * 5
    left, right_side = rng.choice((2, 3)), rng.choice((2, 4))
    after, before = right_side * third + fourth, first + left * second
    return numeric_draft(
        f"For the reaction $\\text{{A}} + {left}\\text{{B}}\\to {right_side}\\text{{C}} + "
        f"\\text{{D}}$ the enthalpies of formation of A, B, C and D are {first}, {second}, {third} "
        f"and {fourth} kJ/mol. What is the enthalpy of reaction?",
        after - before,
        (
            (third + fourth - first - second, "thermochem-coefficients-missed"),
            (before - after, "thermochem-products-reactants"),
            (after + before, None),
        ),
        f"Products minus reactants, each times its coefficient: $[{right_side}\\times({third}) + "
        f"({fourth})] - [({first}) + {left}\\times({second})] = {after - before}$ kJ.",
        unit="kJ",
    )


@generator("chemical-thermodynamics.gibbs-at-a-temperature")
def gibbs_at_a_temperature(rng: random.Random) -> Draft:
    """Gibbs energy of a reaction from enthalpy and entropy."""
    heat = rng.choice([value for value in range(-120, 121, 5) if value])
    spread = rng.choice([value for value in range(-200, 201, 10) if value])
    temperature = rng.choice((300, 350, 400, 500))
    term = temperature * spread / 1000
    return numeric_draft(
        f"For a reaction $\\Delta H = {heat}$ kJ and $\\Delta S = {spread}$ J/K at "
        f"{temperature} K. What is $\\Delta G$ at this temperature?",
        heat - term,
        (
            (heat + term, None),
            (heat - spread, "thermochem-kilo-forgotten"),
            (heat, "thermochem-exothermic-is-spontaneous"),
        ),
        f"$T\\Delta S = {temperature}\\times({spread}) = {number(term * 1000)}$ J $= "
        f"{number(term)}$ kJ, so $\\Delta G = {heat} - ({number(term)}) = "
        f"{number(heat - term)}$ kJ.",
        unit="kJ",
    )


@generator("chemical-thermodynamics.work-of-compression")
def work_of_compression(rng: random.Random) -> Draft:
    """Internal energy change of a gas compressed at constant pressure while it loses heat."""
    pressure, start = rng.randint(1, 5), rng.randint(6, 15)
    end = rng.randint(1, start - 2)
    heat = rng.choice(range(100, 901, 50))
    work = pressure * (start - end) * 101.3
    return numeric_draft(
        f"A gas is compressed from {start} L to {end} L by a constant external pressure of "
        f"{pressure} atm and gives off {heat} J of heat meanwhile. Take "
        "$1\\ \\text{L atm} = 101.3\\ \\text{J}$. What is the change of its internal energy?",
        work - heat,
        (
            (-work - heat, "thermochem-work-sign"),
            (work + heat, "thermochem-work-sign"),
            (pressure * (start - end) - heat, "thermochem-kilo-forgotten"),
        ),
        f"$w = -p\\Delta V = +{pressure}\\times {start - end}\\times 101.3 = {work:.1f}$ J and "
        f"$q = -{heat}$ J, so $\\Delta U = {work - heat:.1f}$ J.",
        unit="J",
        places=1,
    )
