"""Drafts whose four options are numbers of one form: no option stands out by its decimals."""

from collections.abc import Sequence

from tutoring.generators.quantities import are_clean, unit_tex
from tutoring.generators.registry import Draft, Wrong

Way = tuple[float, str | None]  # the result of a wrong method and the misconception behind it
GREEK_UNITS = {"Ω": r"\ \Omega", "μT": r"\ \mu\text{T}"}  # KaTeX knows no Greek inside \text


def numeric_draft(
    stem: str,
    right: float,
    wrong: Sequence[Way],
    explanation: str,
    *,
    unit: str = "",
    places: int = 2,
) -> Draft:
    """Return a draft with as few decimals as show every option in full, at most ``places``."""
    values = [right, *(value for value, _ in wrong)]
    decimals = next((d for d in range(places) if are_clean(*values, decimals=d)), places)
    first, second, third = (
        Wrong(_fixed(value, decimals, unit), misconception) for value, misconception in wrong
    )
    return Draft(stem, _fixed(right, decimals, unit), (first, second, third), explanation)


def powers_draft(
    stem: str, right: float, wrong: Sequence[Way], explanation: str, *, unit: str = ""
) -> Draft:
    """Return a draft whose options are written with powers of ten and two decimals."""
    first, second, third = (
        Wrong(scientific(value, unit), misconception) for value, misconception in wrong
    )
    return Draft(stem, scientific(right, unit), (first, second, third), explanation)


def scientific(value: float, unit: str = "", decimals: int = 2) -> str:
    """Return inline TeX such as ``$1.60\\times 10^{-19}\\ \\text{C}$``."""
    digits, _, power = f"{value:.{decimals}e}".partition("e")
    return f"${digits}\\times 10^{{{int(power)}}}{_unit(unit)}$"


def _fixed(value: float, decimals: int, unit: str) -> str:
    return f"${value + 0.0:.{decimals}f}{_unit(unit)}$"


def _unit(unit: str) -> str:
    return GREEK_UNITS.get(unit) or (unit_tex(unit) if unit else "")
