"""Generators of the lesson on atoms."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator

IONS = {2: "a He$^+$ ion", 3: "a Li$^{2+}$ ion", 4: "a Be$^{3+}$ ion"}


@generator("atoms.photon-of-an-ion")
def photon_of_an_ion(rng: random.Random) -> Draft:
    """Energy of the photon of a jump in a hydrogen-like ion."""
    charge = rng.choice((2, 3, 4))
    low = rng.randint(1, 3)
    high = rng.randint(low + 1, 6)
    steps = 1 / low**2 - 1 / high**2
    right = 13.6 * charge**2 * steps
    return numeric_draft(
        f"What is the energy of the photon sent out when {IONS[charge]} ($Z = {charge}$) goes from "
        f"$n = {high}$ to $n = {low}$? The ground state of hydrogen has $-13.6$ eV.",
        right,
        (
            (13.6 * charge * steps, "atoms-z-power"),
            (13.6 * charge**2 / low**2, "atoms-level-for-difference"),
            (13.6 * charge**2 * (1 / low - 1 / high), "atoms-n-squared-missed"),
        ),
        f"$13.6\\times {charge}^2\\times\\left(\\dfrac1{{{low}^2}} - \\dfrac1{{{high}^2}}\\right)"
        f" = {number(right)}$ eV: the charge enters as $Z^2$, and the photon takes the difference.",
        unit="eV",
    )


@generator("atoms.closest-approach")
def closest_approach(rng: random.Random) -> Draft:
    """Energy that brings an alpha particle to a given distance of a nucleus."""
    charge, distance = rng.choice((47, 50, 74, 79, 82, 92)), rng.choice((12, 18, 24, 30, 36, 45))
    right = 2 * charge * 1.44 / distance
    return numeric_draft(
        f"An alpha particle is shot from far away straight at a heavy nucleus with $Z = {charge}$ "
        f"that stays at rest. What is the least kinetic energy that brings it to {distance} fm "
        "from the centre of the nucleus? Take $ke^2 = 1.44\\ \\text{MeV fm}$.",
        right,
        (
            (right / 2, "atoms-z-power"),
            (2 * charge**2 * 1.44 / distance, "atoms-z-power"),
            (right * 2, None),
        ),
        f"All the energy becomes potential energy: $K = 2Z\\,ke^2/d = 2\\times {charge}\\times 1.44"
        f"/{distance} = {number(right)}$ MeV.",
        unit="MeV",
    )


@generator("atoms.orbit-ratio")
def orbit_ratio(rng: random.Random) -> Draft:
    """Radius of an orbit of a hydrogen-like ion."""
    charge, level = rng.choice((2, 3, 4)), rng.randint(2, 9)
    right = 52.9 * level**2 / charge
    return numeric_draft(
        f"The smallest orbit of hydrogen has a radius of 52.9 pm. What is the radius of the orbit "
        f"with $n = {level}$ in {IONS[charge]}, in Bohr's model?",
        right,
        (
            (52.9 * level / charge, "atoms-n-squared-missed"),
            (52.9 * level**2 / charge**2, "atoms-z-power"),
            (52.9 * level**2 * charge, "atoms-z-power"),
        ),
        f"$r_n = 52.9\\,n^2/Z = 52.9\\times {level**2}/{charge} = {number(right)}$ pm.",
        unit="pm",
        places=1,
    )
