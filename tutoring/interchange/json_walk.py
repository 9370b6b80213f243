"""JSON read strictly and piece by piece: a list of a million is never held as a whole."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.limits import NESTING, QUESTION_CHARACTERS

SPACE = re.compile(r"[ \t\r\n]*")
STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
FOUND_ONE = "questions"
ADVICE = "See the documentation for the form of the file."


class Piece(NamedTuple):
    """One element of the list of questions; ``error`` says why it is none."""

    line: int
    value: Any
    error: str = ""


class Walk:
    """Reads ``[...]`` or ``{..., "questions": [...], ...}``; ``members`` are the other members."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.line, self._counted = text, 0, 1, 0
        self.members: dict[str, Any] = {}
        self.decoder = json.JSONDecoder(
            object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite
        )

    def pieces(self) -> Iterator[Piece]:
        """Yield the questions. Raises UnreadableBank where the file as a whole is broken."""
        sign = self._sign()
        if sign == "[":
            yield from self._list()
        elif sign == "{":
            yield from self._object()
        else:
            raise self._broken("The file is no JSON list and no JSON object.")
        if self._sign():
            raise self._broken("Something follows the end of the JSON.")

    def _object(self) -> Iterator[Piece]:
        self.place += 1
        has_more = self._sign() != "}"
        while has_more:
            name = self._value()
            if not isinstance(name, str) or self._take() != ":":
                raise self._broken("A member of the object has no name.")
            if name in self.members:
                raise self._broken(f"The member “{name[:40]}” stands there twice.")
            self.members[name] = None
            if name == FOUND_ONE and self._sign() == "[":
                yield from self._list()
            else:
                if not self._fits():
                    raise self._broken(f"The member “{name[:40]}” is too long.")
                self.members[name] = self._value()
            has_more = self._more("}")
        self.place += self._sign() == "}"

    def _list(self) -> Iterator[Piece]:
        self.place += 1
        if self._sign() == "]":
            self.place += 1
            return
        while True:
            self._sign()
            line = self._line()
            if self._fits():
                yield Piece(line, self._value())
            else:
                yield Piece(line, None, "The question is too long.")
            if not self._more("]"):
                return

    def _more(self, end: str) -> bool:
        sign = self._take()
        if sign == end:
            return False
        if sign != ",":
            raise self._broken("A comma or the end of a list or an object is missing.")
        return True

    def _value(self) -> Any:
        self._sign()
        try:
            value, self.place = self.decoder.raw_decode(self.text, self.place)
        except RecursionError:
            raise self._broken("The JSON is nested too deep.") from None
        except ValueError as error:
            self.place = max(self.place, getattr(error, "pos", self.place))
            reason = getattr(error, "msg", str(error))
            raise self._broken(f"This is no valid JSON: {reason[:100]}.") from None
        return value

    def _fits(self) -> bool:
        """Look whether the next value may be built; one that is too long is passed over.

        Raises UnreadableBank when it is nested too deep or has no end.
        """
        if self._sign() not in {"{", "["}:
            return True
        depth = 0
        for found in STRINGS_AND_BRACKETS.finditer(self.text, self.place):
            depth += (found[0] in "[{") - (found[0] in "]}")
            if depth > NESTING:
                raise self._broken("The JSON is nested too deep.")
            if depth <= 0:
                fits = found.end() - self.place <= QUESTION_CHARACTERS
                self.place = self.place if fits else found.end()
                return fits
        raise self._broken("This is no valid JSON: a bracket is not closed.")

    def _sign(self) -> str:
        found = SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place
        return self.text[self.place : self.place + 1]

    def _take(self) -> str:
        sign = self._sign()
        self.place += 1
        return sign

    def _line(self) -> int:
        self.line += self.text.count("\n", self._counted, self.place)
        self._counted = max(self._counted, self.place)
        return self.line

    def _broken(self, reason: str) -> UnreadableBank:
        return UnreadableBank(reason, line=self._line(), advice=ADVICE)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has the same member twice")
    return made


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("a number is out of range")
    return number
