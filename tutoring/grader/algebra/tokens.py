"""Pieces of an algebraic text: numbers, names, signs."""

import re
from typing import NamedTuple

from tutoring.grader.algebra.names import GREEK, WORDS
from tutoring.grader.verdicts import Unreadable

LETTER = "A-Za-zΑ-Ωα-ω"
PIECE = re.compile(
    rf"(?P<space>\s+)|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    rf"|(?P<run>[{LETTER}]+)(?P<below>_(?:\([A-Za-z0-9]+\)|[A-Za-z0-9]+))?"
    r"|(?P<sign>\*\*|[-+*/^()|!,\[\]√])"
)
PLAIN_SIGNS = {"**": "^", "[": "(", "]": ")"}


class Token(NamedTuple):
    """``kind``: number, name, sign or end; ``spaced``: white space stands before it."""

    kind: str
    text: str
    spaced: bool = False


def tokens_of(text: str, symbols: tuple[str, ...]) -> list[Token]:
    """Split cleaned text; xsin(y) and 2pir fall into their names. Raises Unreadable."""
    tokens: list[Token] = []
    position, spaced = 0, False
    while position < len(text):
        match = PIECE.match(text, position)
        if match is None:
            raise Unreadable(f"The sign {text[position]} has no place in an expression.")
        position = match.end()
        if match["space"]:
            spaced = True
            continue
        tokens += _tokens_of_piece(match, symbols, spaced)
        spaced = False
    return [*tokens, Token("end", "", True)]


def _tokens_of_piece(match: re.Match[str], symbols: tuple[str, ...], spaced: bool) -> list[Token]:
    if match["number"]:
        return [Token("number", match["number"], spaced)]
    if match["sign"] == "√":
        return [Token("name", "sqrt", spaced)]
    if match["sign"]:
        return [Token("sign", PLAIN_SIGNS.get(match["sign"], match["sign"]), spaced)]
    names = _names(match["run"], symbols)
    if below := (match["below"] or "").strip("_()"):
        names[-1] = f"{names[-1]}_{below}"
    return [Token("name", name, spaced and not i) for i, name in enumerate(names)]


def _names(run: str, symbols: tuple[str, ...]) -> list[str]:
    """Return the names in a run of letters: at each place the longest known one, else a letter."""
    run = "".join(GREEK.get(letter, letter) for letter in run) if len(run) == 1 else run
    known = sorted({*WORDS, *GREEK, *symbols}, key=len, reverse=True)
    names, position = [], 0
    while position < len(run):
        found = next((word for word in known if run.startswith(word, position)), run[position])
        names.append(GREEK.get(found, found))
        position += len(found)
    return names
