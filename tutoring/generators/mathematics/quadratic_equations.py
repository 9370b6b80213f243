"""Generators of the lesson on quadratic equations."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial
from tutoring.generators.registry import Draft, Wrong, generator


@generator("quadratic-equations.squares-of-the-roots")
def squares_of_the_roots(rng: random.Random) -> Draft:
    """Sum of the squares of the roots; wrong options mistake the term with the product."""
    total, product = rng.randint(3, 12), rng.choice([-7, -5, -4, -3, -2, 1, 2])
    answer = total**2 - 2 * product
    return Draft(
        stem=(
            f"Let $\\alpha$ and $\\beta$ be the roots of ${polynomial([1, -total, product])} = 0$. "
            "What is $\\alpha^2 + \\beta^2$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(total**2), "quad-from-sum"),
            Wrong(inline(total**2 - product), "quad-from-sum"),
            Wrong(inline(total**2 + 2 * product), None),
        ),
        explanation=(
            f"$\\alpha + \\beta = {total}$ and $\\alpha\\beta = {product}$, so $\\alpha^2 + "
            f"\\beta^2 "
            f"= {total}^2 - 2\\times({product}) = {answer}$. The square of the sum alone is "
            f"${total**2}$."
        ),
    )


@generator("quadratic-equations.reciprocals-of-the-roots")
def reciprocals_of_the_roots(rng: random.Random) -> Draft:
    """Sum of the reciprocals of the roots; wrong options mistake a sign or invert the sum."""
    a, b, c = rng.randint(2, 5), rng.choice([-1, 1]) * rng.randint(7, 15), rng.randint(1, 3)
    answer = Fraction(-b, c)
    return Draft(
        stem=(
            f"Let $\\alpha$ and $\\beta$ be the roots of ${polynomial([a, b, c])} = 0$. "
            "What is $\\dfrac{1}{\\alpha} + \\dfrac{1}{\\beta}$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(-answer), "quad-sum-sign"),
            Wrong(inline(Fraction(-a, b)), "quad-from-sum"),
            Wrong(inline(Fraction(-b * a, c)), "quad-leading-ignored"),
        ),
        explanation=(
            "$\\dfrac1\\alpha + \\dfrac1\\beta = \\dfrac{\\alpha+\\beta}{\\alpha\\beta}$ with "
            f"$\\alpha+\\beta = {inline(Fraction(-b, a))[1:-1]}$ and $\\alpha\\beta = "
            f"{inline(Fraction(c, a))[1:-1]}$, which gives {inline(answer)}."
        ),
    )


@generator("quadratic-equations.integers-in-an-inequality")
def integers_in_an_inequality(rng: random.Random) -> Draft:
    """How many integers satisfy (x - p)(x - q) < 0; wrong options miscount the ends."""
    low, gap = rng.randint(-7, 3), rng.randint(4, 11)
    high = low + gap
    inequality = f"{polynomial([1, -(low + high), low * high])} < 0"
    return Draft(
        stem=f"How many integers $x$ satisfy ${inequality}$?",
        answer=inline(gap - 1),
        wrong=(
            Wrong(inline(gap + 1), "quad-inequality"),
            Wrong(inline(2), "quad-inequality"),
            Wrong(inline(gap), None),
        ),
        explanation=(
            f"The roots are ${low}$ and ${high}$. The expression is negative strictly between "
            f"them, "
            f"at the integers from ${low + 1}$ to ${high - 1}$: ${gap - 1}$ of them. "
            "At the roots it is zero, not negative."
        ),
    )
