"""Generators of the lesson on nuclei."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator

PROTON, NEUTRON, UNIT = 1.0073, 1.0087, 931.5  # u, u and MeV, stated in the stem


@generator("nuclei.binding-energy-per-nucleon")
def binding_energy_per_nucleon(rng: random.Random) -> Draft:
    """Binding energy per nucleon from a mass defect."""
    charge = rng.randint(6, 40)
    count = 2 * charge + rng.randint(0, charge // 3)
    per_nucleon = rng.uniform(7.4, 8.7)
    parts = charge * PROTON + (count - charge) * NEUTRON
    mass = round(parts - per_nucleon * count / UNIT, 4)
    defect = parts - mass
    right = defect * UNIT / count
    return numeric_draft(
        f"A nucleus with $Z = {charge}$ and $A = {count}$ has a mass of {mass:.4f} u. Take "
        f"{PROTON} u for the proton, {NEUTRON} u for the neutron and 1 u = {UNIT} MeV. What is its "
        "binding energy per nucleon?",
        right,
        (
            (defect * UNIT, "nuclei-total-for-per-nucleon"),
            (defect * UNIT / charge, "nuclei-total-for-per-nucleon"),
            (abs(count * PROTON - mass) * UNIT / count, None),
        ),
        f"The parts weigh ${charge}\\times {PROTON} + {count - charge}\\times {NEUTRON} = "
        f"{parts:.4f}$ u, the defect is ${defect:.4f}$ u or ${number(defect * UNIT)}$ MeV; divided "
        f"by {count} nucleons this is ${number(right)}$ MeV.",
        unit="MeV",
    )


@generator("nuclei.age-from-activity")
def age_from_activity(rng: random.Random) -> Draft:
    """Time after which a given part of a sample has decayed."""
    halves, half_life = rng.choice((2, 3, 4, 5)), rng.choice((3, 5, 6, 8, 10, 12, 15, 20, 30))
    left = 2**halves
    text = f"\\dfrac{{{left - 1}}}{{{left}}}"
    return numeric_draft(
        f"A radioactive nuclide has a half-life of {half_life} days. After how many days have "
        f"${text}$ of its nuclei decayed?",
        halves * half_life,
        (
            (half_life * (left - 1) / left * 2, "nuclei-linear-decay"),
            (half_life * left / 2, None),
            (half_life * halves / 0.693, "nuclei-mean-life-half-life"),
        ),
        f"$\\dfrac1{{{left}}} = \\left(\\tfrac12\\right)^{halves}$ is left, so {halves} half-lives "
        f"have passed: ${halves * half_life}$ days.",
        unit="days",
        places=1,
    )


@generator("nuclei.energy-of-a-fission")
def energy_of_a_fission(rng: random.Random) -> Draft:
    """Energy of a fission from binding energies per nucleon."""
    heavy, start = rng.choice((236, 240)), rng.choice((7.5, 7.6))
    light = rng.randint(90, 110)
    first, second = rng.choice((8.5, 8.6)), rng.choice((8.3, 8.4))
    after = light * first + (heavy - light) * second
    right = after - heavy * start
    return numeric_draft(
        f"A nucleus with $A = {heavy}$ and a binding energy of {start} MeV per nucleon splits into "
        f"two nuclei with $A = {light}$ ({first} MeV per nucleon) and $A = {heavy - light}$ "
        f"({second} MeV per nucleon). How much energy is set free?",
        right,
        (
            (first + second - start, "nuclei-total-for-per-nucleon"),
            (after, "nuclei-mass-sign"),
            (after - heavy * start / 2, None),
        ),
        f"Binding energy after: ${light}\\times {first} + {heavy - light}\\times {second} = "
        f"{after:.1f}$ MeV; before: ${heavy}\\times {start} = {heavy * start:.1f}$ MeV. The "
        f"difference is ${right:.1f}$ MeV.",
        unit="MeV",
        places=1,
    )
