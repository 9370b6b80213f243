"""What must not betray a key: the length of options, their place, "all of the above"."""

import re
from collections import Counter
from collections.abc import Iterator

from tutoring.curriculum.schema import LessonPack, PackQuestion

NUMERIC_KINDS = ("integer", "decimal", "significant", "scientific", "fraction", "quantity")
OF_THE_ABOVE = re.compile(r"\b(all|none|both|neither|any) of (the|these|them)\b", re.IGNORECASE)
UNITS = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{[^{}]*\}")
COMMANDS = re.compile(r"\\[a-zA-Z]+")
MUCH_LONGER, LONGER = 1.5, 1.15  # times the longest wrong option
FEW_CHARACTERS = 15  # a difference that nobody sees
JUDGED_FROM = 6  # choices in a lesson
Fault = tuple[tuple[str | int, ...], str]


def check_option_texts(question: PackQuestion) -> Iterator[str]:
    """Yield what a choice's options betray by themselves."""
    for option in question.options:
        if OF_THE_ABOVE.search(option.text) and len(option.text) < 40:
            yield f"option {option.id} speaks of the others; write a statement of its own"
    right, wrong = _lengths(question)
    if right > MUCH_LONGER * wrong and right - wrong > FEW_CHARACTERS:
        yield (
            f"the right option has {right} characters, the longest wrong one {wrong}; "
            "shorten it or make the others as exact"
        )


def check_keys_of_lesson(lesson: LessonPack) -> Iterator[Fault]:
    """Yield what the choices of a lesson betray together."""
    choices = [
        question
        for question in lesson.questions
        if question.options and not question.kind and any(o.correct for o in question.options)
    ]
    if len(choices) < JUDGED_FROM:
        return
    places = Counter(o.id for question in choices for o in question.options if o.correct)
    place, often = places.most_common(1)[0]
    if often > len(choices) / 2:
        yield ("questions",), f"{often} of {len(choices)} keys are {place}; move some of them"
    longest = 0
    for question in choices:
        right, wrong = _lengths(question)
        longest += right > LONGER * wrong and right - wrong > FEW_CHARACTERS / 2
    if longest > len(choices) / 3:
        yield (
            ("questions",),
            f"in {longest} of {len(choices)} choices the right option is clearly the longest; "
            "balance them",
        )


def is_numeric(kind: str | None, answer: str) -> bool:
    """Whether a key is a number, with or without a unit."""
    if kind:
        return kind in NUMERIC_KINDS
    bare = COMMANDS.sub("", UNITS.sub("", answer))
    return any(c.isdigit() for c in bare) and not re.search(r"[A-Za-z]", bare.split("=")[-1])


def _lengths(question: PackQuestion) -> tuple[int, int]:
    """The visible length of the right option and of the longest wrong one."""
    right = [_visible(option.text) for option in question.options if option.correct]
    wrong = [_visible(option.text) for option in question.options if not option.correct]
    return max(right, default=0), max(wrong, default=0)


def _visible(text: str) -> int:
    return len(COMMANDS.sub("x", text.replace("$", "")))
