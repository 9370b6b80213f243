"""Answers from published question sets: read as keys, then attacked with slips and distractors."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from tutoring.grader import ErrorKind, Key, Verdict, grade, read_key
from tutoring.grader.numbers import Number, read_number
from tutoring.grader.verdicts import Unreadable

EXAMPLES = 12
NO_DISTRACTORS = frozenset({"x=-0"})  # published as wrong, and equal to its key x=0


@dataclass
class Agreement:
    """Counts of one part of a set. ``odd``: the answers behind a failure, for reading."""

    name: str
    answers: int = 0
    read: int = 0
    equivalent: int = 0
    false_failures: int = 0
    confused: int = 0
    false_passes: int = 0
    unjudged: int = 0
    odd: list[str] = field(default_factory=list)

    def must_pass(self, key: Key, answer: str) -> None:
        """Count an equivalent answer."""
        self.equivalent += 1
        verdict = grade(key, answer).verdict
        if verdict is Verdict.UNJUDGED:
            self.unjudged += 1
        elif verdict is not Verdict.RIGHT:
            self.false_failures += 1
        if verdict is not Verdict.RIGHT and len(self.odd) < EXAMPLES:
            self.odd.append(f"{verdict}: {answer} for {key}")

    def must_not_pass(self, key: Key, answer: str) -> None:
        """Count a wrong answer."""
        self.confused += 1
        if grade(key, answer).correct:
            self.false_passes += 1
            self.odd.append(f"passed: {answer} for {key}")


def oatutor(folder: Path, most: int | None = None) -> Iterator[Agreement]:
    """Yield the agreement on typed numbers and expressions and on distractors.

    ``most``: so many expressions at most, as each takes the algebra some milliseconds.
    """
    with gzip.open(folder / "oatutor_problems.jsonl.gz", "rt", encoding="utf-8") as lines:
        steps = [step for line in lines for step in json.loads(line)["steps"]]
    typed = [s["stepAnswer"][0] for s in steps if s["problemType"] == "TextBox"]
    yield _numbers("OATutor, typed numbers", typed)
    yield _expressions("OATutor, typed expressions", typed[: most and 4 * most])
    choices = [step for step in steps if step["problemType"] == "MultipleChoice"]
    yield _numeric_distractors("OATutor, numeric distractors", choices)
    some = choices[: most and 4 * most]
    yield _algebraic_distractors("OATutor, algebraic distractors", some)


def gsm8k(folder: Path) -> Iterator[Agreement]:
    """Yield the agreement on the final numbers and on the equations marked in the solutions."""
    with (folder / "gsm8k_test.jsonl").open(encoding="utf-8") as lines:
        solutions = [json.loads(line)["answer"] for line in lines]
    yield _numbers("GSM8K, final numbers", [s.split("####")[1].strip() for s in solutions])
    steps = [step for s in solutions for step in re.findall(r"<<([^=<>]+)=([^=<>]+)>>", s)]
    agreement = Agreement("GSM8K, sums in the solutions", answers=len(steps))
    for arithmetic, result in steps:
        _sum(agreement, arithmetic, result)
    yield agreement


def jeebench(folder: Path) -> Iterator[Agreement]:
    """Yield the agreement on letters, sets of letters and numbers."""
    items = json.loads((folder / "jeebench_2016_2021.json").read_text(encoding="utf-8"))
    numbers = [item["gold"] for item in items if item["type"] in ("Integer", "Numeric")]
    yield _numbers("JEE Advanced, numbers", numbers)
    agreement = Agreement("JEE Advanced, options")
    for item in items:
        if item["type"] == "MCQ(multiple)":
            _set(agreement, item["gold"])
    yield agreement


def _set(agreement: Agreement, gold: str) -> None:
    key = read_key({"type": "choice_set", "chosen": list(gold), "options": list("ABCD")})
    agreement.answers += 1
    agreement.read += 1
    agreement.must_pass(key, ", ".join(reversed(gold.lower())))
    for letter in "ABCD":
        changed = gold.replace(letter, "") if letter in gold else gold + letter
        if changed:
            agreement.must_not_pass(key, changed)


def _numbers(name: str, answers: Iterable[str]) -> Agreement:
    """Each number passes as a fraction, with a typographic minus, and with no sign or zero off."""
    agreement = Agreement(name)
    for text in answers:
        agreement.answers += 1
        number = _number(text)
        if number is None:
            continue
        agreement.read += 1
        key, value = read_key({"type": "decimal", "answer": text}), number.value
        for writing in (text, _fraction(value), _fraction(value).replace("-", "−"), f"+{text}"):
            if not (writing[0] == "+" and value < 0):
                agreement.must_pass(key, writing)
        if value:
            for wrong in (-value, value * 10, value / 10):
                agreement.must_not_pass(key, _fraction(wrong))
    return agreement


def _expressions(name: str, answers: Iterable[str]) -> Agreement:
    """Each expression equals itself plus zero and its double halved; never its negative."""
    agreement = Agreement(name)
    for text in answers:
        key = read_key({"type": "expression", "answer": text})
        if _number(text) is not None or not grade(key, text).correct or "=" in text:
            continue
        agreement.answers += 1
        agreement.read += 1
        plain = text.replace("$$", "")
        agreement.must_pass(key, f"2*({plain})/2")
        agreement.must_pass(key, f"7-(7-({plain}))")
        agreement.must_not_pass(key, f"-({plain})")
        agreement.must_not_pass(key, f"({plain})+1/1000")
    return agreement


def _numeric_distractors(name: str, steps: Iterable[dict]) -> Agreement:
    agreement = Agreement(name)
    for step in steps:
        right = _number(step["stepAnswer"][0])
        if right is None:
            continue
        agreement.answers += 1
        agreement.read += 1
        key = read_key({"type": "decimal", "answer": step["stepAnswer"][0]})
        for choice in step["choices"]:
            other = _number(choice)
            if other is not None and other.value != right.value:
                agreement.must_not_pass(key, choice)
    return agreement


def _algebraic_distractors(name: str, steps: Iterable[dict]) -> Agreement:
    """Choices that differ from the key in TeX alone are left out."""
    agreement = Agreement(name)
    for step in steps:
        text = step["stepAnswer"][0]
        if _number(text) is not None or "x" not in text or len(text) > 80:
            continue
        key = read_key({"type": "expression", "answer": text})
        agreement.answers += 1
        if not grade(key, text).correct:
            continue
        agreement.read += 1
        for choice in step["choices"]:
            if _letters(choice) not in {_letters(text), *NO_DISTRACTORS}:
                agreement.must_not_pass(key, choice)
    return agreement


def _sum(agreement: Agreement, arithmetic: str, result: str) -> None:
    number = _number(result)
    if number is None or set(arithmetic) - set("0123456789.+-*/() "):
        return
    agreement.read += 1
    key = read_key({"type": "expression", "answer": result})
    if grade(key, arithmetic).error is not ErrorKind.ROUNDING:  # some solutions round
        agreement.must_pass(key, arithmetic)
        agreement.must_not_pass(key, f"-({arithmetic})")
        agreement.must_not_pass(key, f"10*({arithmetic})")


def _number(text: str) -> Number | None:
    try:
        return read_number(text)
    except Unreadable:
        return None


def _letters(text: str) -> str:
    return re.sub(r"[\s${}]", "", text)


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
