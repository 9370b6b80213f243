r"""Fragments of TeX read as plain text: ``\frac{3}{4}`` as (3/4), ``10^{-9}`` as 10^(-9)."""

import re

from tutoring.grader.verdicts import Unreadable

DEEPEST = 40
TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|[{}]|[^\\{}]+", re.DOTALL)
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
WORDS = frozenset({"text", "mathrm", "operatorname", "textrm", "mathbf", "mathit", "mbox", "rm"})
NOTHING = frozenset({"left", "right", "displaystyle", "limits", "!", "(", ")", "[", "]"})
SPACING = frozenset({",", ";", ":", " ", "quad", "qquad", ">", "/"})
SYMBOLS = {
    "times": "*", "cdot": "*", "ast": "*", "div": "/", "pm": "±", "%": "%", "$": "$", "&": "&",
    "degree": "°", "circ": "°", "Omega": "Ω", "mu": "μ", "infty": "∞", "to": ">",
    "rightarrow": ">", "{": "(", "}": ")", "_": "_", "#": "#", "ohm": "Ω", "angstrom": "Å",
}  # fmt: skip
PLAIN_NUMBER = re.compile(r"\s*\d+\s*")


def plain_from_tex(text: str) -> str:
    """Return the text with its TeX taken out. Raises Unreadable when braces do not match."""
    text = text.replace("$$", "")
    if text.startswith("$") and text.endswith("$") and len(text) > 1:
        text = text[1:-1]
    if "\\" not in text and "{" not in text and "}" not in text:
        return text
    return _Reader(TOKEN.findall(text.replace("~", " "))).read()


class _Reader:
    """Reads tokens one after the other; every brace costs one level of depth."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.position = tokens, 0

    def read(self) -> str:
        text = self._sequence(depth=0)
        if self.position < len(self.tokens):
            raise Unreadable("The braces of the TeX do not match.")
        return text.replace("^(°)", "°").replace("^°", "°")

    def _sequence(self, depth: int) -> str:
        parts: list[str] = []
        while self.position < len(self.tokens) and self.tokens[self.position] != "}":
            parts.append(self._item(depth))
        return "".join(parts)

    def _item(self, depth: int) -> str:
        piece = self.tokens[self.position]
        self.position += 1
        if piece == "{":
            return f"({self._rest_of_group(depth)})"
        if piece[0] == "\\":
            return self._command(piece[1:].rstrip("*"), depth)
        return piece

    def _group(self, depth: int) -> str:
        if self.position >= len(self.tokens) or self.tokens[self.position] != "{":
            raise Unreadable("A TeX command lacks its braces.")
        self.position += 1
        return self._rest_of_group(depth)

    def _rest_of_group(self, depth: int) -> str:
        if depth >= DEEPEST:
            raise Unreadable("The TeX is nested too deeply.")
        text = self._sequence(depth + 1)
        if self.position >= len(self.tokens):
            raise Unreadable("The braces of the TeX do not match.")
        self.position += 1
        return text

    def _command(self, name: str, depth: int) -> str:
        if name in FRACTIONS:
            above, below = self._group(depth), self._group(depth)
            if PLAIN_NUMBER.fullmatch(above) and PLAIN_NUMBER.fullmatch(below):
                return f" ({above.strip()}/{below.strip()}) "
            return f" (({above})/({below})) "
        if name == "sqrt":
            return f" sqrt({self._group(depth)}) "
        if name in WORDS:
            return self._group(depth) if self._at_brace() else ""
        if name in NOTHING:
            return ""
        return " " if name in SPACING else SYMBOLS.get(name, f" {name} ")

    def _at_brace(self) -> bool:
        return self.position < len(self.tokens) and self.tokens[self.position] == "{"
