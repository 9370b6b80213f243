"""Generators of the lesson on vector algebra."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, surd
from tutoring.generators.registry import Draft, Wrong, generator

TRIPLES = [(1, 2, 2, 3), (2, 3, 6, 7), (2, 6, 9, 11), (1, 4, 8, 9), (4, 4, 7, 9), (2, 4, 4, 6)]
ACROSS = {(1, 2, 2): (2, 1, -2), (2, 1, 2): (1, 2, -2), (2, 2, 1): (1, -2, 2)}  # perpendicular


def components(x: int, y: int, z: int) -> str:
    """Return a vector as TeX in unit vectors, without dollars."""
    text = ""
    for size, name in ((x, "\\hat\\imath"), (y, "\\hat\\jmath"), (z, "\\hat k")):
        if size:
            sign = "-" if size < 0 else "+" if text else ""
            text += f" {sign} " if text else sign
            text += ("" if abs(size) == 1 else str(abs(size))) + name
    return text or "\\vec 0"


@generator("vector-algebra.projection")
def projection(rng: random.Random) -> Draft:
    """Projection of a on b; wrong options divide by nothing, by the square or by |a|."""
    *sizes, length = rng.choice(TRIPLES)
    rng.shuffle(sizes)
    b = tuple(rng.choice([-1, 1]) * size for size in sizes)
    a = tuple(rng.randint(-4, 6) for _ in range(3))
    dot = sum(p * q for p, q in zip(a, b, strict=True))
    square = sum(p * p for p in a)
    if dot <= 0 or square == length**2:
        return projection(rng)
    return Draft(
        stem=(
            f"What is the projection of $\\vec a = {components(*a)}$ on the direction of "
            f"$\\vec b = {components(*b)}$?"
        ),
        answer=inline(Fraction(dot, length)),
        wrong=(
            Wrong(inline(dot), "vector-projection"),
            Wrong(inline(Fraction(dot, length**2)), "vector-projection"),
            Wrong(inline(f"\\dfrac{{{dot}}}{{{surd(square)}}}"), "vector-projection"),
        ),
        explanation=(
            f"$\\vec a\\cdot\\vec b = {dot}$ and $|\\vec b| = {length}$, so the projection is "
            f"{inline(Fraction(dot, length))}. It is divided by the length of the vector on which "
            "one projects, once."
        ),
    )


@generator("vector-algebra.length-of-a-sum")
def length_of_a_sum(rng: random.Random) -> Draft:
    """Length of a + b or a - b at 60 or 120 degrees; wrong options add lengths or use 90."""
    p, q = rng.sample(range(2, 10), 2)
    angle, sign = rng.choice([60, 120]), rng.choice(["+", "-"])
    mixed = p * q if (angle == 60) == (sign == "+") else -p * q
    square = p * p + q * q + mixed
    return Draft(
        stem=(
            f"Two vectors have the lengths $|\\vec a| = {p}$ and $|\\vec b| = {q}$ and enclose an "
            f"angle of ${angle}^\\circ$. What is $|\\vec a {sign} \\vec b|$?"
        ),
        answer=inline(surd(square)),
        wrong=(
            Wrong(inline(p + q if sign == "+" else abs(p - q)), "vector-magnitudes"),
            Wrong(inline(surd(p * p + q * q)), "vector-magnitudes"),
            Wrong(inline(surd(square - 2 * mixed)), "vector-tails"),
        ),
        explanation=(
            f"$|\\vec a {sign} \\vec b|^2 = {p * p} + {q * q} {sign} 2\\times {p}\\times {q}"
            f"\\cos{angle}^\\circ = {square}$."
        ),
    )


@generator("vector-algebra.area-of-a-triangle")
def area_of_a_triangle(rng: random.Random) -> Draft:
    """Area of a triangle from its corners; wrong options forget the half or the sine."""
    side, normal = rng.choice(list(ACROSS.items()))
    k, m = rng.randint(1, 3), rng.choice([-2, -1, 1, 2, 3])
    corner = [rng.randint(-3, 4) for _ in range(3)]
    other = [2 * k * n + m * s for n, s in zip(normal, side, strict=True)]
    far = sum(x * x for x in other)
    skewed = f"\\dfrac{{{surd(far, 3)}}}{{2}}" if far % 4 else surd(far // 4, 3)
    points = [
        ", ".join(str(c + d) for c, d in zip(corner, step, strict=True))
        for step in ((0, 0, 0), side, other)
    ]
    return Draft(
        stem=(
            f"What is the area of the triangle with the corners $A({points[0]})$, $B({points[1]})$ "
            f"and $C({points[2]})$?"
        ),
        answer=inline(9 * k),
        wrong=(
            Wrong(inline(18 * k), "vector-half"),
            Wrong(inline(Fraction(9 * abs(m), 2)), "vector-dot-cross"),
            Wrong(inline(skewed), "vector-magnitudes"),
        ),
        explanation=(
            f"$\\vec{{AB}} = {components(*side)}$ and $\\vec{{AC}} = {components(*other)}$. The "
            f"length "
            f"of their vector product is ${18 * k}$, and the triangle has half of it."
        ),
    )
