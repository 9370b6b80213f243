"""Generators of the lesson on definite integrals and areas."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial
from tutoring.generators.registry import Draft, Wrong, generator


@generator("definite-integrals-and-areas.polynomial-between-limits")
def polynomial_between_limits(rng: random.Random) -> Draft:
    """Integral of 3px^2 + 2qx between limits; wrong options mistreat the lower limit."""
    p, q = rng.randint(1, 3), rng.choice([-3, -2, -1, 1, 2, 3, 4])
    low, high = rng.choice([-2, -1, 1, 2]), rng.randint(3, 5)
    upper, lower = p * high**3 + q * high**2, p * low**3 + q * low**2
    slope = 3 * p * high**2 + 2 * q * high - 3 * p * low**2 - 2 * q * low
    return Draft(
        stem=(
            f"What is $\\displaystyle\\int_{{{low}}}^{{{high}}} "
            f"({polynomial([3 * p, 2 * q, 0])})\\,dx$?"
        ),
        answer=inline(upper - lower),
        wrong=(
            Wrong(inline(upper), "defint-lower-limit"),
            Wrong(inline(upper + lower), "defint-lower-limit"),
            Wrong(inline(slope), None),
        ),
        explanation=(
            f"With $F(x) = {polynomial([p, q, 0, 0])}$ the integral is $F({high}) - F({low}) = "
            f"{upper} - ({lower}) = {upper - lower}$."
        ),
    )


@generator("definite-integrals-and-areas.integral-of-a-modulus")
def integral_of_a_modulus(rng: random.Random) -> Draft:
    """Integral of k|x - c| over an interval around c; wrong options let the parts cancel."""
    c, left, right, k = rng.randint(-2, 5), rng.randint(1, 4), rng.randint(2, 6), rng.randint(1, 4)
    lead = "" if k == 1 else str(k)
    inside = polynomial([1, -c])
    total = Fraction(k * (left**2 + right**2), 2)
    return Draft(
        stem=(
            f"What is $\\displaystyle\\int_{{{c - left}}}^{{{c + right}}} {lead}|{inside}|\\,dx$?"
        ),
        answer=inline(total),
        wrong=(
            Wrong(inline(Fraction(k * (right**2 - left**2), 2)), "defint-signed-area"),
            Wrong(inline(2 * total), None),
            Wrong(inline(Fraction(k * right**2, 2)), "defint-signed-area"),
        ),
        explanation=(
            f"The graph makes two triangles that meet at $x = {c}$, with bases ${left}$ and "
            f"${right}$ and heights ${k * left}$ and ${k * right}$. Their areas add up to "
            f"{inline(total)}; without the modulus they would be subtracted."
        ),
    )


@generator("definite-integrals-and-areas.between-parabola-and-line")
def between_parabola_and_line(rng: random.Random) -> Draft:
    """Area between y = x^2 and a line; wrong options add the integrals or take one alone."""
    low, gap = rng.randint(-4, 3), rng.randint(1, 6)
    high = low + gap
    under_line = Fraction((low * low + high * high) * gap, 2)
    under_curve = Fraction(high**3 - low**3, 3)
    answer = Fraction(gap**3, 6)
    line = polynomial([low + high, -low * high])
    return Draft(
        stem=f"What is the area enclosed between the curve $y = x^2$ and the line $y = {line}$?",
        answer=inline(answer),
        wrong=(
            Wrong(inline(under_line + under_curve), "defint-curve-order"),
            Wrong(inline(under_line), "defint-curve-order"),
            Wrong(inline(2 * answer), None),
        ),
        explanation=(
            f"They meet at $x = {low}$ and $x = {high}$, the line above. The area is the integral "
            f"of line minus curve, {inline(under_line)[:-1]} - {inline(under_curve)[1:-1]} = "
            f"{inline(answer)[1:]}."
        ),
    )
