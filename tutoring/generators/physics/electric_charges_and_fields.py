"""Generators of the lesson on electric charges and fields."""

import random

from tutoring.generators.decimals import decimals, fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("electric-charges-and-fields.force-after-touching")
def force_after_touching(rng: random.Random) -> Draft:
    """Force after two equal balls touched and were moved apart; charges shared, signs kept."""
    one, two = rng.choice(range(2, 13, 2)), -rng.choice(range(2, 13, 2))
    times, first = rng.choice([1, 2, 3]), rng.choice(range(12, 97, 12))
    each = (one + two) / 2
    far = {1: "the same distance", 2: "twice the distance", 3: "three times the distance"}
    force = first * each**2 / abs(one * two) / times**2
    return Draft(
        stem=(
            f"Two equal small metal balls carry {one} µC and {two} µC and attract each other with "
            f"{first} mN. They touch and are then put at {far[times]}. What is the magnitude of "
            f"the force between them now?"
        ),
        answer=fixed(force, "mN", 3),
        wrong=(
            Wrong(fixed(force * times, "mN", 3), "field-inverse"),
            Wrong(
                fixed(first * ((one - two) / 2) ** 2 / abs(one * two) / times**2, "mN", 3),
                "field-scalar",
            ),
            Wrong(fixed(first / times**2, "mN", 3), None),
        ),
        explanation=(
            f"After touching each ball has $({one} - {-two})/2 = {each:g}$ µC. The force is "
            f"${first}\\times\\frac{{{each * each:g}}}{{{abs(one * two)}}}$ mN, divided by "
            f"${times}^2$."
        ),
    )


@generator("electric-charges-and-fields.point-of-zero-field")
def point_of_zero_field(rng: random.Random) -> Draft:
    """Zero of the field of two unlike charges, beyond the smaller one."""
    big, small = rng.choice([(3, 1), (3, 2), (4, 1), (4, 3), (5, 2), (5, 3), (5, 4), (2, 1)])
    distance = rng.choice([6, 10, 12, 15, 18, 20, 24, 30])
    return Draft(
        stem=(
            f"Charges of +{big * big} µC and -{small * small} µC are fixed {distance} cm apart. "
            f"How far from the negative charge, on the line through both, is the point at finite "
            f"distance where the field is zero?"
        ),
        answer=fixed(distance * small / (big - small), "cm"),
        wrong=(
            Wrong(fixed(distance * small / (big + small), "cm"), "field-sign-null"),
            Wrong(fixed(distance * small**2 / (big**2 - small**2), "cm"), "field-inverse"),
            Wrong(fixed(distance * big / (big - small), "cm"), None),
        ),
        explanation=(
            f"Beyond the smaller charge ${big}^2/({distance} + x)^2 = {small}^2/x^2$, so ${big}x = "
            f"{small if small > 1 else ''}({distance} + x)$. Between unlike "
            "charges both fields point the same way and cannot cancel."
        ),
    )


def _flux(value: float) -> str:
    return f"${decimals(value, 0)}\\ \\text{{N m}}^2/\\text{{C}}$"


@generator("electric-charges-and-fields.flux-of-a-slanting-field")
def flux_of_a_slanting_field(rng: random.Random) -> Draft:
    """Flux of a uniform field given by components through a flat square; sine and size mix up."""
    x, y = rng.sample(range(2, 13), 2)
    side = rng.choice([10, 20, 30, 40, 50])
    area = side * side / 10_000
    return Draft(
        stem=(
            f"A uniform field is $\\vec E = ({x}\\hat i + {y}\\hat j)\\times 10^3\\ "
            f"\\text{{N/C}}$. What is its flux through a flat square of side {side} cm that is "
            f"parallel to the $yz$ plane?"
        ),
        answer=_flux(1000 * x * area),
        wrong=(
            Wrong(_flux(1000 * y * area), "field-dipole-angle"),
            Wrong(_flux(1000 * (x + y) * area), "field-scalar"),
            Wrong(_flux(10 * x * side), None),
        ),
        explanation=(
            f"The normal of the $yz$ plane is along $x$, so only $E_x$ passes: ${x}000\\times "
            f"{area:g} = {1000 * x * area:g}$. The component along $y$ runs within the plane."
        ),
    )
