"""Generators of the lesson on vectors."""

import math
import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("vectors.resultant-at-an-angle")
def resultant_at_an_angle(rng: random.Random) -> Draft:
    """Resultant of two forces at 60 or 120 degrees; the middle term dropped or turned."""
    a, b, angle = rng.randint(3, 15), rng.randint(3, 15), rng.choice([60, 120])
    middle = a * b if angle == 60 else -a * b
    return Draft(
        stem=(
            f"Forces of {a} N and {b} N act on a particle with an angle of ${angle}^\\circ$ "
            f"between them. What is the magnitude of their resultant?"
        ),
        answer=fixed(math.sqrt(a * a + b * b + middle), "N"),
        wrong=(
            Wrong(fixed(math.hypot(a, b), "N"), "vectors-ninety"),
            Wrong(fixed(a + b, "N"), "vectors-plain-sum"),
            Wrong(fixed(math.sqrt(a * a + b * b - middle), "N"), "vectors-difference-sign"),
        ),
        explanation=(
            f"$R^2 = {a}^2 + {b}^2 + 2\\times {a}\\times {b}\\cos {angle}^\\circ = "
            f"{a * a + b * b} {'+' if middle > 0 else '-'} {a * b} = {a * a + b * b + middle}$. "
            "The theorem of Pythagoras holds at a right angle only."
        ),
    )


@generator("vectors.third-force-of-balance")
def third_force_of_balance(rng: random.Random) -> Draft:
    """The force that balances a slanting and a level one, over a 3-4-5 angle."""
    cos, sin = rng.choice([(0.6, 0.8), (0.8, 0.6)])
    pull, level = rng.choice(range(20, 101, 10)), rng.choice(range(4, 41, 4))
    across, up = pull * cos, pull * sin
    return Draft(
        stem=(
            f"A ring is pulled by {level} N due east and by {pull} N at an angle $\\theta$ north "
            f"of east, where $\\cos\\theta = {cos}$ and $\\sin\\theta = {sin}$. What is the "
            f"magnitude of the third force that keeps the ring at rest?"
        ),
        answer=fixed(math.hypot(across + level, up), "N"),
        wrong=(
            Wrong(fixed(pull + level, "N"), "vectors-plain-sum"),
            Wrong(fixed(math.hypot(pull, level), "N"), "vectors-ninety"),
            Wrong(fixed(math.hypot(up + level, across), "N"), "vectors-sine-cosine"),
        ),
        explanation=(
            f"East: ${level} + {pull}\\times {cos} = {across + level:.0f}$ N; north: "
            f"${pull}\\times {sin} = {up:.0f}$ N. The third force is opposite to the sum and has "
            f"its magnitude, $\\sqrt{{{across + level:.0f}^2 + {up:.0f}^2}}$ N."
        ),
    )


@generator("vectors.projection-on-a-vector")
def projection_on_a_vector(rng: random.Random) -> Draft:
    """Projection on a vector of whole magnitude; the division by it is forgotten or wrong."""
    x, y, z, size = rng.choice([(1, 2, 2, 3), (2, 3, 6, 7), (1, 4, 8, 9), (4, 4, 7, 9)])
    a, b, c = rng.randint(2, 9), rng.randint(1, 9), rng.randint(1, 9)
    product = a * x + b * y - c * z
    return Draft(
        stem=(
            f"What is the projection of $\\vec A = {a}\\hat i + {b}\\hat j - {c}\\hat k$ on the "
            f"direction of $\\vec B = {x if x > 1 else ''}\\hat i + {y}\\hat j + {z}\\hat k$?"
        ).replace("1\\hat", "\\hat"),
        answer=fixed(product / size, "", 2),
        wrong=(
            Wrong(fixed(product, "", 2), "vectors-projection"),
            Wrong(fixed((product + 2 * c * z) / size, "", 2), "vectors-difference-sign"),
            Wrong(fixed(product / math.sqrt(a * a + b * b + c * c), "", 2), "vectors-product-kind"),
        ),
        explanation=(
            f"$\\vec A\\cdot\\vec B = {a * x} + {b * y} - {c * z} = {product}$ and $B = {size}$, "
            f"so the projection is ${product}/{size}$. Only the magnitude of $\\vec B$ divides."
        ),
    )
