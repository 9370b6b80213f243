"""What a tutor is given for a hint and gives, and the guard that keeps answers out of hints."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field

from tutoring.agents.requests import CatalogueEntry
from tutoring.agents.shapes import Shape

MAX_HINT_LENGTH = 1500
COUNT = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
NUMBER_WORDS = COUNT.split()
TEX = re.compile(r"\\(?:text|mathrm|mathbf|left|right|,|;|!)|[${}~]")
TOKEN = re.compile(r"[-−]?\d+(?:[.,]\d+)?|[^\W\d_]+|[^\s\w]")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
WITH_COMMA = re.compile(r"\d+,\d+")  # a decimal, or two figures of a list
NAMES_AN_OPTION = re.compile(
    r"\b(?:option|choice|answer)\s*(?:is|:)?\s*\(?[a-h]\b\)?(?![a-z' ]*\w{3})"
)


@dataclass(frozen=True)
class HintRequest:
    """A question a learner is stuck on, and the lesson it belongs to.

    ``number`` counts from 1. ``misconception``: what an earlier answer of theirs betrayed.
    ``withheld``: texts that no hint may hold (options, the right answer); they are for the guard
    and never sent to anybody. ``solution``: the worked solution of an answered question, whose
    hints lead through it; an open question has none.
    """

    topic: str
    lesson: Mapping[str, Any]
    stem: str
    number: int
    misconception: CatalogueEntry | None = None
    withheld: Collection[str] = ()
    solution: str = ""


class Hint(Shape):
    """One hint; ``source`` names the place it comes from, in the learner's words."""

    number: Annotated[int, Field(ge=1)]
    hint: Annotated[str, Field(min_length=1, max_length=MAX_HINT_LENGTH)]
    source: str
    has_more: bool


def gives_away(text: str, withheld: Collection[str], *, known: str = "") -> bool:
    """Tell whether a text holds a withheld one, or a number of it that ``known`` does not hold.

    Case, spaces, TeX and the ways to write a number make no difference.
    """
    tokens, seen = _tokens(text), set(_figures(known))
    figures = set(_figures(text)) - seen
    if NAMES_AN_OPTION.search(" ".join(_plain(text).split())):
        return True
    for part in withheld:
        wanted = _tokens(part)
        if wanted and _holds(tokens, wanted):
            return True
        if figures & set(_figures(part)):
            return True
    return False


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("−", "-")
    return TEX.sub(" ", folded)


def _tokens(text: str) -> list[str]:
    return [_one_form(token) for token in TOKEN.findall(_plain(text)) if token.strip(".,;:!?*_\\")]


def _one_form(token: str) -> str:
    if token in NUMBER_WORDS:
        return str(NUMBER_WORDS.index(token))
    return str(Fraction(token.replace(",", "."))) if token[-1].isdigit() else token


def _figures(text: str) -> list[str]:
    """Return the numbers of a text, written as digits or as words, without their signs."""
    plain = _plain(text)
    words = (str(n) for n, word in enumerate(NUMBER_WORDS) if re.search(rf"\b{word}\b", plain))
    found = (*FIGURE.findall(plain), *WITH_COMMA.findall(plain))
    digits = (str(Fraction(figure.replace(",", "."))) for figure in found)
    return [*words, *digits]


def _holds(tokens: list[str], part: list[str]) -> bool:
    ends = range(len(tokens) - len(part) + 1)
    return any(tokens[start : start + len(part)] == part for start in ends)
