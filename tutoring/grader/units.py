"""Units as learners write them, read by our own grammar: no text of theirs reaches a library."""

import re
from dataclasses import dataclass

from tutoring.grader.text import clean
from tutoring.grader.unit_names import GLUED, unit_name
from tutoring.grader.verdicts import Unreadable

LONGEST_UNIT = 60
LARGEST_EXPONENT = 12
MOST_GLUED = 4
SCALES = {"C": "degree_Celsius", "F": "degree_Fahrenheit"}  # 25 C is a temperature, too
UNKNOWN_UNIT = "The unit is not known. Write it with its symbol, such as m/s^2."
NAME = r"°?[^\W\d_]+|[°%₹$€£]"
TOKEN = re.compile(
    rf" ?(?:(?P<name>{NAME})(?: ?(?:\^|\*\*)? ?\(?(?P<exponent>[-+]?\d{{1,6}})\)?)?"
    r"|(?P<sign>[*/.()])|(?P<one>1(?= ?/)))"
)
WORDINGS = (
    (re.compile(r"\b(?:square|sq\.?) ([^\W\d_]+)", re.IGNORECASE), r"\1^2"),
    (re.compile(r"\b(?:cubic|cu\.?) ([^\W\d_]+)", re.IGNORECASE), r"\1^3"),
    (re.compile(r"([^\W\d_]+) squared\b", re.IGNORECASE), r"\1^2"),
    (re.compile(r"([^\W\d_]+) cubed\b", re.IGNORECASE), r"\1^3"),
    (re.compile(r"\bper\b", re.IGNORECASE), "/"),
    (re.compile(r"\bdeg(?:rees?)? ?(?:C|celsius)\b", re.IGNORECASE), "°C"),
    (re.compile(r"\bdeg(?:rees?)? ?(?:F|fahrenheit)\b", re.IGNORECASE), "°F"),
    (re.compile(r"° (?=[CF]\b)"), "°"),
    (re.compile(r"\b(mm|cm) (?:of )?Hg\b"), r"\1Hg"),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers, by pint's names, in a fixed order."""

    factors: tuple[tuple[str, int], ...]


def parse_unit(text: str) -> tuple[Unit, ...]:
    """Return every sensible reading of a unit, the usual one first. Raises Unreadable.

    J/kg K is (J/kg) K to the letter and J/(kg K) to most who write it; ms^-1 is per millisecond
    to the letter and m s^-1 in every Indian textbook. The key's kind of unit decides.
    """
    plain = clean(text, limit=LONGEST_UNIT)
    for pattern, plainer in WORDINGS:
        plain = pattern.sub(plainer, plain)
    tokens = _tokens(plain.rstrip("."))
    readings = (
        _Reading(tokens, wide_slash=wide, split_ms=split).unit()
        for split in (False, True)
        for wide in (False, True)
    )
    on_scale = SCALES.get(plain)
    return tuple(dict.fromkeys([*readings, *([Unit(((on_scale, 1),))] if on_scale else [])]))


def _tokens(text: str) -> list[tuple[str, int, bool]]:
    """Return (name or sign, exponent, is name) for each piece of the text."""
    tokens, position = [], 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise Unreadable(UNKNOWN_UNIT)
        if match["name"]:
            exponent = int(match["exponent"] or 1)
            if not 0 < abs(exponent) <= LARGEST_EXPONENT:
                raise Unreadable(UNKNOWN_UNIT)
            tokens.append((match["name"], exponent, True))
        elif match["sign"]:
            tokens.append((match["sign"], 1, False))
        position = match.end()
    return tokens


class _Reading:
    """One pass over the tokens under one convention."""

    def __init__(self, tokens: list, *, wide_slash: bool, split_ms: bool) -> None:
        self.tokens, self.wide_slash, self.split_ms = tokens, wide_slash, split_ms
        self.powers: dict[str, int] = {}

    def unit(self) -> Unit:
        if self._product(0, 1) != len(self.tokens):
            raise Unreadable(UNKNOWN_UNIT)
        return Unit(tuple(sorted((name, n) for name, n in self.powers.items() if n)))

    def _product(self, position: int, side: int) -> int:
        """Read factors up to a closing bracket; ``side`` is -1 within a denominator."""
        here = side
        while position < len(self.tokens):
            written, exponent, is_name = self.tokens[position]
            if written == ")":
                return position
            position += 1
            if is_name:
                self._multiply(written, exponent, here)
                here = here if self.wide_slash else side
            elif written == "/":
                self._require_factor(position)
                here = -side
            elif written == "(":
                position = self._group(position, here)
                here = here if self.wide_slash else side
        return position

    def _require_factor(self, position: int) -> None:
        if position == len(self.tokens) or self.tokens[position][0] in ("/", "*", ".", ")"):
            raise Unreadable(UNKNOWN_UNIT)

    def _group(self, position: int, side: int) -> int:
        end = self._product(position, side)
        if end >= len(self.tokens):
            raise Unreadable(UNKNOWN_UNIT)
        return end + 1

    def _multiply(self, written: str, exponent: int, side: int) -> None:
        for name, power in self._named(written, exponent):
            self.powers[name] = self.powers.get(name, 0) + side * power

    def _named(self, written: str, exponent: int) -> list[tuple[str, int]]:
        glued = written == "ms" and exponent < 0 and self.split_ms
        if not glued and (name := unit_name(written)):
            return [(name, exponent)]
        *first, last = split_glued(written)
        return [(unit_name(part) or part, 1) for part in first] + [
            (unit_name(last) or last, exponent)
        ]


def split_glued(written: str) -> list[str]:
    """Return the units of kgms or Nm, longest first. Raises Unreadable."""
    parts: list[str] = []
    rest = written
    while rest:
        part = next((symbol for symbol in GLUED if rest.startswith(symbol)), None)
        if part is None or len(parts) == MOST_GLUED:
            raise Unreadable(UNKNOWN_UNIT)
        parts.append(part)
        rest = rest[len(part) :]
    return parts
