"""The words of the syllabus: which topics a text names."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Protocol, TypeVar

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = str.maketrans("", "", "'’`")
EMPTY = (
    "a an and the of in on at to for with by its it is are from about what how why does do "
    "i we me my you your explain learn study teach topic chapter"
)
EMPTY_WORDS = frozenset(EMPTY.split())
COMPARED_CHARACTERS = 200
NEAREST = 3


class Named(Protocol):
    """A topic as the syllabus names it."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...


T = TypeVar("T", bound=Named)


def words_of(text: str) -> list[str]:
    """Return the words that carry meaning, in one form: "Newton's laws" gives newton, law."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES)
    return [_singular(word) for word in WORD.findall(plain) if word not in EMPTY_WORDS]


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "cs"))
    return word[:-1] if is_plural else word


def _collapsed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(WORD.findall(plain))


def topics_named(text: str, topics: Sequence[T]) -> list[T]:
    """Return the topics that a text names, in the order of the syllabus; [] when none.

    A topic's own name or slug, a unit's name (all of its topics), names within a longer text, or
    a part of one name that no other topic shares.
    """
    collapsed = _collapsed(text)
    if not collapsed:
        return []
    exact = [t for t in topics if collapsed in {_collapsed(t.name), _collapsed(t.slug)}]
    if exact:
        return exact
    unit = [t for t in topics if collapsed == _collapsed(t.unit)]
    return unit or _mentioned(text, topics) or _only_candidate(text, topics)


def _mentioned(text: str, topics: Sequence[T]) -> list[T]:
    words = set(words_of(text))
    return [topic for topic in topics if words.issuperset(words_of(topic.name))]


def _only_candidate(text: str, topics: Sequence[T]) -> list[T]:
    candidates = _candidates(text, topics)
    return candidates if len(candidates) == 1 else []


def _candidates(text: str, topics: Sequence[T]) -> list[T]:
    words = set(words_of(text))
    return [t for t in topics if words and words <= {*words_of(t.name), *words_of(t.slug)}]


def topic_named(text: str, topics: Sequence[T]) -> T | None:
    """Return the one topic that a text is about: of several names the longest; None: unsure."""
    found = topics_named(text, topics)
    if len(found) > 1 and _collapsed(text) == _collapsed(found[0].unit):
        return None
    return max(found, key=lambda topic: len(words_of(topic.name)), default=None)


def nearest_names(text: str, topics: Sequence[Named]) -> list[str]:
    """Return the names closest to a text, the closest first."""
    short = text[:COMPARED_CHARACTERS].casefold()
    words = set(words_of(short))

    def closeness(topic: Named) -> tuple[int, float]:
        shared = len(words & {*words_of(topic.name), *words_of(topic.unit)})
        return shared, SequenceMatcher(None, short, topic.name.casefold()).ratio()

    ranked = sorted(topics, key=closeness, reverse=True)
    return list(dict.fromkeys(topic.name for topic in ranked))[:NEAREST]
