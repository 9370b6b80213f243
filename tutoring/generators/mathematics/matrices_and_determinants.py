"""Generators of the lesson on matrices and determinants."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline
from tutoring.generators.registry import Draft, Wrong, generator


def _matrix(a: int, b: int, c: int, d: int) -> str:
    return f"\\begin{{pmatrix}} {a} & {b} \\\\ {c} & {d} \\end{{pmatrix}}"


@generator("matrices-and-determinants.entry-of-a-product")
def entry_of_a_product(rng: random.Random) -> Draft:
    """First row, second column of AB; wrong options multiply entrywise or take BA."""
    a, b, c, d, p, q, r, s = (rng.randint(-4, 6) for _ in range(8))
    answer = a * q + b * s
    return Draft(
        stem=(
            f"Let $A = {_matrix(a, b, c, d)}$ and $B = {_matrix(p, q, r, s)}$. "
            "Which number stands in the first row and second column of $AB$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(b * q), "matrix-entrywise"),
            Wrong(inline(p * b + q * d), "matrix-commute"),
            Wrong(inline(c * p + d * r), None),
        ),
        explanation=(
            f"Row 1 of $A$ meets column 2 of $B$: $({a})({q}) + ({b})({s}) = {answer}$. "
            f"In $BA$ that place holds ${p * b + q * d}$."
        ),
    )


@generator("matrices-and-determinants.determinant-of-a-scaled-product")
def determinant_of_a_scaled_product(rng: random.Random) -> Draft:
    """Determinant of kAB of order n; wrong options take out k once or add determinants."""
    order, k = rng.choice([(2, 3), (2, 4), (2, 5), (3, 2), (3, 3), (4, 2)])
    first, second = rng.choice([-3, -2, 2, 3, 4, 5]), rng.choice([-4, 2, 3, 4, 6, 7])
    answer = k**order * first * second
    return Draft(
        stem=(
            f"$A$ and $B$ are square matrices of order ${order}$ with $|A| = {first}$ and "
            f"$|B| = {second}$. What is $|{k}AB|$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(k * first * second), "matrix-scalar-det"),
            Wrong(inline(k * order * first * second), "matrix-scalar-det"),
            Wrong(inline(k**order * (first + second)), "matrix-det-adds"),
        ),
        explanation=(
            f"Each of the ${order}$ rows gives a factor ${k}$: $|{k}AB| = {k}^{order}|A||B| = "
            f"{k**order}\\times({first})\\times({second}) = {answer}$."
        ),
    )


@generator("matrices-and-determinants.entry-of-an-inverse")
def entry_of_an_inverse(rng: random.Random) -> Draft:
    """Upper right entry of the inverse; wrong options forget determinant, sign or the adjoint."""
    a, b, c, d = rng.randint(2, 7), rng.randint(2, 7), rng.randint(1, 6), rng.randint(2, 7)
    while abs(a * d - b * c) < 2:
        a, d = a + 1, d + 1
    determinant = a * d - b * c
    answer = Fraction(-b, determinant)
    return Draft(
        stem=(
            f"Let $A = {_matrix(a, b, c, d)}$. Which number stands in the first row and second "
            "column of $A^{-1}$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(Fraction(-b)), "matrix-inverse-det"),
            Wrong(inline(Fraction(1, b)), "matrix-entrywise"),
            Wrong(inline(-answer), "matrix-sign-pattern"),
        ),
        explanation=(
            f"$|A| = {a}\\times {d} - {b}\\times {c} = {determinant}$ and the adjoint has "
            f"$-{b}$ in that place, so the entry is {inline(answer)}."
        ),
    )
