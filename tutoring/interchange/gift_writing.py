"""GIFT out of the neutral form: every text as [markdown], with its signs escaped."""

import re
from typing import Any

from tutoring.interchange.items import BankItem
from tutoring.interchange.keys import tolerance_of
from tutoring.interchange.losses import CannotHold

ESCAPED = re.compile(r"[~=#{}:\\]")
LOOKS_FORMATTED = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


def gift_of(item: BankItem, category: str) -> str:
    """Return one question; ``category``: the one that holds until now. Raises CannotHold."""
    lines = []
    if item.category != category:
        lines += [f"$CATEGORY: {_signs(item.category)}", ""]
    comment = [f"[id:{item.identifier}]"] if _fits(item.identifier) else []
    comment += [f"[tag:{tag}]" for tag in item.tags if _fits(tag)]
    if comment:
        lines.append("// " + " ".join(comment))
    title = f"::{_signs(item.title)}::" if item.title else ""
    lines.append(f"{title}[markdown]{_signs(item.stem)}{{")
    lines += _answers(item)
    if item.explanation:
        lines.append(f"####{_escaped(item.explanation)}")
    lines += ["}", "", ""]
    return "\n".join(lines)


def _fits(name: str) -> bool:
    return bool(name) and not re.search(r"[\]<>`]", name)


def _answers(item: BankItem) -> list[str]:
    key = item.key
    match item.kind:
        case "choice":
            return [
                _answer("=" if part.id == key["option"] else "~", part.text, _said(item, part.id))
                for part in item.options
            ]
        case "choice_set":
            return _weighed(item)
        case "true_false":
            wrong, right = ("false", "true") if key["true"] else ("true", "false")
            said = [item.feedback.get(wrong, ""), item.feedback.get(right, "")]
            text = "TRUE" if key["true"] else "FALSE"
            return [text + "".join(f"#{_escaped(one)}" for one in said) if any(said) else text]
        case "term":
            if key.get("case_matters"):
                raise CannotHold("answers in which capitals matter")
            forms = [key["answer"], *key.get("accepted", ())]
            if any("*" in form or "->" in form for form in forms):
                raise CannotHold("short answers with * or ->")
            return [_answer("=", form, _said(item, form)) for form in forms]
        case "integer" | "decimal":
            return [_number(item)]
        case "matching":
            return _pairs(item)
    raise CannotHold.kind(item.kind)


def _answer(sign: str, text: str, said: str) -> str:
    """A text that begins like a weight needs one before it."""
    weight = "" if not text.startswith("%") else "%100%" if sign == "=" else "%0%"
    return f"{sign}{weight}{_escaped(text)}{said}"


def _weighed(item: BankItem) -> list[str]:
    chosen = set(item.key["chosen"])
    share = f"{100 / len(chosen):.5f}".rstrip("0").rstrip(".")
    return [
        f"~%{share if part.id in chosen else '-100'}%{_escaped(part.text)}{_said(item, part.id)}"
        for part in item.options
    ]


def _number(item: BankItem) -> str:
    key: Any = item.key
    if key.get("percent") or key.get("fractions") is False:
        raise CannotHold("numbers in percent or without fractions")
    answer = key["answer"]
    return f"#={answer}:{tolerance_of(key) or 0}{_said(item, answer)}"


def _pairs(item: BankItem) -> list[str]:
    texts = {part.id: part.text for part in item.right}
    lines, used = [], set()
    for part in item.left:
        own = item.key["pairs"].get(part.id, ())
        if len(own) != 1:
            raise CannotHold("matchings with several to one")
        used.update(own)
        lines.append(f"={_side(part.text)} -> {_side(texts[own[0]])}")
    spare = [part.text for part in item.right if part.id not in used]
    return [*lines, *(f"= -> {_side(text)}" for text in spare)]


def _side(text: str) -> str:
    if "->" in text:
        raise CannotHold("matchings whose texts hold ->")
    return _escaped(text)


def _said(item: BankItem, name: str) -> str:
    said = item.feedback.get(name, "")
    return f"#{_escaped(said)}" if said else ""


def _escaped(text: str) -> str:
    """A text that begins like a format needs the one that it has."""
    return f"[markdown]{_signs(text)}" if LOOKS_FORMATTED.match(text) else _signs(text)


def _signs(text: str) -> str:
    return ESCAPED.sub(lambda found: "\\" + found[0], text).replace("\n", "\\n")
