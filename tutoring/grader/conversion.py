"""Exact conversion between units by pint, loaded when the first quantity is graded."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from tutoring.grader.units import Unit

DEFINITIONS = (
    "rupee = [currency_of_india]",
    "paisa = rupee / 100",
    "dollar = [currency_of_the_united_states]",
    "cent_of_dollar = dollar / 100",
    "euro = [currency_of_the_euro_area]",
    "pound_sterling = [currency_of_the_united_kingdom]",
    "dioptre_of_lens = 1 / meter",
)
# Same dimension, other quantity: 50 rad/s is not 50 Hz. A bare 1/s may be either.
KINDS = {
    "hertz": "frequency", "radian": "angle", "degree": "angle", "revolution": "angle",
    "revolutions_per_minute": "angle", "becquerel": "decay", "curie": "decay",
    "gray": "absorbed dose", "sievert": "equivalent dose",
}  # fmt: skip
SCALES = frozenset({"degree_Celsius", "degree_Fahrenheit"})


def converted(value: Fraction, unit: Unit, to: Unit, *, interval: bool) -> Fraction | None:
    """Return the value in the other unit, exactly; None when the units measure other things.

    A lone degree Celsius is a place on the scale (0 is 273.15 K) unless ``interval``.
    """
    if _kinds(unit) and _kinds(to) and _kinds(unit) != _kinds(to):
        return None
    line = _line(unit, to, interval)
    return None if line is None else line[0] * value + line[1]


def is_same_size(unit: Unit, other: Unit, *, interval: bool) -> bool:
    """Are the two names of one unit, as N and kg m/s^2 are?"""
    one = Fraction(1)
    return converted(one, unit, other, interval=interval) == one and (
        converted(Fraction(0), unit, other, interval=interval) == 0
    )


def _kinds(unit: Unit) -> frozenset[str]:
    plain = ((name, _base(name)) for name, _ in unit.factors)
    return frozenset(KINDS[base] for _, base in plain if base in KINDS)


def _base(name: str) -> str:
    if name in KINDS or name == "steradian":
        return name
    return next((known for known in KINDS if name.endswith(known)), name)


@lru_cache(maxsize=512)
def _line(unit: Unit, to: Unit, interval: bool) -> tuple[Fraction, Fraction] | None:
    """Return slope and offset of the conversion; None when there is none."""
    from pint.errors import DimensionalityError  # noqa: PLC0415 -- loaded with the registry

    source, target = _pint_unit(unit, interval), _pint_unit(to, interval)
    try:
        zero, one = (_in_unit(Fraction(n), source, target) for n in (0, 1))
    except DimensionalityError:
        return None
    return one - zero, zero


def _in_unit(value: Fraction, source: Any, target: Any) -> Fraction:
    return Fraction(_registry().Quantity(value, source).to(target).magnitude)


def _pint_unit(unit: Unit, interval: bool) -> Any:
    on_scale = len(unit.factors) == 1 and unit.factors[0][1] == 1 and not interval
    registry = _registry()
    return registry.Unit(registry.UnitsContainer(dict(_factors(unit, on_scale))))


def _factors(unit: Unit, on_scale: bool) -> Iterable[tuple[str, int]]:
    for name, power in unit.factors:
        yield (f"delta_{name}" if name in SCALES and not on_scale else name), power


@cache
def _registry() -> Any:
    from pint import UnitRegistry  # noqa: PLC0415 -- a third of a second, paid only by quantities

    registry: Any = UnitRegistry(non_int_type=Fraction)
    for definition in DEFINITIONS:
        registry.define(definition)
    return registry
