"""Generators of the lesson on indefinite integrals."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial, signed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("indefinite-integrals.power-of-a-bracket")
def power_of_a_bracket(rng: random.Random) -> Draft:
    """Integral of (ax + b)^n; wrong options forget the inner factor or differentiate."""
    a, n = rng.randint(2, 7), rng.randint(2, 6)
    bracket = f"({polynomial([a, rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])])})"

    lower = "" if n == 2 else f"^{{{n - 1}}}"

    def form(below: int) -> str:
        return f"$\\dfrac{{1}}{{{below}}}{bracket}^{n + 1} + C$"

    return Draft(
        stem=f"Which expression is $\\displaystyle\\int {bracket}^{n}\\,dx$?",
        answer=form(a * (n + 1)),
        wrong=(
            Wrong(form(n + 1), "integ-inner-factor"),
            Wrong(form(a * n), "integ-derivative"),
            Wrong(f"${a * n}{bracket}{lower} + C$", "integ-derivative"),
        ),
        explanation=(
            f"With $u = {bracket[1:-1]}$ and $dx = \\tfrac1{a}du$ the integral is "
            f"$\\dfrac1{a}\\cdot\\dfrac{{u^{n + 1}}}{{{n + 1}}} + C$. Differentiate to check: "
            f"the inner "
            f"derivative ${a}$ cancels."
        ),
    )


@generator("indefinite-integrals.partial-fractions")
def partial_fractions(rng: random.Random) -> Draft:
    """Coefficient of one logarithm; wrong options exchange or forget the difference."""
    left, right = rng.sample([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5], 2)
    first, second = rng.sample([-4, -3, -2, -1, 1, 2, 3, 4, 5], 2)
    above = polynomial([first + second, -first * right - second * left])
    return Draft(
        stem=(
            f"$\\displaystyle\\int "
            f"\\frac{{{above}}}{{(x {signed(-left)})(x {signed(-right)})}}\\,dx"
            f" = A\\ln|x {signed(-left)}| + B\\ln|x {signed(-right)}| + C$ with constants $A$, "
            f"$B$, "
            "$C$. What is $A$?"
        ),
        answer=inline(first),
        wrong=(
            Wrong(inline(second), "integ-partial"),
            Wrong(inline(first * (left - right)), "integ-partial"),
            Wrong(inline(first + second), None),
        ),
        explanation=(
            f"Put $x = {left}$ into ${above} = A(x {signed(-right)}) + B(x {signed(-left)})$: "
            f"${first * (left - right)} = A\\times({left - right})$, so $A = {first}$. "
            f"In the same way $B = {second}$."
        ),
    )


@generator("indefinite-integrals.by-parts")
def by_parts(rng: random.Random) -> Draft:
    """Integral of kx e^(ax); wrong options turn the sign or multiply the integrals."""
    a, k = rng.randint(2, 6), rng.randint(1, 6)
    outer, inner = Fraction(k, a), Fraction(k, a * a)
    lead = "" if k == 1 else str(k)
    half = "" if outer == 2 else inline(outer / 2)[1:-1]

    def form(sign: str, number: Fraction) -> str:
        front = "" if outer == 1 else inline(outer)[1:-1]
        return f"$\\left({front}x {sign} {inline(number)[1:-1]}\\right)e^{{{a}x}} + C$"

    return Draft(
        stem=f"Which expression is $\\displaystyle\\int {lead}x\\,e^{{{a}x}}\\,dx$?",
        answer=form("-", inner),
        wrong=(
            Wrong(form("+", inner), "integ-parts-sign"),
            Wrong(form("-", outer), "integ-inner-factor"),
            Wrong(f"${half}x^2e^{{{a}x}} + C$", "integ-product"),
        ),
        explanation=(
            f"By parts with $u = {lead}x$ and $v' = e^{{{a}x}}$: "
            f"$\\tfrac{{{lead}x}}{a}e^{{{a}x}} - "
            f"\\int\\tfrac{{{k}}}{{{a}}}e^{{{a}x}}\\,dx$. The last integral brings the second "
            f"factor "
            f"$\\tfrac1{a}$ and keeps the minus sign."
        ),
    )
