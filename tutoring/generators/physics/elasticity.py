"""Generators of the lesson on elasticity."""

import math
import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("elasticity.extension-of-a-wire")
def extension_of_a_wire(rng: random.Random) -> Draft:
    """Extension under a load when length and diameter change; the area taken as the diameter."""
    first = rng.choice([1.2, 1.8, 2.4, 3.6, 4.8, 7.2])
    longer, thicker = rng.choice([2, 3, 4, 5]), rng.choice([2, 3])
    times = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}
    return Draft(
        stem=(
            f"A wire lengthens by {first} mm under a load. By how much does a wire of the same "
            f"material, {times[longer]} as long and of {times[thicker]} the diameter, lengthen "
            "under the same load?"
        ),
        answer=fixed(first * longer / thicker**2, "mm", 2),
        wrong=(
            Wrong(fixed(first * longer / thicker, "mm", 2), "elasticity-diameter"),
            Wrong(fixed(first / thicker**2, "mm", 2), "elasticity-length"),
            Wrong(fixed(first * thicker**2 / longer, "mm", 2), None),
        ),
        explanation=(
            f"$\\Delta L = FL/(AY)$, and the area is {thicker**2} times as large: the factor is "
            f"${longer}/{thicker**2}$. The thickness counts with its square, the length once."
        ),
    )


@generator("elasticity.thinnest-safe-wire")
def thinnest_safe_wire(rng: random.Random) -> Draft:
    """Least diameter of a wire for a load; radius and diameter, or stress and force, mix up."""
    load = rng.choice(range(500, 4001, 250))
    stress = rng.choice([100, 150, 200, 250, 300, 400])
    area = load / stress  # mm^2
    return Draft(
        stem=(
            f"A wire must carry a load of {load} N; the stress in it may be at most {stress} MPa. "
            "What is the least diameter of the wire? (Its own weight is negligible.)"
        ),
        answer=fixed(2 * math.sqrt(area / math.pi), "mm", 2),
        wrong=(
            Wrong(fixed(math.sqrt(area / math.pi), "mm", 2), None),
            Wrong(fixed(4 * area / math.pi, "mm", 2), "elasticity-diameter"),
            Wrong(fixed(2 * math.sqrt(2 * area / math.pi), "mm", 2), "elasticity-half"),
        ),
        explanation=(
            f"The area is ${load}/{stress} = {area:.3g}\\ \\text{{mm}}^2 = \\pi d^2/4$, since "
            "1 MPa is 1 N/mm². So $d = \\sqrt{4A/\\pi}$; without the root the area is taken in "
            "proportion to the diameter."
        ),
    )


@generator("elasticity.energy-in-a-stretched-wire")
def energy_in_a_stretched_wire(rng: random.Random) -> Draft:
    """Energy in a wire from its sizes and its extension; the half or the length left out."""
    length, area = rng.choice([2, 3, 4, 5]), rng.choice([1, 2, 3, 4])
    extension, young = rng.choice([1, 2, 3, 4]), rng.choice([1, 2])
    energy = 0.5 * young * 1e11 * area * 1e-6 / length * (extension * 1e-3) ** 2
    return Draft(
        stem=(
            f"A wire of length {length} m and area ${area}\\ \\text{{mm}}^2$ is stretched by "
            f"{extension} mm within its elastic limit; its Young's modulus is $Y = {young}\\times "
            "10^{11}\\ \\text{Pa}$. How much elastic energy does it store?"
        ),
        answer=fixed(energy, "J", 3),
        wrong=(
            Wrong(fixed(2 * energy, "J", 3), "elasticity-half"),
            Wrong(fixed(energy * length, "J", 3), "elasticity-length"),
            Wrong(fixed(energy / 2, "J", 3), None),
        ),
        explanation=(
            f"The force at the end is $YA\\,\\Delta L/L = {2 * energy / (extension * 1e-3):.4g}$ "
            f"N. The energy is half of force times extension, {energy:.3f} J, for the force grows "
            f"from zero."
        ),
    )
