"""Grading of arrangements: items in order, and pairs."""

import re
from collections.abc import Mapping

from tutoring.grader.choices import UNKNOWN_OPTION, listed, offered_option
from tutoring.grader.keys import MatchingKey, SequenceKey
from tutoring.grader.text import clean
from tutoring.grader.verdicts import RIGHT, ErrorKind, Grade, Unreadable, Verdict, wrong

LONGEST_MATCHING = 1000
ARROWS = re.compile(r"\s*(?:->|=>|[→>–-])\s*")
WORD = re.compile(r"\w+")


def grade_sequence(key: SequenceKey, answer: object) -> Grade:
    """Grade an order: each item once. The whole order backwards is an error with a name."""
    text = ARROWS.sub(",", answer) if isinstance(answer, str) else answer
    given = tuple(offered_option(item, key.order) for item in listed(text, key.order))
    if sorted(given) != sorted(key.order):
        raise Unreadable("Name every item exactly once.")
    if given == key.order:
        return RIGHT
    return wrong(ErrorKind.REVERSED if given == key.order[::-1] else None)


def grade_matching(key: MatchingKey, answer: object) -> Grade:
    """Grade pairs; ``parts`` holds one grade for each item on the left, in the key's order."""
    given = _mapped(answer, key) if isinstance(answer, Mapping) else _written(answer, key)
    parts = tuple(
        RIGHT if given.get(left, frozenset()) == right else wrong()
        for left, right in key.pairs.items()
    )
    all_right = all(part.correct for part in parts)
    return Grade(Verdict.RIGHT if all_right else Verdict.WRONG, parts=parts)


def _mapped(answer: Mapping[object, object], key: MatchingKey) -> dict[str, frozenset[str]]:
    lefts = tuple(key.pairs)
    pairs: dict[str, frozenset[str]] = {}
    for left, right in answer.items():
        rights = [right] if isinstance(right, str) else listed(right, key.right)
        pairs[offered_option(left, lefts)] = frozenset(
            offered_option(item, key.right) for item in rights
        )
    return pairs


def _written(answer: object, key: MatchingKey) -> dict[str, frozenset[str]]:
    """Read "P-2, Q-1 3; R-4"; needs ids that tell the two sides apart."""
    lefts = {left.casefold(): left for left in key.pairs}
    rights = {right.casefold(): right for right in key.right}
    if lefts.keys() & rights.keys():
        raise Unreadable("Choose the pairs one by one.")
    pairs: dict[str, set[str]] = {}
    current: set[str] | None = None
    for word in WORD.findall(clean(answer, limit=LONGEST_MATCHING).casefold()):
        if word in lefts and lefts[word] not in pairs:
            current = pairs.setdefault(lefts[word], set())
        elif word in rights and current is not None:
            current.add(rights[word])
        else:
            raise Unreadable(UNKNOWN_OPTION)
    if not pairs:
        raise Unreadable("Name the pairs, such as P-2; Q-1.")
    return {left: frozenset(found) for left, found in pairs.items()}
