"""Are two trees equal? A counter-example refutes, a proof confirms; only the child imports this.

Agreement at points never passes an answer: |x - 100| + x - 100 is zero wherever one looks near 0.
"""

import random
from typing import NamedTuple

from mpmath import mpf

from tutoring.grader.algebra.evaluation import Evaluation, OutOfBounds, Undefined
from tutoring.grader.algebra.proof import is_constant_ratio, is_zero_difference
from tutoring.grader.algebra.slips import slip_between
from tutoring.grader.algebra.syntax import Node, symbols_in

WANTED_POINTS = 12
FEWEST_POINTS = 4
MOST_TRIES = 400
REACHES = (1, 1, 3, 12, 12, 100)  # how far from zero a point lies at most: arcsines need small ones
SAME = mpf(10) ** -30
NOISE = mpf(10) ** -42


class Probe(NamedTuple):
    """Both values at a point where both are real."""

    point: dict[str, mpf]
    right: mpf
    given: mpf
    scale: mpf


def compare(
    right: Node, given: Node, *, is_equation: bool, positive: bool
) -> tuple[str, str | None]:
    """Return ("equal" | "different" | "unproven", the known slip of a different one)."""
    probes = _probes(right, given, positive=positive)
    if is_equation:
        return _compare_equations(right, given, probes)
    if any(not _agree(probe) for probe in probes):
        return "different", slip_between(right, probes)
    if len(probes) < (FEWEST_POINTS if symbols_in(right) | symbols_in(given) else 1):
        return "unproven", None
    proven = is_zero_difference(right, given, positive=positive)
    return ("equal" if proven else "unproven"), None


def _compare_equations(right: Node, given: Node, probes: list[Probe]) -> tuple[str, str | None]:
    """The same equation up to a factor other than 0."""
    ratios = [probe.given / probe.right for probe in probes if probe.right]
    if len(ratios) < FEWEST_POINTS:
        return "unproven", None
    if any(abs(ratio - ratios[0]) > SAME * abs(ratio) for ratio in ratios) or not ratios[0]:
        return "different", None
    return ("equal" if is_constant_ratio(right, given) else "unproven"), None


def _probes(right: Node, given: Node, *, positive: bool) -> list[Probe]:
    names = sorted(symbols_in(right) | symbols_in(given))
    probes: list[Probe] = []
    # The same answer always meets the same points: its grade can be reproduced.
    rng = random.Random(repr((right, given)))  # noqa: S311 -- agreement at points passes nobody
    for attempt in range(MOST_TRIES if names else 1):
        point = {name: _coordinate(rng, attempt, positive) for name in names}
        evaluation = Evaluation(point)
        try:
            values = evaluation.value(right), evaluation.value(given)
        except (Undefined, OutOfBounds):
            continue
        probes.append(Probe(point, *values, evaluation.scale))
        if len(probes) == WANTED_POINTS:
            break
    return probes


def _coordinate(rng: random.Random, attempt: int, positive: bool) -> mpf:
    """Every other point is positive throughout, as roots and logarithms need; some are whole."""
    if attempt % 8 >= 6:
        return mpf(rng.randrange(1, 7))
    reach = REACHES[attempt // 2 % len(REACHES)]
    size = mpf(rng.randrange(10**6, 10**8)) / 10**8 * reach
    return size if positive or attempt % 2 == 0 else size * rng.choice((-1, 1))


def _agree(probe: Probe) -> bool:
    difference = abs(probe.right - probe.given)
    largest = max(abs(probe.right), abs(probe.given))
    return difference <= SAME * largest or difference <= NOISE * probe.scale
