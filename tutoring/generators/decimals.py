"""Values written with a fixed number of decimals, so that the options of a question look alike."""

import math
import re
from collections.abc import Sequence

from tutoring.generators.quantities import unit_tex

PLAIN_OPTION = re.compile(r"(?P<before>\$?-?\d+)\.?(?P<places>(?<=\.)\d+)?(?P<after>(?!\d).*)")
NUDGE = 1e-9  # halves are rounded away from nought, as learners do


def decimals(value: float, places: int = 1) -> str:
    """Return ``value`` with exactly ``places`` decimals."""
    return f"{value + math.copysign(NUDGE, value):.{places}f}"


def fixed(value: float, unit: str = "", places: int = 1) -> str:
    """Return inline TeX such as ``$2.50\\ \\text{m}$`` with exactly ``places`` decimals."""
    return f"${decimals(value, places)}{unit_tex(unit) if unit else ''}$"


def alike(texts: Sequence[str]) -> list[str]:
    """Return options that are one number each, of one unit, with equally many decimals.

    Options of any other or of different forms are returned as they are.
    """
    found = [PLAIN_OPTION.fullmatch(text) for text in texts]
    parts = [match.groupdict(default="") for match in found if match]
    if len(parts) < len(texts) or len({part["after"] for part in parts}) > 1:
        return list(texts)
    places = max(len(part["places"]) for part in parts)
    if not places:
        return list(texts)
    return [f"{part['before']}.{part['places']:0<{places}}{part['after']}" for part in parts]
