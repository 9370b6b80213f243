"""Generators of the lesson on the binomial theorem."""

import random
from math import comb

from tutoring.generators.mathematics.writing import inline, signed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("binomial-theorem.coefficient-of-a-power")
def coefficient_of_a_power(rng: random.Random) -> Draft:
    """Coefficient of x^k in (a - bx)^n, k odd; wrong options lose sign, powers or the index."""
    a, b, n = rng.randint(1, 3), rng.randint(2, 4), rng.randint(5, 8)
    k = rng.choice([3, 5])
    if k == n:
        n += 1
    size = comb(n, k) * a ** (n - k) * b**k
    neighbour = comb(n, k - 1) * a ** (n - k + 1) * b ** (k - 1)
    return Draft(
        stem=f"What is the coefficient of $x^{k}$ in the expansion of $({a} - {b}x)^{n}$?",
        answer=inline(-size),
        wrong=(
            Wrong(inline(size), "binom-sign-lost"),
            Wrong(inline(-comb(n, k)), "binom-coefficient-only"),
            Wrong(inline(neighbour), "binom-index-shift"),
        ),
        explanation=(
            f"The term is $\\binom{{{n}}}{{{k}}}\\,{a}^{{{n - k}}}(-{b}x)^{k}$, so the coefficient "
            f"is ${comb(n, k)}\\times {a ** (n - k)}\\times(-{b**k}) = {-size}$."
        ),
    )


@generator("binomial-theorem.constant-term")
def constant_term(rng: random.Random) -> Draft:
    """Constant term of (x^p + a/x)^n; wrong options take the neighbour or forget the power of a."""
    power, third = rng.choice([(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (3, 2)])
    a = rng.randint(2, 5)
    n = third * (power + 1)
    r = power * third
    answer = comb(n, r) * a**r
    letter = "x" if power == 1 else f"x^{power}"
    return Draft(
        stem=(
            f"What is the constant term, free of $x$, in the expansion of "
            f"$\\left({letter} + \\dfrac{{{a}}}{{x}}\\right)^{{{n}}}$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(comb(n, r)), "binom-coefficient-only"),
            Wrong(inline(comb(n, r - 1) * a ** (r - 1)), "binom-index-shift"),
            Wrong(inline(comb(n, r) * a), "binom-coefficient-only"),
        ),
        explanation=(
            f"The power of $x$ in $T_{{r+1}}$ is ${power * n} - {power + 1}r$, which is zero for "
            f"$r = {r}$. The term is $\\binom{{{n}}}{{{r}}}\\,{a}^{{{r}}} = {answer}$."
        ),
    )


@generator("binomial-theorem.product-of-two-factors")
def product_of_two_factors(rng: random.Random) -> Draft:
    """Coefficient in (1 + px)(1 - x)^n; wrong options lose signs, a contribution or the p."""
    p, n, k = rng.randint(2, 5), rng.randint(5, 9), rng.randint(2, 4)
    own, carried = (-1) ** k * comb(n, k), (-1) ** (k - 1) * comb(n, k - 1)
    answer = own + p * carried
    return Draft(
        stem=f"What is the coefficient of $x^{k}$ in the expansion of $(1 + {p}x)(1 - x)^{n}$?",
        answer=inline(answer),
        wrong=(
            Wrong(inline(abs(own) + p * abs(carried)), "binom-sign-lost"),
            Wrong(inline(own + carried), "binom-coefficient-only"),
            Wrong(inline(own), None),
        ),
        explanation=(
            f"Two products contribute: $1$ with the term in $x^{k}$, ${own}$, and ${p}x$ with the "
            f"term before it, ${p}\\times({carried})$. Together ${own} {signed(p * carried)} = "
            f"{answer}$."
        ),
    )
