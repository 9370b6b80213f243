"""The neutral form of a question, and what is wrong with one that has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


def sayable(text: str) -> str:
    """Return words that may quote a file, without what no database and no page can hold."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


class UnreadableBank(Exception):
    """The whole file is refused; ``line`` is where, ``advice`` what to do."""

    def __init__(self, reason: str, *, line: int = 1, advice: str = "") -> None:
        super().__init__(sayable(reason))
        self.line, self.advice = line, advice


class BadItem(Exception):
    """One question cannot be taken; the others can."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.advice = advice


@dataclass(frozen=True)
class Fault:
    """Why a question was not taken: where it stands, the reason, what to do."""

    line: int
    reason: str
    advice: str = ""
    place: str = ""  # the file within a package

    def __str__(self) -> str:
        where = f"{self.place}, line {self.line}" if self.place else f"line {self.line}"
        return f"{where}: {self.reason}{' ' + self.advice if self.advice else ''}"


class Part(NamedTuple):
    """Something that is chosen, put in order or matched; ids say nothing of the key."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BankItem:
    """One question. Texts are the product's Markdown, TeX between dollar signs.

    ``key`` is a key of the grader (docs/grading.md). ``options`` of a choice, ``parts`` of a
    sequence in their right order, ``left`` and ``right`` of a matching, ``labels`` of blanks.
    ``feedback``: by the id of an option or by an accepted answer. ``notes``: what was not kept.
    """

    stem: str
    key: Mapping[str, Any]
    options: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    left: tuple[Part, ...] = ()
    right: tuple[Part, ...] = ()
    labels: tuple[str, ...] = ()
    ask: str = ""
    explanation: str = ""
    feedback: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    identifier: str = ""
    difficulty: str = ""
    line: int = field(default=1, compare=False)
    place: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def kind(self) -> str:
        """The grader's type of answer."""
        return str(self.key["type"])


def lettered(texts: Sequence[str]) -> tuple[Part, ...]:
    """Return texts as parts named a, b, c... by their places."""
    return tuple(Part(letter(place), text) for place, text in enumerate(texts))


def numbered(texts: Sequence[str]) -> tuple[Part, ...]:
    """Return texts as parts named 1, 2, 3... by their places."""
    return tuple(Part(str(place), text) for place, text in enumerate(texts, start=1))


def letter(place: int) -> str:
    """Return the id of an option by its place from 0; none beyond z, which is refused later."""
    return chr(ord("a") + place) if place < 26 else f"z{place}"
