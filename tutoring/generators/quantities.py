"""How generators write numbers and quantities, and which numbers they accept."""


def number(value: float) -> str:
    """Return ``value`` with at most two decimals and no trailing zeros."""
    return f"{round(value, 2):.10g}"


def quantity(value: float, unit: str) -> str:
    """Return inline TeX such as ``$2.5\\ \\text{m/s}^2$``; ``unit`` is written ``m/s^2``."""
    return f"${number(value)}{unit_tex(unit)}$"


def pi_tex(coefficient: float, power: int = 1) -> str:
    """Return the TeX of ``coefficient`` times a power of pi, such as ``2\\pi^2``."""
    factor = "" if coefficient == 1 else number(coefficient)
    exponent = "" if power == 1 else f"^{power}"
    return f"{factor}\\pi{exponent}"


def with_article(phrase: str) -> str:
    """Return ``phrase`` after "a" or "an", as it is spoken: ``an 8 Ω resistor``, ``an ion``."""
    vowel = phrase[0] in "aeio8" or phrase.split(maxsplit=1)[0] in ("11", "18")
    return f"{'an' if vowel else 'a'} {phrase}"


def opening(phrase: str) -> str:
    """Return ``with_article(phrase)`` as it begins a sentence."""
    return f"A{with_article(phrase)[1:]}"


def unit_tex(unit: str) -> str:
    """Return the TeX of a unit, with the space that stands before it."""
    base, caret, power = unit.partition("^")
    return f"\\ \\text{{{base}}}{caret}{power}"


def are_clean(*values: float, decimals: int = 1) -> bool:
    """Tell whether every value is written in full with so few decimals."""
    scale = 10**decimals
    return all(abs(value * scale - round(value * scale)) < 1e-9 for value in values)
