"""Generators of the lesson on logarithms and indices."""

import random
from fractions import Fraction

from tutoring.generators.registry import Draft, Wrong, generator


def _exact(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    if value.denominator == 1:
        return f"${value.numerator}$"
    return f"${sign}\\dfrac{{{abs(value.numerator)}}}{{{value.denominator}}}$"


@generator("logarithms-and-indices.same-base-equation")
def same_base_equation(rng: random.Random) -> Draft:
    """An equation in powers of one base; exponents are added or a sign is lost."""
    base, p, q = rng.choice([(2, 2, 3), (2, 3, 2), (3, 2, 3), (3, 3, 2), (2, 2, 5), (5, 2, 3)])
    shift, power = rng.randint(1, 5), rng.randint(2, 9)
    answer = Fraction(q * power, p) - shift
    return Draft(
        stem=f"If ${base**p}^{{x + {shift}}} = {base**q}^{{{power}}}$, what is $x$?",
        answer=_exact(answer),
        wrong=(
            Wrong(_exact(Fraction(q + power - p - shift)), "logidx-add-exponents"),
            Wrong(_exact(Fraction(q * power - shift, p)), None),
            Wrong(_exact(Fraction(p * power, q) - shift), "logidx-base-role"),
        ),
        explanation=(
            f"Both sides are powers of ${base}$: ${p}(x + {shift}) = {q}\\cdot {power}$, so "
            f"$x + {shift}$ is ${q * power}/{p}$ and $x = $ {_exact(answer)}. Powers of powers "
            "multiply their exponents."
        ),
    )


@generator("logarithms-and-indices.sum-of-two-logs")
def sum_of_two_logs(rng: random.Random) -> Draft:
    """Sum of logs gives a quadratic; one root is false, and a law for sums is tempting."""
    base = rng.choice([2, 2, 3, 4, 5, 6, 7, 10])
    power = rng.randint(3, 8) if base == 2 else rng.randint(2, 3)
    product = base**power
    pairs = [(n, product // n) for n in range(1, product) if product % n == 0 and n * n < product]
    small, large = rng.choice(pairs)
    gap = large - small
    return Draft(
        stem=(
            f"What is the sum of all real solutions of "
            f"$\\log_{{{base}}} x + \\log_{{{base}}} (x - {gap}) = {power}$?"
        ),
        answer=_exact(Fraction(large)),
        wrong=(
            Wrong(_exact(Fraction(gap)), "logidx-domain"),
            Wrong(_exact(Fraction(product + gap, 2)), "logidx-sum-law"),
            Wrong(_exact(Fraction(-small)), "logidx-domain"),
        ),
        explanation=(
            f"$x(x - {gap}) = {base}^{{{power}}} = {product}$ gives $x = {large}$ or "
            f"$x = -{small}$. The arguments must be positive, so only ${large}$ remains. "
            "There is no law that adds the arguments."
        ),
    )


@generator("logarithms-and-indices.logs-in-terms-of-logs")
def logs_in_terms_of_logs(rng: random.Random) -> Draft:
    """A logarithm between powers of one base; base and argument are easily exchanged."""
    base = rng.choice([2, 3, 5])
    below, above = rng.sample([2, 3, 4, 5], 2)
    factor = rng.randint(2, 6)
    answer = Fraction(above * factor, below)
    return Draft(
        stem=(f"What is the value of ${factor}\\log_{{{base**below}}} {base**above}$?"),
        answer=_exact(answer),
        wrong=(
            Wrong(_exact(Fraction(below * factor, above)), "logidx-base-role"),
            Wrong(_exact(Fraction(factor * (above - below))), "logidx-quotient"),
            Wrong(_exact(Fraction(above, below * factor)), "logidx-base-role"),
        ),
        explanation=(
            f"${base**above} = {base}^{above}$ and ${base**below} = {base}^{below}$, so the "
            f"logarithm is the quotient ${above}/{below}$ of the exponents; times ${factor}$ this "
            f"is {_exact(answer)}."
        ),
    )
