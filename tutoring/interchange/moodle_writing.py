"""Moodle XML out of the neutral form; every text says that it is Markdown."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tutoring.interchange.cloze import cloze_of
from tutoring.interchange.items import BankItem
from tutoring.interchange.keys import tolerance_of
from tutoring.interchange.losses import CannotHold

OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
CLOSING = "</quiz>\n"
TYPES = {
    "choice": "multichoice",
    "choice_set": "multichoice",
    "true_false": "truefalse",
    "term": "shortanswer",
    "integer": "numerical",
    "decimal": "numerical",
    "matching": "matching",
    "sequence": "ordering",
    "blanks": "cloze",
}


def moodle_of(item: BankItem, category: str) -> str:
    """Return one question; ``category``: the one that holds until now. Raises CannotHold."""
    if item.kind not in TYPES:
        raise CannotHold.kind(item.kind)
    stem = cloze_of(item) if item.kind == "blanks" else item.stem
    lines = []
    if item.category != category:
        lines += [
            '<question type="category">',
            f"<category>{_text(item.category)}</category>",
            "</question>",
        ]
    lines += [
        f"<question type={quoteattr(TYPES[item.kind])}>",
        f"<name>{_text(item.title)}</name>",
        _formatted("questiontext", stem),
        _formatted("generalfeedback", item.explanation),
        f"<idnumber>{escape(item.identifier)}</idnumber>",
        *_answers(item),
        "<tags>",
        *(f"<tag>{_text(tag)}</tag>" for tag in item.tags),
        "</tags>",
        "</question>",
        "",
    ]
    return "\n".join(lines)


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _formatted(tag: str, text: str, inside: str = "", attributes: str = "") -> str:
    return f'<{tag}{attributes} format="markdown">{_text(text)}{inside}</{tag}>'


def _answer(item: BankItem, text: str, share: str, name: str, inside: str = "") -> str:
    said = _formatted("feedback", item.feedback.get(name, ""))
    return _formatted("answer", text, inside + said, f' fraction="{share}"')


def _answers(item: BankItem) -> list[str]:
    write = ANSWERS.get(item.kind)
    return write(item, item.key) if write else []


def _choice(item: BankItem, key: Any) -> list[str]:
    shares = {part.id: "100" if part.id == key["option"] else "0" for part in item.options}
    return ["<single>true</single>", *_options(item, shares)]


def _choice_set(item: BankItem, key: Any) -> list[str]:
    chosen = set(key["chosen"])
    share = f"{100 / len(chosen):.5f}".rstrip("0").rstrip(".")
    shares = {part.id: share if part.id in chosen else "-100" for part in item.options}
    return ["<single>false</single>", *_options(item, shares)]


def _true_false(item: BankItem, key: Any) -> list[str]:
    shares = {"true": "100" if key["true"] else "0", "false": "0" if key["true"] else "100"}
    return [_answer(item, name, share, name) for name, share in shares.items()]


def _term(item: BankItem, key: Any) -> list[str]:
    forms = [key["answer"], *key.get("accepted", ())]
    case = f"<usecase>{1 if key.get('case_matters') else 0}</usecase>"
    return [case, *(_answer(item, form.replace("*", "\\*"), "100", form) for form in forms)]


def _sequence(item: BankItem, _key: Any) -> list[str]:
    return [_answer(item, part.text, "100", part.id) for part in item.parts]


def _options(item: BankItem, shares: dict[str, str]) -> list[str]:
    return [_answer(item, part.text, shares[part.id], part.id) for part in item.options]


def _number(item: BankItem, key: Any) -> list[str]:
    if key.get("percent") or key.get("fractions") is False:
        raise CannotHold("numbers in percent or without fractions")
    width = f"<tolerance>{tolerance_of(key) or 0}</tolerance>"
    return [_answer(item, key["answer"], "100", key["answer"], width)]


def _pairs(item: BankItem, key: Any) -> list[str]:
    texts = {part.id: part.text for part in item.right}
    pairs = []
    for part in item.left:
        own = key["pairs"][part.id]
        if len(own) != 1:
            raise CannotHold("matchings with several to one")
        pairs.append((part.text, own[0]))
    used = {name for _, name in pairs}
    pairs += [("", part.id) for part in item.right if part.id not in used]
    return [
        _formatted("subquestion", left, _formatted("answer", texts[name])) for left, name in pairs
    ]


ANSWERS = {
    "choice": _choice,
    "choice_set": _choice_set,
    "true_false": _true_false,
    "term": _term,
    "integer": _number,
    "decimal": _number,
    "matching": _pairs,
    "sequence": _sequence,
}
