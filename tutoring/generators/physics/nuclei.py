"""Generators of the lesson on nuclei."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator

HYDROGEN, NEUTRON, UNIT = 1.00783, 1.00867, 931.5  # u, u and MeV, stated in the stem
ATOMS = (  # name, charge number, mass number and mass of the neutral atom in u
    ("lithium", 3, 7, 7.01600), ("beryllium", 4, 9, 9.01218), ("carbon", 6, 12, 12.00000),
    ("nitrogen", 7, 14, 14.00307), ("oxygen", 8, 16, 15.99491), ("fluorine", 9, 19, 18.99840),
    ("neon", 10, 20, 19.99244), ("sodium", 11, 23, 22.98977), ("magnesium", 12, 24, 23.98504),
    ("aluminium", 13, 27, 26.98154), ("silicon", 14, 28, 27.97693),
    ("phosphorus", 15, 31, 30.97376), ("sulphur", 16, 32, 31.97207),
    ("chlorine", 17, 35, 34.96885), ("argon", 18, 40, 39.96238), ("potassium", 19, 39, 38.96371),
    ("calcium", 20, 40, 39.96259), ("titanium", 22, 48, 47.94795),
    ("chromium", 24, 52, 51.94051), ("manganese", 25, 55, 54.93804), ("iron", 26, 56, 55.93494),
    ("cobalt", 27, 59, 58.93319), ("nickel", 28, 58, 57.93534), ("copper", 29, 63, 62.92960),
    ("zinc", 30, 64, 63.92914), ("silver", 47, 107, 106.90509), ("tin", 50, 120, 119.90220),
    ("iodine", 53, 127, 126.90447), ("gold", 79, 197, 196.96657), ("lead", 82, 208, 207.97665),
    ("bismuth", 83, 209, 208.98040), ("thorium", 90, 232, 232.03806),
    ("uranium", 92, 235, 235.04393), ("uranium", 92, 238, 238.05079),
)  # fmt: skip


@generator("nuclei.binding-energy-per-nucleon")
def binding_energy_per_nucleon(rng: random.Random) -> Draft:
    """Binding energy per nucleon from a mass defect; the electrons cancel between atoms."""
    name, charge, count, mass = rng.choice(ATOMS)
    parts = charge * HYDROGEN + (count - charge) * NEUTRON
    defect = parts - mass
    right = defect * UNIT / count
    return numeric_draft(
        f"A neutral atom of {name}-{count} ($Z = {charge}$) has the mass {mass:.5f} u. Take "
        f"{HYDROGEN} u for the hydrogen atom, {NEUTRON} u for the neutron and 1 u = {UNIT} MeV. "
        "What is the binding energy per nucleon of its nucleus?",
        right,
        (
            (defect * UNIT, "nuclei-total-for-per-nucleon"),
            (defect * UNIT / charge, "nuclei-total-for-per-nucleon"),
            ((count * HYDROGEN - mass) * UNIT / count, None),
        ),
        f"${charge}$ hydrogen atoms and ${count - charge}$ neutrons weigh "
        f"${charge}\\times {HYDROGEN} + {count - charge}\\times {NEUTRON} = {parts:.5f}$ u; the "
        f"electrons cancel. The defect is ${defect:.5f}$ u or ${number(defect * UNIT)}$ MeV; "
        f"divided by {count} nucleons this is ${number(right)}$ MeV.",
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
