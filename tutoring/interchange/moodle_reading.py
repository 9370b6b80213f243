"""Moodle XML: a quiz of question elements, each with its own type."""

import re
from collections.abc import Iterator
from typing import Any

from tutoring.interchange.cloze import cloze_item
from tutoring.interchange.gift_reading import paired
from tutoring.interchange.html import from_html, lost_in
from tutoring.interchange.items import BadItem, BankItem, Fault, lettered
from tutoring.interchange.keys import choice_key, number_key, term_key, truth_key
from tutoring.interchange.limits import PARTS
from tutoring.interchange.texts import bounded, from_plain, tidy
from tutoring.interchange.xml_tree import Node, elements

FULL = 99.999  # per cent
LACKING = {
    "essay": "This is an essay: it has no key.",
    "description": "This is a description, not a question.",
    "calculated": "Calculated questions with datasets are not read.",
    "calculatedsimple": "Calculated questions with datasets are not read.",
    "calculatedmulti": "Calculated questions with datasets are not read.",
    "random": "A random question is only a place for others.",
    "randomsamatch": "A random question is only a place for others.",
}


def read_moodle(content: bytes) -> Iterator[BankItem | Fault]:
    """Yield the questions of a Moodle XML file. Raises UnreadableBank."""
    category = ""
    for node in elements(content, frozenset({"question"}), frozenset({"quiz"})):
        kind = node.get("type")
        if kind == "category":
            category = tidy(_text(node.child("category", "text")))
            continue
        try:
            yield _item(node, kind, category)
        except BadItem as bad:
            yield Fault(node.line, str(bad), bad.advice)


def _item(node: Node, kind: str, category: str) -> BankItem:
    if kind in LACKING:
        raise BadItem(LACKING[kind])
    read = KINDS.get(kind)
    if read is None:
        raise BadItem(f"Questions of the type “{kind[:40]}” are not read.")
    if len(node.all("answer")) + len(node.all("subquestion")) > PARTS:
        raise BadItem(f"There are more than {PARTS} answers.", "Leave some out.")
    notes: list[str] = []
    common: dict[str, Any] = {
        "explanation": formatted(node.child("generalfeedback"), notes),
        "title": _text(node.child("name", "text")),
        "tags": tuple(_text(tag.child("text")) for tag in node.find("tag")),
        "identifier": _text(node.child("idnumber")),
        "category": category,
        "line": node.line,
    }
    stem = formatted(node.child("questiontext"), notes)
    answered = read(node, stem, notes)
    return BankItem(**({"stem": stem} | common | answered), notes=tuple(notes))


def formatted(node: Node | None, notes: list[str], usual: str = "html") -> str:
    """Return the Markdown of an element that has a text and says its format."""
    if node is None:
        return ""
    source = bounded(_text(node.child("text")))
    form = node.get("format", usual)
    if node.find("file"):
        notes.append("attached files are not kept")
    if form == "markdown":
        return tidy(source)
    if form == "plain_text":
        return from_plain(source)
    if form == "html" or re.search(r"</?[a-zA-Z][^<>]{0,200}>", source):
        notes += lost_in(source)
        return from_html(source)
    return from_plain(source)


def _text(node: Node | None) -> str:
    return node.whole_text() if node is not None else ""


def _share(answer: Node) -> float:
    written = answer.get("fraction", "0").replace(",", ".")
    if not re.fullmatch(r"-?\d{1,4}(\.\d{1,12})?", written.strip()):
        raise BadItem(f"The mark “{written[:20]}” of an answer is no number.")
    return float(written)


def _said(answer: Node, notes: list[str]) -> str:
    return formatted(answer.child("feedback"), notes)


def _choice(node: Node, _stem: str, notes: list[str]) -> dict[str, Any]:
    answers = node.all("answer")
    many = _text(node.child("single")).strip().lower() in {"false", "0"}
    many = many or node.get("type") == "multichoiceset"
    usual = (node.child("questiontext") or node).get("format", "html")
    options = lettered([formatted(answer, notes, usual) for answer in answers])
    shares = [_share(answer) for answer in answers]
    if many:
        right = [place for place, share in enumerate(shares) if share > 0]
    else:
        right = [place for place, share in enumerate(shares) if share >= FULL]
        if any(0 < share < FULL for share in shares):
            notes.append("marks for half-right options are not kept")
    said = {o.id: _said(answer, notes) for o, answer in zip(options, answers, strict=True)}
    return {"options": options, "feedback": said, "key": choice_key(options, right, many=many)}


def _true_false(node: Node, _stem: str, notes: list[str]) -> dict[str, Any]:
    said, right = {}, None
    for answer in node.all("answer"):
        name = _text(answer.child("text")).strip().lower()
        said[name] = _said(answer, notes)
        right = name if _share(answer) >= FULL else right
    if right not in {"true", "false"} or not said.keys() <= {"true", "false"}:
        raise BadItem("It does not say whether true or false is right.")
    return {"key": truth_key(right == "true"), "feedback": said}


def _short(node: Node, _stem: str, notes: list[str]) -> dict[str, Any]:
    full = _full_answers(node, notes)
    forms = [tidy(_text(answer.child("text"))) for answer in full]
    if any("*" in form.replace("\\*", "") for form in forms):
        raise BadItem("An accepted answer holds the wildcard *.", "Write out what is accepted.")
    forms = [form.replace("\\*", "*") for form in forms]
    case = _text(node.child("usecase")).strip() == "1"
    said = {form: _said(answer, notes) for form, answer in zip(forms, full, strict=True)}
    return {"key": term_key(forms, case_matters=case), "feedback": said}


def _full_answers(node: Node, notes: list[str]) -> list[Node]:
    answers = node.all("answer")
    if any(0 < _share(answer) < FULL for answer in answers):
        notes.append("marks for half-right answers are not kept")
    return [answer for answer in answers if _share(answer) >= FULL]


def _numerical(node: Node, _stem: str, notes: list[str]) -> dict[str, Any]:
    full = _full_answers(node, notes)
    if len(full) != 1:
        raise BadItem("Not exactly one number is fully right.", "Keep one with its tolerance.")
    if any(_text(unit.child("unit_name")).strip() for unit in node.find("unit")):
        notes.append("units of the answer are not kept")
    width = _text(full[0].child("tolerance")).strip() or "0"
    key = number_key(_text(full[0].child("text")), width)
    return {"key": key, "feedback": {str(key["answer"]): _said(full[0], notes)}}


def _matching(node: Node, _stem: str, notes: list[str]) -> dict[str, Any]:
    return paired(
        [
            (formatted(pair, notes), _answer_text(pair.child("answer")))
            for pair in node.all("subquestion")
        ]
    )


def _answer_text(answer: Node | None) -> str:
    """Right sides are plain text in Moodle; our own say that they are Markdown."""
    source = _text(answer.child("text") if answer else None)
    return tidy(source) if answer and answer.get("format") == "markdown" else from_plain(source)


def _ordering(node: Node, _stem: str, notes: list[str]) -> dict[str, Any]:
    parts = lettered([formatted(answer, notes) for answer in node.all("answer")])
    return {"parts": parts, "key": {"type": "sequence", "order": [part.id for part in parts]}}


def _cloze(node: Node, _stem: str, _notes: list[str]) -> dict[str, Any]:
    text = node.child("questiontext")
    is_markdown = text is not None and text.get("format") == "markdown"
    source = bounded(_text(text.child("text") if text else None))
    return cloze_item(source, tidy if is_markdown else from_html, is_html=not is_markdown)


KINDS = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numerical,
    "matching": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
}
