"""One door to all types: ``grade(key, answer)``."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tutoring.grader.arrangements import grade_matching, grade_sequence
from tutoring.grader.blanks import grade_blanks
from tutoring.grader.choices import (
    grade_assertion_reason,
    grade_choice,
    grade_choice_set,
    grade_true_false,
)
from tutoring.grader.dates import grade_date
from tutoring.grader.expressions import grade_expression
from tutoring.grader.keys import DateKey, Key, WrittenKey
from tutoring.grader.numeric import (
    grade_decimal,
    grade_fraction,
    grade_integer,
    grade_scientific,
    grade_significant,
)
from tutoring.grader.quantities import grade_quantity
from tutoring.grader.terms import grade_term
from tutoring.grader.verdicts import Grade, Unjudged, Unreadable, Verdict


def grade(key: Key, answer: object) -> Grade:
    """Grade an answer against a key from ``read_key``; never raises for what a learner sent.

    The answer is text, or a list (sets, sequences, blanks), a mapping (matching), a bool (true
    or false), as JSON brings it.
    """
    try:
        judged = GRADERS[key.type](key, answer)
    except Unreadable as unreadable:
        return Grade(Verdict.UNREADABLE, note=str(unreadable))
    except Unjudged as unjudged:
        return Grade(Verdict.UNJUDGED, note=str(unjudged))
    return _with_misconception(key, answer, judged)


def faults_of_key(key: Key) -> list[str]:
    """Return what is wrong with a written key: it must pass itself and nothing that it reveals.

    For content checks; keys of other types are checked wholly by ``read_key``.
    """
    faults = []
    if isinstance(key, WrittenKey):
        unrounded = key.type == "significant"  # its exact value is no answer
        if not unrounded and not grade(key, _own_answer(key)).correct:
            faults.append("The key does not pass itself.")
        for text in key.reveals:
            verdict = grade(key, _own_answer(key.model_copy(update={"answer": text}))).verdict
            # Unjudged is not passed: a busy machine that came to no proof must not refuse a key.
            if verdict in (Verdict.RIGHT, Verdict.UNREADABLE):
                faults.append(f"The revealing answer {text!r} is {verdict}, not wrong.")
    for blank in getattr(key, "blanks", ()):
        faults += faults_of_key(blank)
    return faults


def _own_answer(key: Any) -> str:
    return f"{key.answer} {key.unit}" if key.type == "quantity" else key.answer


def _with_misconception(key: Any, answer: object, judged: Grade) -> Grade:
    """Name the misconception that a wrong answer betrays: by its text, else by its error."""
    if judged.verdict is not Verdict.WRONG or judged.misconception:
        return judged
    revealed = next(
        (slug for text, slug in getattr(key, "reveals", {}).items() if _says(key, text, answer)),
        key.by_error.get(judged.error) if judged.error else None,
    )
    return replace(judged, misconception=revealed)


def _says(key: Any, text: str, answer: object) -> bool:
    """Would the answer be right if this text were the key?"""
    changes: dict[str, object] = {"answer": text, "reveals": {}, "by_error": {}}
    if key.type == "term":
        changes["accepted"] = ()
    return grade(key.model_copy(update=changes), answer).correct


def _grade_date(key: DateKey, answer: object) -> Grade:
    return grade_date(answer, key.answer, order=key.order)


GRADERS: dict[str, Callable[[Any, object], Grade]] = {
    "choice": grade_choice,
    "choice_set": grade_choice_set,
    "true_false": grade_true_false,
    "assertion_reason": grade_assertion_reason,
    "integer": grade_integer,
    "decimal": grade_decimal,
    "significant": grade_significant,
    "scientific": grade_scientific,
    "fraction": grade_fraction,
    "quantity": grade_quantity,
    "expression": grade_expression,
    "date": _grade_date,
    "term": grade_term,
    "sequence": grade_sequence,
    "matching": grade_matching,
    "blanks": lambda key, answer: grade_blanks(key, answer, grade),
}
