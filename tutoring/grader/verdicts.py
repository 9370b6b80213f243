"""What grading returns: a verdict, the way in which an answer is wrong, and what it betrays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """``unreadable`` and ``unjudged`` are no attempts: the page asks again."""

    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"  # not an answer of this type
    UNJUDGED = "unjudged"  # readable, but the judge came to no proof within its bounds


class ErrorKind(StrEnum):
    """The known ways of being wrong."""

    SIGN = "sign"
    POWER_OF_TEN = "power_of_ten"
    UNIT = "unit"  # the right number with another unit or with none
    ROUNDING = "rounding"  # rounded or cut too early, or the wrong number of figures
    INVERSE_TERM = "inverse_term"
    OFF_BY_ONE_POWER = "off_by_one_power"
    NEGATION = "negation"
    RECIPROCAL = "reciprocal"
    FORM = "form"  # the right value, not in the form that was asked for
    REVERSED = "reversed"  # the right sequence, backwards


@dataclass(frozen=True, slots=True)
class Grade:
    """One judgement. ``misconception`` is a slug; ``parts`` are the grades of several blanks.

    ``note`` says in one sentence why an answer could not be read or judged.
    """

    verdict: Verdict
    error: ErrorKind | None = None
    misconception: str | None = None
    note: str = ""
    parts: tuple[Grade, ...] = ()

    @property
    def correct(self) -> bool:
        """Only a proven right answer is correct."""
        return self.verdict is Verdict.RIGHT

    @property
    def is_attempt(self) -> bool:
        """An answer that could not be read or judged costs the learner nothing."""
        return self.verdict in (Verdict.RIGHT, Verdict.WRONG)


class Unreadable(Exception):
    """The answer is not an answer of this type; the message is for the learner."""


class Unjudged(Exception):
    """The answer is readable but could not be judged within the bounds."""


RIGHT = Grade(Verdict.RIGHT)


def wrong(error: ErrorKind | None = None) -> Grade:
    """Return the grade of a wrong answer, with the known way in which it is wrong."""
    return Grade(Verdict.WRONG, error)


def right_or_wrong(right: bool, error: ErrorKind | None = None) -> Grade:
    """Return RIGHT, or wrong in the given way."""
    return RIGHT if right else wrong(error)
