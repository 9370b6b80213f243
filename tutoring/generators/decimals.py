"""Values written with a fixed number of decimals, so that the options of a question look alike."""

import math

from tutoring.generators.quantities import unit_tex

NUDGE = 1e-9  # halves are rounded away from nought, as learners do


def decimals(value: float, places: int = 1) -> str:
    """Return ``value`` with exactly ``places`` decimals."""
    return f"{value + math.copysign(NUDGE, value):.{places}f}"


def fixed(value: float, unit: str = "", places: int = 1) -> str:
    """Return inline TeX such as ``$2.50\\ \\text{m}$`` with exactly ``places`` decimals."""
    return f"${decimals(value, places)}{unit_tex(unit) if unit else ''}$"
