"""What words of a model are refused for: links and markup, leaving the subject, figures."""

import re
from collections.abc import Iterable

from tutoring.agents.model.errors import AnswerRefused

MARKUP = re.compile(
    r"https?:|www\.|javascript:|data:\w+/|\]\(|</|```"
    r"|<(?:script|img|a|iframe|svg|style|form|input|link|meta|object|div|p|br)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]{4,}")
FIGURE = re.compile(r"\d+")
STEM_LENGTH = 5  # "accelerate" and "acceleration" are one word
SHORT_TEXT = 20  # characters


def stems(text: str) -> set[str]:
    """Return the beginnings of the words that carry meaning."""
    return {word.lower()[:STEM_LENGTH] for word in WORD.findall(text)}


def refuse_markup(texts: Iterable[str]) -> None:
    """Raise AnswerRefused for a link, an image, code or HTML."""
    if any(MARKUP.search(text) for text in texts):
        raise AnswerRefused("Write plain text, without links, code or HTML.")


def refuse_other_subjects(texts: Iterable[str], vocabulary: Iterable[str]) -> None:
    """Raise AnswerRefused for a text that shares fewer than two words with the subject.

    A short one needs one; a subject without words (a name like "B2") refuses nothing.
    """
    known = stems(" ".join(vocabulary))
    for text in texts:
        needed = min(1 if len(text) <= SHORT_TEXT else 2, len(known))
        if text.strip() and len(stems(text) & known) < needed:
            raise AnswerRefused(f"Keep to the subject of the data; this leaves it: {text[:80]!r}")


def refuse_figures(texts: Iterable[str], vocabulary: Iterable[str]) -> None:
    """Raise AnswerRefused for a figure that no name holds: marks are computed, not written."""
    known = set(FIGURE.findall(" ".join(vocabulary)))
    if not known.issuperset(FIGURE.findall(" ".join(texts))):
        raise AnswerRefused("Write no figures; they are computed.")
