"""OpenTriviaQA's text: ``#Q`` question, ``^`` right answer, then its options by letter."""

import re
from collections.abc import Iterator

from tutoring.interchange.items import BadItem, BankItem, Fault, lettered
from tutoring.interchange.keys import choice_key, truth_key
from tutoring.interchange.limits import QUESTION_LINES
from tutoring.interchange.texts import from_plain, tidy

OPTION = re.compile(r"^([A-Z])[ \t]+(.*)$")
ADVICE = "Write #Q, then ^ and the right answer, then A, B, C... and the options."


def read_trivia(text: str) -> Iterator[BankItem | Fault]:
    """Yield the questions of the file; a question begins with #Q and goes on to the next one."""
    lines: list[str] = []
    begin = 1
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if line.startswith("#Q"):
            if lines:
                yield _taken(lines, begin)
            lines, begin = [], number
        if lines or line.startswith("#Q"):
            lines += [line] if len(lines) < QUESTION_LINES else []
        elif line.strip():
            yield Fault(number, "There is text before the first question.", ADVICE)
    if lines:
        yield _taken(lines, begin)


def _taken(lines: list[str], begin: int) -> BankItem | Fault:
    try:
        return _item(lines, begin)
    except BadItem as bad:
        return Fault(begin, str(bad), bad.advice)


def _item(lines: list[str], begin: int) -> BankItem:
    if len(lines) == QUESTION_LINES:
        raise BadItem(f"The question has {QUESTION_LINES} lines or more.", ADVICE)
    marked = [place for place, line in enumerate(lines) if line.startswith("^")]
    if not marked:
        raise BadItem("The line with ^ and the right answer is missing.", ADVICE)
    stem = "\n".join([lines[0][2:], *lines[1 : marked[0]]])
    right, options = tidy(lines[marked[0]][1:]), []
    for line in lines[marked[0] + 1 :]:
        found = OPTION.match(line)
        if found:
            options.append(tidy(found[2]))
        elif options and line.strip():
            options[-1] += "\n" + tidy(line)
        elif line.strip():
            right += "\n" + tidy(line)
    if right not in options:
        raise BadItem("The right answer is none of the options.", ADVICE)
    if [option.lower() for option in options] == ["true", "false"]:
        return BankItem(stem=from_plain(stem), key=truth_key(right.lower() == "true"), line=begin)
    if options.count(right) > 1:
        raise BadItem("The right answer stands there twice.", "Take one out.")
    parts = lettered([from_plain(option) for option in options])
    key = choice_key(parts, [options.index(right)], many=False)
    return BankItem(stem=from_plain(stem), options=parts, key=key, line=begin)
