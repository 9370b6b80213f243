"""Grading of choices: one option, a set of options, true or false, assertion and reason."""

import re
from collections.abc import Iterable

from tutoring.grader.keys import AssertionReasonKey, ChoiceKey, ChoiceSetKey, TrueFalseKey
from tutoring.grader.text import clean
from tutoring.grader.verdicts import RIGHT, ErrorKind, Grade, Unreadable, Verdict, wrong

LONGEST_CHOICE = 500
MOST_CHOICES = 64
SEPARATORS = re.compile(r"\s*(?:[,;|/&+]|\band\b)\s*|\s+", re.IGNORECASE)
DECORATION = re.compile(r"^(?:option|choice)\b|[()\[\].:]", re.IGNORECASE)
TRUE = frozenset({"true", "t", "yes", "y", "1", "correct", "right", "सत्य", "सही", "हाँ"})
FALSE = frozenset({"false", "f", "no", "n", "0", "incorrect", "wrong", "असत्य", "गलत", "नहीं"})
UNKNOWN_OPTION = "The question has no such option."


def grade_choice(key: ChoiceKey, answer: object) -> Grade:
    """Grade one chosen option; a wrong one names the misconception that it betrays."""
    chosen = offered_option(answer, key.options)
    if chosen == key.option:
        return RIGHT
    return Grade(Verdict.WRONG, misconception=key.misconceptions.get(chosen))


def grade_choice_set(key: ChoiceSetKey, answer: object) -> Grade:
    """Grade a set: all the right options and no other. The exact complement is a negation."""
    chosen = {offered_option(option, key.options) for option in listed(answer, key.options)}
    if chosen == key.chosen:
        return RIGHT
    betrayed = (key.misconceptions[o] for o in key.options if o in chosen - key.chosen
                and o in key.misconceptions)  # fmt: skip
    negated = chosen == set(key.options) - key.chosen
    error = ErrorKind.NEGATION if negated else None
    return Grade(Verdict.WRONG, error, misconception=next(betrayed, None))


def grade_true_false(key: TrueFalseKey, answer: object) -> Grade:
    """Grade true or false; the wrong one is always a negation."""
    said = answer if isinstance(answer, bool) else _truth(answer)
    return RIGHT if said == key.true else wrong(ErrorKind.NEGATION)


def grade_assertion_reason(key: AssertionReasonKey, answer: object) -> Grade:
    """Grade the option that says what holds of both statements; one truth turned: negation."""
    chosen = _statements(key, key.options.index(offered_option(answer, key.options)))
    right = (key.assertion, key.reason, key.explains)
    if chosen == right:
        return RIGHT
    turned = (chosen[0] != right[0]) + (chosen[1] != right[1])
    return wrong(ErrorKind.NEGATION if turned else None)


def offered_option(answer: object, options: tuple[str, ...]) -> str:
    """Return the option meant by "B", "(b)" or "Option B". Raises Unreadable."""
    if answer in options:
        return str(answer)
    wanted = DECORATION.sub("", clean(answer, limit=LONGEST_CHOICE)).strip().casefold()
    meant = [option for option in options if option.casefold() == wanted]
    if len(meant) != 1:
        raise Unreadable(UNKNOWN_OPTION)
    return meant[0]


def listed(answer: object, options: Iterable[str]) -> list[str]:
    """Return the items of a list, of "A, C" or, with one-letter options, of "AC"."""
    if isinstance(answer, list | tuple | set | frozenset):
        items = list(answer)
    else:
        text = clean(answer, limit=LONGEST_CHOICE)
        items = [item for item in SEPARATORS.split(text) if item]
        if len(items) == 1 and items[0].isalnum() and all(len(option) == 1 for option in options):
            items = list(items[0])
    if not 0 < len(items) <= MOST_CHOICES or not all(isinstance(item, str) for item in items):
        raise Unreadable("Choose at least one option.")
    return items


def _truth(answer: object) -> bool:
    word = clean(answer, limit=LONGEST_CHOICE).casefold().strip(".")
    if word not in TRUE | FALSE:
        raise Unreadable("Answer true or false.")
    return word in TRUE


def _statements(key: AssertionReasonKey, position: int) -> tuple[bool, bool, bool]:
    return (
        (True, True, True),
        (True, True, False),
        (True, False, False),
        (False, True, False),
        (False, False, False),
    )[position]
