"""Grading of texts with blanks: one answer for each, each by its own type."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tutoring.grader.keys import BlanksKey
from tutoring.grader.verdicts import Grade, Unreadable, Verdict

GradeOne = Callable[[Any, object], Grade]
LONGEST_TEXT = 4000


def grade_blanks(key: BlanksKey, answer: object, grade_one: GradeOne) -> Grade:
    """Grade every blank; all must be right. ``parts`` holds the grades in the blanks' order."""
    answers = _answers(answer, len(key.blanks))
    if key.any_order:
        table = [[grade_one(blank, given) for given in answers] for blank in key.blanks]
        return _joined(_best_order(table))
    pairs = zip(key.blanks, answers, strict=True)
    return _joined(tuple(grade_one(blank, given) for blank, given in pairs))


def _answers(answer: object, count: int) -> Sequence[object]:
    if isinstance(answer, str):
        if len(answer) > LONGEST_TEXT:
            raise Unreadable(f"The answer is longer than {LONGEST_TEXT} characters.")
        answer = [answer] if count == 1 else answer.split(";")
    if not isinstance(answer, list | tuple) or len(answer) != count:
        raise Unreadable(f"Fill in all {count} blanks.")
    return answer


def _joined(parts: tuple[Grade, ...]) -> Grade:
    """Return the grade of the whole. What must be asked again tells nothing of its other parts."""
    first = {part.verdict: part for part in reversed(parts)}
    if part := first.get(Verdict.UNREADABLE):
        return part
    if part := first.get(Verdict.WRONG):
        return replace(part, parts=parts)
    return first.get(Verdict.UNJUDGED) or Grade(Verdict.RIGHT, parts=parts)


def _best_order(table: list[list[Grade]]) -> tuple[Grade, ...]:
    """Give each blank the answer that is right for it as far as possible (augmenting paths)."""
    taken: dict[int, int] = {}
    for blank in range(len(table)):
        _place(table, blank, taken, set())
    free = iter([answer for answer in range(len(table)) if answer not in taken])
    by_blank = {blank: answer for answer, blank in taken.items()}
    return tuple(row[by_blank[i] if i in by_blank else next(free)] for i, row in enumerate(table))


def _place(table: list[list[Grade]], blank: int, taken: dict[int, int], seen: set[int]) -> bool:
    for answer, grade in enumerate(table[blank]):
        if not grade.correct or answer in seen:
            continue
        seen.add(answer)
        if answer not in taken or _place(table, taken[answer], taken, seen):
            taken[answer] = blank
            return True
    return False
