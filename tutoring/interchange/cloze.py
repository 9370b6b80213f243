"""Moodle's embedded answers, ``{1:SHORTANSWER:=Paris~=paris}``, as blanks of one question.

The answers stand in the text; here the text says ``____ (1)`` and the blank is called 1. What is
written by this project ends with one line for each blank, its label and the answers.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tutoring.interchange.items import BadItem, BankItem
from tutoring.interchange.keys import number_key, term_key, tolerance_of
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.texts import tidy

FIELD = re.compile(r"\{\d{0,3}:(?P<kind>[A-Z_]{1,20}):(?P<answers>(?:[^{}\\]|\\.)*+)\}", re.DOTALL)
LABELLED = re.compile(r"^(?P<label>[^\n{}]{1,200}): $")
SHORT = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
NUMERIC = {"NUMERICAL", "NM"}
ESCAPE = re.compile(r"\\([~=#{}\\\"])")
PLACE = "\ue000"  # stands for a blank while the text around it is converted
SIGNS = re.compile(r"([~=#{}\\\"])")
MARK = re.compile(r"%(-?\d{1,3}(?:\.\d{1,9})?)%")
MOST = 8


def cloze_item(source: str, convert: Callable[[str], str], *, is_html: bool) -> dict[str, Any]:
    """Return stem, labels and key of a text with embedded answers. Raises BadItem.

    The answers are read before ``convert`` makes Markdown of the text around them.
    """
    fields = list(FIELD.finditer(source))
    if not fields:
        raise BadItem("There is no embedded answer that can be read.")
    if len(fields) > MOST:
        raise BadItem(f"There are more than {MOST} blanks.", "Split the question.")
    read = html.unescape if is_html else str
    blanks = [_blank(field["kind"].upper(), read(field["answers"])) for field in fields]
    key = {"type": "blanks", "blanks": blanks}
    own = None if is_html else _labelled(tidy(source), list(FIELD.finditer(tidy(source))))
    if own is not None:
        return {"stem": own[0], "labels": own[1], "key": key}
    pieces = iter(range(1, len(fields) + 1))
    text = convert(FIELD.sub(lambda _field: f"{PLACE}{next(pieces)}{PLACE}", source))
    stem = re.sub(rf"{PLACE}(\d+){PLACE}", r"\_\_\_\_ (\1)", text)
    return {"stem": stem, "labels": tuple(str(n) for n in range(1, len(fields) + 1)), "key": key}


def _labelled(stem: str, fields: Sequence[re.Match[str]]) -> tuple[str, tuple[str, ...]] | None:
    """Return stem and labels where each answer ends a line of its own, after its label."""
    begin = stem.rfind("\n\n", 0, fields[0].start())
    if begin < 0:
        return None
    labels, place = [], begin + 2
    for field in fields:
        found = LABELLED.match(stem[place : field.start()])
        if not found:
            return None
        labels.append(found["label"])
        place = field.end() + 1
        if stem[field.end() : place].strip():
            return None
    return (stem[:begin], tuple(labels)) if place >= len(stem) else None


def _blank(kind: str, answers: str) -> dict[str, Any]:
    right = []
    for sign, share, text in _answers(answers):
        if (sign == "=" and share is None) or (share is not None and share >= 99.999):
            right.append(text)
    if kind in SHORT:
        if any("*" in text for text in right):
            raise BadItem("An accepted answer holds the wildcard *.", "Write out what is accepted.")
        return term_key(right, case_matters=kind.endswith("C") and kind != "MC")
    if kind in NUMERIC:
        if len(right) != 1:
            raise BadItem("Not exactly one number of a blank is right.")
        value, _, tolerance = right[0].partition(":")
        return number_key(value, tolerance or "0")
    if kind.startswith(("MULTICHOICE", "MC")):
        return _choice(right, [text for _, _, text in _answers(answers)])
    raise BadItem(f"Embedded answers of the kind {kind[:20]} are not read.")


def _choice(right: list[str], texts: list[str]) -> dict[str, Any]:
    if len(right) != 1 or len(set(texts)) < len(texts) or not all(0 < len(t) <= 64 for t in texts):
        raise BadItem("A choice among embedded answers cannot be used.", "One is to be right.")
    return {"type": "choice", "option": right[0], "options": texts}


def _answers(source: str) -> Iterator[tuple[str, float | None, str]]:
    """Yield sign, share in per cent and plain text of each answer; feedback is passed by."""
    for piece in _parted(source, "~"):
        sign = "=" if piece.startswith("=") else ""
        body = _parted(piece[len(sign) :], "#")[0]
        marked = MARK.match(body)
        share = float(marked[1]) if marked else None
        text = ESCAPE.sub(r"\1", body[marked.end() :] if marked else body)
        yield sign, share, " ".join(tidy(text).split())


def _parted(source: str, sign: str) -> list[str]:
    """Split at a sign that no backslash precedes."""
    parts, begin = [], 0
    for found in re.finditer(rf"\\.|{sign}", source, re.DOTALL):
        if found[0] == sign:
            parts.append(source[begin : found.start()])
            begin = found.end()
    return [*parts, source[begin:]]


def cloze_of(item: BankItem) -> str:
    """Return the text of a question with its blanks embedded. Raises CannotHold."""
    if item.key.get("any_order"):
        raise CannotHold("blanks in any order")
    if "{" in item.stem or any("{" in label or "}" in label for label in item.labels):
        raise CannotHold("blanks whose text holds a brace")
    lines = [
        f"{label}: {_field(blank)}"
        for label, blank in zip(item.labels, item.key["blanks"], strict=True)
    ]
    return f"{item.stem}\n\n" + "\n".join(lines)


def _field(blank: Any) -> str:
    match blank["type"]:
        case "term":
            kind = "SHORTANSWER_C" if blank.get("case_matters") else "SHORTANSWER"
            forms = [blank["answer"], *blank.get("accepted", ())]
            if any("*" in form for form in forms):
                raise CannotHold("short answers with *")
            return "{1:" + kind + ":" + "~".join(f"=%100%{_escaped(form)}" for form in forms) + "}"
        case "integer" | "decimal" if not blank.get("percent"):
            return "{1:NUMERICAL:=" + f"{blank['answer']}:{tolerance_of(blank) or 0}" + "}"
        case "choice":
            options = [
                ("=%100%" if option == blank["option"] else "%0%") + _escaped(option)
                for option in blank["options"]
            ]
            return "{1:MULTICHOICE:" + "~".join(options) + "}"
    raise CannotHold(f"blanks of the kind {blank['type']}")


def _escaped(text: str) -> str:
    return SIGNS.sub(r"\\\1", text)
