"""Finding the section of a lesson that answers a question: BM25 over its sections.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
idf that is never negative.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tutoring.agents.shapes import TutorExplanation
from tutoring.vocabulary import words_of

K1, B = 1.2, 0.75
TITLE_WEIGHT = 3  # a word of the title counts like three of the text
LEAST_COVERED = 0.45  # of the question's weight; below it the lesson does not speak of it
ENDINGS = ("ing", "ed", "ly", "es", "s", "e")
SHORTEST_STEM = 3
QUESTION = (
    "can could should would will when where which who whose be this that there these those if or "
    "not so than then as please tell mean say happen much many any some has have am was were did "
    "doe just really lesson up down difference different differ between compare versus"
)
QUESTION_WORDS = frozenset(QUESTION.split())


@dataclass(frozen=True)
class Section:
    """A part of a lesson; ``anchor`` is its place on the lesson's page."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Found:
    """The section that answers best; ``covered``: the share of the question it speaks of."""

    section: Section
    covered: float


def sections_of(lesson: TutorExplanation) -> list[Section]:
    """Return what a lesson says, part by part; its practice question is for the learner."""
    steps = [
        Section(f"step-{number}", step.title, f"{step.content.strip()}\n\n{step.analogy or ''}")
        for number, step in enumerate(lesson.steps, start=1)
    ]
    return [
        Section("idea", "The idea", lesson.intuition),
        *steps,
        Section("example", "In the real world", lesson.real_world_example),
        Section("pitfall", "Where many slip", lesson.common_pitfall),
    ]


def stems_of(text: str) -> list[str]:
    """Return the words that carry meaning without their endings: sliding and slides give slid."""
    return [_stem(word) for word in words_of(text) if word not in QUESTION_WORDS]


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def best_section(question: str, sections: Sequence[Section]) -> Found | None:
    """Return the section that speaks of the question, or None when none does."""
    wanted = set(stems_of(question))
    counts = [Counter(stems_of(s.title) * TITLE_WEIGHT + stems_of(s.text)) for s in sections]
    rarity = {word: _idf(word, counts) for word in wanted}
    total = sum(rarity.values())
    if not total:
        return None
    length = sum(count.total() for count in counts) / len(counts)
    scores = [_score(count, rarity, length) for count in counts]
    best = max(range(len(sections)), key=scores.__getitem__)
    covered = sum(weight for word, weight in rarity.items() if counts[best][word]) / total
    return Found(sections[best], covered) if covered >= LEAST_COVERED else None


def _idf(word: str, counts: Sequence[Counter[str]]) -> float:
    holding = sum(word in count for count in counts)
    return math.log(1 + (len(counts) - holding + 0.5) / (holding + 0.5))


def _score(count: Counter[str], rarity: dict[str, float], length: float) -> float:
    damping = K1 * (1 - B + B * count.total() / length)
    return sum(
        weight * count[word] * (K1 + 1) / (count[word] + damping) for word, weight in rarity.items()
    )
