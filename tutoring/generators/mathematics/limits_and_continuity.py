"""Generators of the lesson on limits and continuity."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial, signed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("limits-and-continuity.common-factor")
def common_factor(rng: random.Random) -> Draft:
    """Limit of a quotient with a common zero; wrong options read 0/0 or the leading terms."""
    at, above, below = rng.choice([-4, -3, -2, 2, 3, 4, 5]), rng.randint(1, 7), rng.randint(-7, -1)
    top = [1, above - at, -at * above]
    bottom = [2, -2 * at - below, at * below]
    answer = Fraction(at + above, 2 * at - below) if 2 * at != below else Fraction(0)
    return Draft(
        stem=(
            f"What is $\\displaystyle\\lim_{{x\\to {at}}} "
            f"\\frac{{{polynomial(top)}}}{{{polynomial(bottom)}}}$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong("$0$", "limit-zero-over-zero"),
            Wrong("$1$", "limit-zero-over-zero"),
            Wrong(inline(Fraction(1, 2)), "limit-infinity-terms"),
        ),
        explanation=(
            f"Above and below contain the factor $x {signed(-at)}$. It cancels and leaves "
            f"$\\dfrac{{x + {above}}}{{2x {signed(-below)}}}$, which tends to {inline(answer)}. "
            "The ratio of the leading coefficients belongs to $x\\to\\infty$."
        ),
    )


@generator("limits-and-continuity.standard-sine-limits")
def standard_sine_limits(rng: random.Random) -> Draft:
    """Limit of (1 - cos ax)/(x sin bx); wrong options lose factors of the arguments."""
    a, b = rng.randint(2, 9), rng.randint(2, 7)
    answer = Fraction(a * a, 2 * b)
    return Draft(
        stem=(
            f"What is $\\displaystyle\\lim_{{x\\to0}} "
            f"\\frac{{1-\\cos {a}x}}{{x\\,\\sin {b}x}}$, with the angles in radians?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(Fraction(1, 2)), "limit-argument"),
            Wrong(inline(Fraction(a, 2 * b)), "limit-argument"),
            Wrong(inline(Fraction(a * a, b)), None),
        ),
        explanation=(
            f"Near $0$ the numerator behaves as $\\tfrac12({a}x)^2 = \\tfrac{{{a * a}}}2x^2$ and "
            f"the "
            f"denominator as ${b}x^2$, so the limit is {inline(answer)}."
        ),
    )


@generator("limits-and-continuity.powers-tending-to-e")
def powers_tending_to_e(rng: random.Random) -> Draft:
    """Limit of ((x + a)/(x - b))^(cx); wrong options take 1 or part of the exponent."""
    a, b, c = rng.randint(1, 6), rng.randint(1, 6), rng.randint(2, 5)
    return Draft(
        stem=(
            f"What is $\\displaystyle\\lim_{{x\\to\\infty}} "
            f"\\left(\\frac{{x + {a}}}{{x - {b}}}\\right)^{{{c}x}}$?"
        ),
        answer=inline(f"e^{{{(a + b) * c}}}"),
        wrong=(
            Wrong("$e^{0}$", "limit-one-power"),
            Wrong(inline(f"e^{{{a + b}}}"), "limit-one-power"),
            Wrong(inline(f"e^{{{abs(a - b) * c}}}"), None),
        ),
        explanation=(
            f"The base is $1 + \\dfrac{{{a + b}}}{{x - {b}}}$. Base minus one times the exponent "
            f"tends to ${a + b}\\times {c} = {(a + b) * c}$, so the limit is "
            f"$e^{{{(a + b) * c}}}$. "
            "A base that tends to $1$ does not make the power $1$."
        ),
    )
