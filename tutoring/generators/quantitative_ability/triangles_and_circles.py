"""Generators of the lesson on triangles and circles."""

import math
import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator

TRIANGLES = ((13, 14, 15), (5, 5, 6), (5, 5, 8), (13, 13, 10), (10, 13, 13), (17, 10, 9))
MORE = ((17, 10, 21), (20, 13, 11), (25, 17, 12), (15, 13, 4), (20, 37, 51), (26, 25, 3))


@generator("triangles-and-circles.height-of-a-heron-triangle")
def height_of_a_heron_triangle(rng: random.Random) -> Draft:
    """Height on a chosen side of a triangle of whole area; the half or the right angle mislead."""
    scale = rng.choice([1, 2, 3])
    a, b, c = rng.sample([scale * side for side in rng.choice(TRIANGLES + MORE)], 3)
    s = (a + b + c) / 2
    area = math.sqrt(s * (s - a) * (s - b) * (s - c))
    return Draft(
        stem=(
            f"The sides of a triangle are {a} cm, {b} cm and {c} cm. What is the length of the "
            f"height on the side of {a} cm?"
        ),
        answer=fixed(2 * area / a, "cm", 2),
        wrong=(
            Wrong(fixed(area / a, "cm", 2), None),
            Wrong(fixed(b * c / a, "cm", 2), "tricircle-right-angle"),
            Wrong(fixed(2 * area / s, "cm", 2), "tricircle-half-chord"),
        ),
        explanation=(
            f"$s = {s:g}$ and the area is $\\sqrt{{s(s - a)(s - b)(s - c)}} = {area:g}$ cm². Half "
            f"of base times height is the area, so the height is $2\\times {area:g}/{a}$ cm."
        ),
    )


@generator("triangles-and-circles.area-cut-off-by-a-parallel")
def area_cut_off_by_a_parallel(rng: random.Random) -> Draft:
    """Area below a parallel to the base; ratios of parts, or of lengths, mislead."""
    upper, lower = rng.randint(1, 6), rng.randint(1, 6)
    if math.gcd(upper, lower) > 1:
        return area_cut_off_by_a_parallel(rng)
    unit = rng.randint(2, 12)
    whole = unit * (upper + lower) ** 2
    small = unit * upper**2
    return Draft(
        stem=(
            f"In triangle $ABC$ of area {whole} cm² the point $D$ on $AB$ has $AD : DB = {upper} : "
            f"{lower}$. The line through $D$ parallel to $BC$ meets $AC$ at $E$. What is the area "
            "of the quadrilateral $DBCE$?"
        ),
        answer=fixed(whole - small, "cm^2"),
        wrong=(
            Wrong(fixed(whole * lower / (upper + lower), "cm^2"), "tricircle-area-ratio"),
            Wrong(fixed(small, "cm^2"), "tricircle-parts"),
            Wrong(fixed(whole * lower**2 / (upper**2 + lower**2), "cm^2"), "tricircle-parts"),
        ),
        explanation=(
            f"$ADE$ is similar to $ABC$ with the ratio ${upper} : {upper + lower}$, so its area is "
            f"${small}$ cm². The rest is ${whole} - {small} = {whole - small}$ cm²."
        ),
    )


@generator("triangles-and-circles.chord-of-a-secant")
def chord_of_a_secant(rng: random.Random) -> Draft:
    """Radius of a circle from a tangent and the distance of its nearest point."""
    near = rng.randint(2, 12)
    tangent = near + rng.randint(1, 12)
    far = tangent**2 / near
    return Draft(
        stem=(
            f"From a point $P$ outside a circle the tangent has the length {tangent} cm. The line "
            f"from $P$ through the centre meets the circle first {near} cm from $P$. What is the "
            "radius of the circle?"
        ),
        answer=fixed((far - near) / 2, "cm", 2),
        wrong=(
            Wrong(fixed(far - near, "cm", 2), "tricircle-half-chord"),
            Wrong(fixed(far / 2, "cm", 2), "tricircle-parts"),
            Wrong(fixed(math.sqrt(tangent**2 - near**2), "cm", 2), "tricircle-right-angle"),
        ),
        explanation=(
            f"$PT^2 = PA\\cdot PB$: ${tangent}^2 = {near}({near} + 2r)$, so $2r = {far:.4g} - "
            f"{near}$ cm. The far point lies {near} + 2r from $P$."
        ).replace(f"{near} + 2r from", f"${near} + 2r$ from"),
    )
