"""Generators of the lesson on moving charges and magnetism."""

import math
import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number, opening, with_article
from tutoring.generators.registry import Draft, generator

IONS = (
    ("proton (mass 1 u, charge $e$)", 1, 1),
    ("deuteron (mass 2 u, charge $e$)", 2, 1),
    ("tritium nucleus (mass 3 u, charge $e$)", 3, 1),
    ("helium nucleus (mass 4 u, charge $2e$)", 4, 2),
    ("lithium ion (mass 7 u, charge $e$)", 7, 1),
    ("carbon ion (mass 12 u, charge $e$)", 12, 1),
    ("oxygen ion (mass 16 u, charge $2e$)", 16, 2),
)


@generator("moving-charges-and-magnetism.radius-after-a-voltage")
def radius_after_a_voltage(rng: random.Random) -> Draft:
    """Radius of a second ion that was accelerated through the same voltage."""
    (first, mass, charge), (second, mass_2, charge_2) = rng.sample(IONS, 2)
    radius = rng.randint(4, 20)
    ratio = (mass_2 / charge_2) / (mass / charge)
    right = radius * math.sqrt(ratio)
    return numeric_draft(
        f"{opening(first)} and {with_article(second)} are accelerated from rest through the same "
        "potential difference and enter the same uniform magnetic field at right angles. The first "
        f"moves in a circle of radius {radius} cm. What is the radius of the other circle?",
        right,
        (
            (radius, "moving-charges-period-depends-on-speed"),
            (radius * ratio, None),
            (radius / math.sqrt(ratio), None),
        ),
        "From $qV = \\tfrac12mv^2$ and $r = mv/qB$ follows $r = \\dfrac1B\\sqrt{\\dfrac{2mV}{q}}$, "
        f"so $r$ goes as $\\sqrt{{m/q}}$: ${radius}\\times\\sqrt{{{ratio:.4g}}} = "
        f"{number(right)}$ cm. The speeds differ, so $m/q$ without the root does not decide.",
        unit="cm",
    )


@generator("moving-charges-and-magnetism.centre-of-a-coil")
def centre_of_a_coil(rng: random.Random) -> Draft:
    """Field at the centre of a coil, from its diameter."""
    turns, current = rng.choice((10, 20, 25, 50)), rng.choice((0.5, 1, 2, 3, 5))
    radius = rng.choice((5, 8, 10, 20))
    right = 2 * math.pi * turns * current / radius * 10  # μT, radius in cm
    return numeric_draft(
        f"A flat circular coil of {turns} turns and diameter {2 * radius} cm carries "
        f"{current:g} A. Take $\\mu_0 = 4\\pi\\times 10^{{-7}}\\ \\text{{T m/A}}$ and "
        "$\\pi = 3.14$. What is the magnetic field at its centre?",
        right * 3.14 / math.pi,
        (
            (right / math.pi, "moving-charges-formula-mix"),
            (right * 3.14 / math.pi / turns, "moving-charges-formula-mix"),
            (right * 3.14 / math.pi / 2, None),
        ),
        f"$B = \\dfrac{{\\mu_0NI}}{{2R}}$ with $R = {radius}$ cm: "
        f"${number(right * 3.14 / math.pi)}$ μT. Dividing by the diameter as if it were the radius "
        "gives half of it; the formula of a straight wire lacks the factor $\\pi$.",
        unit="μT",
        places=1,
    )


@generator("moving-charges-and-magnetism.voltmeter-resistance")
def voltmeter_resistance(rng: random.Random) -> Draft:
    """Series resistance that makes a voltmeter of a galvanometer."""
    inner, full = rng.choice((20, 25, 40, 50, 80, 100)), rng.choice((1, 2, 4, 5, 10))
    volts = rng.choice((5, 10, 20, 50, 100))
    total = volts * 1000 / full
    return numeric_draft(
        f"A galvanometer of resistance {inner} Ω gives full deflection at {full} mA. What "
        f"resistance in series makes it a voltmeter of range {volts} V?",
        total - inner,
        (
            (total, "moving-charges-shunt-and-series"),
            (total + inner, None),
            (10 * total - inner, None),
        ),
        f"At full deflection the whole circuit has ${volts}/{full / 1000:g} = {total:g}$ Ω, of "
        f"which the galvanometer itself is {inner} Ω: ${total - inner:g}$ Ω must be added.",
        unit="Ω",
    )
