"""Aiken: a question in one line, its options by letter, ``ANSWER: B``."""

import re
from collections.abc import Iterator

from tutoring.interchange.items import BadItem, BankItem, Fault, letter, lettered
from tutoring.interchange.keys import choice_key
from tutoring.interchange.limits import QUESTION_LINES
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.texts import from_plain, to_plain

OPTION = re.compile(r"^\s*([A-Z])[).]\s(.*)$")
ANSWER = re.compile(r"^\s*ANSWER:\s*(\S*)\s*$", re.IGNORECASE)
ADVICE = "Write the question in one line, then A) B) C)..., then ANSWER: and the letter."


def read_aiken(text: str) -> Iterator[BankItem | Fault]:
    """Yield the questions of an Aiken file; each ends with its ANSWER line."""
    lines: list[str] = []
    begin = 1
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip():
            continue
        begin = begin if lines else number
        lines += [line] if len(lines) < QUESTION_LINES else []
        if ANSWER.match(line):
            yield _taken(lines, begin)
            lines = []
    if lines:
        yield Fault(begin, "The line ANSWER: is missing.", ADVICE)


def _taken(lines: list[str], begin: int) -> BankItem | Fault:
    try:
        return _item(lines, begin)
    except BadItem as bad:
        return Fault(begin, str(bad), bad.advice)


def _item(lines: list[str], begin: int) -> BankItem:
    if len(lines) == QUESTION_LINES:
        raise BadItem(f"The question has {QUESTION_LINES} lines or more.", ADVICE)
    found = [OPTION.match(line) for line in lines[:-1]]
    first = next((place for place, match in enumerate(found) if match), len(found))
    stem = "\n".join(lines[:first])
    options: list[str] = []
    for place in range(first, len(found)):
        match = found[place]
        if match is None or match[1] != chr(ord("A") + len(options)):
            raise BadItem("The options are not A), B), C) in their order.", ADVICE)
        options.append(match[2])
    answer = ANSWER.match(lines[-1])
    right = ord(answer[1][0].upper()) - ord("A") if answer and len(answer[1]) == 1 else -1
    if not 0 <= right < len(options):
        raise BadItem("The answer is none of the letters.", ADVICE)
    parts = lettered([from_plain(option) for option in options])
    key = choice_key(parts, [right], many=False)
    return BankItem(stem=from_plain(stem, wrapped=True), options=parts, key=key, line=begin)


def aiken_of(item: BankItem) -> str:
    """Return one question as plain text. Raises CannotHold."""
    if item.kind != "choice":
        raise CannotHold.kind(item.kind)
    stem, texts = to_plain(item.stem), [to_plain(part.text) for part in item.options]
    if any("\n" in text for text in (stem, *texts)):
        raise CannotHold("questions with line breaks")
    if OPTION.match(stem) or ANSWER.match(stem):
        raise CannotHold("questions that begin like an option")
    lines = [f"{letter(place).upper()}) {text}" for place, text in enumerate(texts)]
    return "\n".join([stem, *lines, f"ANSWER: {item.key['option'].upper()}", "", ""])
