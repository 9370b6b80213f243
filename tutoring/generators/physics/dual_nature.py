"""Generators of the lesson on the dual nature of matter and radiation."""

import math
import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number
from tutoring.generators.registry import Draft, generator

HC = 1240  # eV nm, stated in the stems
TAKE_HC = "Take $hc = 1240\\ \\text{eV nm}$."


@generator("dual-nature.stopping-potential")
def stopping_potential(rng: random.Random) -> Draft:
    """Stopping potential from a threshold wavelength."""
    wave = rng.choice((155, 200, 248, 310))
    threshold = rng.choice((400, 496, 500, 620))
    photon, work = HC / wave, HC / threshold
    return numeric_draft(
        f"The longest wavelength that frees electrons from a metal is {threshold} nm. Light of "
        f"{wave} nm and intensity {rng.randint(2, 9)} W/m$^2$ falls on it. {TAKE_HC} What is the "
        "stopping potential?",
        photon - work,
        (
            (photon, "dual-work-function-ignored"),
            (photon + work, "dual-work-function-ignored"),
            (HC / (threshold - wave), "dual-wavelength-direct"),
        ),
        f"The photon has $1240/{wave} = {number(photon)}$ eV, the work function is "
        f"$1240/{threshold} = {number(work)}$ eV; the difference is ${number(photon - work)}$ eV. "
        "The intensity does not matter.",
        unit="V",
    )


@generator("dual-nature.second-wavelength")
def second_wavelength(rng: random.Random) -> Draft:
    """Work function from the greatest kinetic energies at two frequencies."""
    work, photon = rng.randint(10, 40) / 10, rng.randint(42, 80) / 10
    factor = rng.choice((1.5, 2, 2.5, 3))
    low, high = photon - work, factor * photon - work
    return numeric_draft(
        f"Light of frequency $f$ frees electrons of greatest energy {low:.3g} eV from a metal, "
        f"light of frequency ${factor:g}f$ frees electrons of greatest energy {high:.4g} eV. What "
        "is the work function of the metal?",
        work,
        (
            (photon, "dual-work-function-ignored"),
            (high - low, "dual-work-function-ignored"),
            (factor * low, None),
        ),
        f"$hf = {low:.1f} + \\phi$ and ${factor:g}hf = {high:.4g} + \\phi$. Subtracting, "
        f"${factor - 1:g}hf = {high - low:.2f}$ eV, so $hf = {photon:.1f}$ eV and "
        f"$\\phi = {work:.1f}$ eV.",
        unit="eV",
    )


@generator("dual-nature.de-broglie-ratio")
def de_broglie_ratio(rng: random.Random) -> Draft:
    """Wavelength of a particle that has a multiple of another one's mass and energy."""
    wave = rng.randint(10, 60)
    mass, energy = rng.choice((2, 3, 4, 6, 8)), rng.choice((2, 3, 4, 5, 8))
    right = wave / math.sqrt(mass * energy)
    return numeric_draft(
        f"A slow particle has a de Broglie wavelength of {wave} pm. What is the wavelength of "
        f"another slow particle with {mass} times the mass and {energy} times the kinetic energy?",
        right,
        (
            (wave / (mass * energy), "dual-de-broglie-energy"),
            (wave / math.sqrt(energy), "dual-charge-or-mass-missed"),
            (wave * math.sqrt(mass * energy), "dual-wavelength-direct"),
        ),
        f"$\\lambda = h/\\sqrt{{2mK}}$ falls by the factor $\\sqrt{{{mass}\\times {energy}}}$, to "
        f"${number(right)}$ pm. Without the root one would have the photon's relation.",
        unit="pm",
        places=1,
    )
