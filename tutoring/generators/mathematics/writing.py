"""How generators of mathematics write fractions, surds and polynomials as TeX."""

from collections.abc import Sequence
from fractions import Fraction

from tutoring.generators.quantities import number


def tex(value: float | Fraction) -> str:
    """Return a whole number, a fraction in lowest terms or a decimal as TeX without dollars."""
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return f"{sign}\\dfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return number(float(value)) if not isinstance(value, int) else str(value)


def inline(value: float | Fraction | str) -> str:
    """Return a number or ready TeX between dollars."""
    return f"${value if isinstance(value, str) else tex(value)}$"


def signed(value: float) -> str:
    """Return a number with its sign set off, as the next term of a sum: "- 3"."""
    return f"{'-' if value < 0 else '+'} {tex(abs(value))}"


def polynomial(coefficients: Sequence[int], variable: str = "x") -> str:
    """Return the TeX of a polynomial, the highest power first; zero terms are left out."""
    written = ""
    top = len(coefficients) - 1
    for place, coefficient in enumerate(coefficients):
        power = top - place
        if coefficient == 0:
            continue
        size = "" if abs(coefficient) == 1 and power else str(abs(coefficient))
        letter = "" if power == 0 else variable if power == 1 else f"{variable}^{{{power}}}"
        sign = "-" if coefficient < 0 else "+"
        lead = "-" if coefficient < 0 else ""
        written += f" {sign} {size}{letter}" if written else f"{lead}{size}{letter}"
    return written or "0"


def surd(radicand: int, factor: int = 1) -> str:
    """Return ``factor`` times the root of ``radicand`` in simplest form, without dollars."""
    inside = radicand
    for root in range(int(radicand**0.5), 1, -1):
        if radicand % root**2 == 0:
            factor, inside = factor * root, radicand // root**2
            break
    if inside == 1:
        return str(factor)
    return f"{'' if factor == 1 else factor}\\sqrt{{{inside}}}"
