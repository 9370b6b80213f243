"""Generators of the lesson on ionic equilibrium."""

import math
import random

from tutoring.generators.numeric import numeric_draft, powers_draft, scientific
from tutoring.generators.registry import Draft, generator


@generator("ionic-equilibrium.ph-of-a-weak-acid")
def ph_of_a_weak_acid(rng: random.Random) -> Draft:
    """pH of a weak acid from its concentration and constant."""
    share, power = rng.choice((1.0, 1.6, 1.8, 2.5, 4.0, 6.4)), rng.choice((5, 6, 7))
    concentration = rng.choice((0.4, 0.2, 0.1, 0.05, 0.02))
    constant = share * 10**-power
    protons = math.sqrt(constant * concentration)
    right = -math.log10(protons)
    return numeric_draft(
        f"What is the pH of a {concentration:g} M solution of a weak monobasic acid with $K_a = "
        f"{share}\\times 10^{{-{power}}}$? Dissociation is slight, and the ions of water may be "
        "neglected.",
        right,
        (
            (-math.log10(concentration), "ionic-weak-as-strong"),
            (-math.log10(constant * concentration), None),
            (14 - right, None),
        ),
        f"$[\\text{{H}}^+] = \\sqrt{{K_aC}} = $ {scientific(protons)} M, so the pH is "
        f"${right:.2f}$. Taking the acid as strong would give "
        f"${-math.log10(concentration):.2f}$.",
    )


@generator("ionic-equilibrium.buffer-from-neutralising")
def buffer_from_neutralising(rng: random.Random) -> Draft:
    """pH of a weak acid that is partly neutralised."""
    constant = rng.choice((3.75, 4.2, 4.74, 4.87, 6.4))
    acid = rng.choice((40, 50, 60, 80, 100))
    base = rng.choice([v for v in range(5, acid, 5) if 2 * v != acid])
    left = acid - base
    return numeric_draft(
        f"{base} mL of 0.1 M NaOH are added to {acid} mL of a 0.1 M weak acid with p$K_a = "
        f"{constant}$. What is the pH of the mixture?",
        constant + math.log10(base / left),
        (
            (constant + math.log10(left / base), "ionic-buffer-ratio"),
            (constant + math.log10(base / acid), "ionic-buffer-ratio"),
            (constant, None),
        ),
        f"The base turns {base} parts of the acid into salt, {left} parts are left: "
        f"$\\text{{pH}} = {constant} + \\log({base}/{left}) = "
        f"{constant + math.log10(base / left):.2f}$.",
    )


@generator("ionic-equilibrium.solubility-with-a-common-ion")
def solubility_with_a_common_ion(rng: random.Random) -> Draft:
    """Solubility of a hydroxide at a given pH."""
    share, power = rng.choice((1.2, 1.8, 2.7, 3.2, 4.5, 5.4)), rng.choice((14, 15, 16))
    ph = rng.choice((9, 10, 11, 12))
    product = share * 10**-power
    hydroxide = 10.0 ** (ph - 14)
    return powers_draft(
        f"The solubility product of a hydroxide M(OH)₂ is ${share}\\times 10^{{-{power}}}$. What "
        f"is its solubility, in mol/L, in a solution kept at pH {ph} (25 °C)?",
        product / hydroxide**2,
        (
            ((product / 4) ** (1 / 3), "ionic-common-ion-missed"),
            (product / hydroxide, "ionic-ksp-powers"),
            (product / hydroxide**2 / 4, None),
        ),
        f"pOH $= {14 - ph}$, so $[\\text{{OH}}^-] = 10^{{{ph - 14}}}$ M is fixed and "
        f"$[\\text{{M}}^{{2+}}] = K_{{sp}}/[\\text{{OH}}^-]^2$.",
    )
