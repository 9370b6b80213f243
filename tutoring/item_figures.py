"""Figures of one question from first answers: classical test theory, summed up as answers come.

Difficulty: the share right. Discrimination: the correlation of right or wrong with the share of
the learner's other answers that is right, the point-biserial correlation corrected for overlap
(Henrysson 1963, Psychometrika 28, 211-218; "item-rest correlation", RIR, in the R package
ShinyItemAnalysis). Pure: no database, no model.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from statistics import median
from typing import Any

MIN_LEARNERS = 10  # with a known ability, for a correlation
SUSPICIOUS_FROM = 30  # answers
LOW_DISCRIMINATION = 0.1
MOST_PICKS = 64  # distinct answers counted of one question
LONGEST_TIME_MS = 2**31 - 1
LOW, BEATEN = "low discrimination", "a wrong option beats the key"


@dataclass
class Pick:
    """How often an answer was given, and the abilities of those who gave it."""

    count: int = 0
    learners: int = 0
    abilities: float = 0.0

    def add(self, ability: float | None) -> None:
        self.count += 1
        if ability is not None:
            self.learners += 1
            self.abilities += ability


@dataclass
class Figures:
    """The sums of one question's first answers; ``ability``: None where too little is known."""

    n: int = 0
    right: int = 0
    learners: int = 0
    learners_right: int = 0
    abilities: float = 0.0
    abilities_right: float = 0.0
    squares: float = 0.0
    times: array = field(default_factory=lambda: array("i"))
    picks: dict[str, Pick] = field(default_factory=dict)

    def add(self, *, is_right: bool, ability: float | None, pick: str, time_ms: int | None) -> None:
        """Count one learner's first answer."""
        self.n += 1
        self.right += is_right
        if time_ms is not None:
            self.times.append(min(time_ms, LONGEST_TIME_MS))
        if pick in self.picks or len(self.picks) < MOST_PICKS:
            self.picks.setdefault(pick, Pick()).add(ability)
        if ability is None:
            return
        self.learners += 1
        self.abilities += ability
        self.squares += ability * ability
        if is_right:
            self.learners_right += 1
            self.abilities_right += ability

    @property
    def difficulty(self) -> float:
        """The share right."""
        return self.right / self.n

    @property
    def discrimination(self) -> float | None:
        """Pearson's r of right (1) or wrong (0) and ability; None without spread or evidence."""
        n, right = self.learners, self.learners_right
        if n < MIN_LEARNERS or right in (0, n):
            return None
        spread = n * self.squares - self.abilities**2
        if spread <= n * n * 1e-12:
            return None
        shared = n * self.abilities_right - right * self.abilities
        return max(-1.0, min(1.0, shared / sqrt(right * (n - right) * spread)))

    @property
    def median_ms(self) -> int | None:
        return round(median(self.times)) if self.times else None

    def picks_of(self, options: Mapping[str, bool]) -> list[dict[str, Any]]:
        """Return how often each option was picked, by option and whether it is right."""
        return [
            {
                "option": option,
                "right": is_right,
                "count": pick.count,
                "share": pick.count / self.n,
                "ability": pick.abilities / pick.learners if pick.learners else None,
            }
            for option, is_right in options.items()
            for pick in (self.picks.get(option, Pick()),)
        ]


def suspicion_of(*, n: int, discrimination: float | None, picks: list[dict[str, Any]]) -> str:
    """Say why staff should look at a question; "" where nothing is odd or too few answered."""
    if n < SUSPICIOUS_FROM:
        return ""
    found = []
    if discrimination is not None and discrimination < LOW_DISCRIMINATION:
        found.append(LOW)
    key = max((pick["count"] for pick in picks if pick["right"]), default=None)
    wrong = max((pick["count"] for pick in picks if not pick["right"]), default=0)
    if key is not None and wrong > key:
        found.append(BEATEN)
    return "; ".join(found)
