"""GIFT, Moodle's text format: questions parted by blank lines, answers in braces.

Read as Moodle's own filter reads it (question/format/gift/format.php): escapes first, then the
first pair of braces, then the kind by what stands in them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tutoring.interchange.html import from_html, lost_in
from tutoring.interchange.items import BadItem, BankItem, Fault, lettered, numbered
from tutoring.interchange.keys import choice_key, number_key, range_key, term_key, truth_key
from tutoring.interchange.limits import PARTS
from tutoring.interchange.texts import bounded, from_plain, tidy

# Escaped signs stand behind marks that no kept text can hold.
ESCAPES = {"~": "\x01", "=": "\x02", "#": "\x03", "{": "\x04", "}": "\x05", ":": "\x06"}
SIGNS = {mark: sign for sign, mark in ESCAPES.items()} | {"\x07": "\\", "\x08": "\n"}
ESCAPE = re.compile(r"\\([~=#{}:\\n])")
MARKED = re.compile(r"[\x01-\x08]")
COMMENT_TAG = re.compile(r"\[tag:([^\]<>`]+)\]")
COMMENT_ID = re.compile(r"\[id:([^\]<>`]+)\]")
TITLE = re.compile(r"::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
WEIGHT = re.compile(r"%\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*%")
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
BLANK = " _____ "
FULL = 99.999  # per cent


@dataclass
class _Lines:
    """One question's lines, and what comments before them said."""

    line: int
    texts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    identifier: str = ""


@dataclass(frozen=True)
class _Answer:
    """One answer: ``weight`` in per cent, None where none is written."""

    sign: str
    weight: float | None
    text: str
    feedback: str

    @property
    def is_right(self) -> bool:
        return self.weight >= FULL if self.weight is not None else self.sign == "="


def read_gift(text: str) -> Iterator[BankItem | Fault]:
    """Yield the questions of a GIFT file in order, a Fault for each that cannot be taken."""
    category = ""
    for block in _blocks(text):
        whole = "\n".join(block.texts).strip()
        if whole.startswith("$CATEGORY:"):
            category = whole.partition(":")[2].strip().partition("\n")[0]
            rest = whole.partition("\n")[2].strip()
            if not rest:
                continue
            whole = rest
        try:
            yield _item(whole, block, category)
        except BadItem as bad:
            yield Fault(block.line, str(bad), bad.advice)


def _blocks(text: str) -> Iterator[_Lines]:
    block = _Lines(1)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        bare = line.strip()
        if bare.startswith("//"):
            block.tags += COMMENT_TAG.findall(bare)
            named = COMMENT_ID.search(bare)
            block.identifier = named[1] if named else block.identifier
        elif bare:
            block.line = block.line if block.texts else number
            block.texts.append(line)
        elif block.texts:
            yield block
            block = _Lines(number)
    if block.texts:
        yield block


def _item(source: str, block: _Lines, category: str) -> BankItem:
    # What looks like a mark of ours cannot come from the file.
    marked = ESCAPE.sub(_mark, bounded(MARKED.sub(" ", source)))
    title, rest = _titled(marked)
    start = rest.find("{")
    end = rest.find("}", start + 1)
    if start < 0:
        raise BadItem("This is a text without an answer, not a question.", "Nothing is lost.")
    if end < 0:
        raise BadItem("The brace { is not closed.", "Close it with } before the blank line.")
    before, inside, after = rest[:start], rest[start + 1 : end], rest[end + 1 :].strip()
    answers, _, general = inside.partition("####")
    whole = before.strip() + (BLANK + after if after else "")
    form = FORMAT.match(whole)
    reader = _Texts(form[1].lower() if form else "moodle")
    common: dict[str, Any] = {
        "stem": reader.text(whole),
        "explanation": reader.text(general),
        "title": _plain(title),
        "tags": tuple(block.tags),
        "identifier": block.identifier,
        "category": _plain(ESCAPE.sub(_mark, category)),
        "line": block.line,
    }
    answered = _answered(answers.strip(), reader)
    return BankItem(**common, **answered, notes=tuple(reader.notes))


def _titled(marked: str) -> tuple[str, str]:
    found = TITLE.match(marked)
    return (found[1], marked[found.end() :]) if found else ("", marked)


def _mark(found: re.Match[str]) -> str:
    sign = found[1]
    if sign == "n":
        return "\x08"
    return "\x07" if sign == "\\" else ESCAPES[sign]


def _plain(marked: str) -> str:
    return MARKED.sub(lambda found: SIGNS[found[0]], marked).strip()


class _Texts:
    """Turns the texts of one question into Markdown, each by its own format or the question's."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.notes: list[str] = []

    def text(self, marked: str) -> str:
        found = FORMAT.match(marked.strip())
        form = found[1].lower() if found else self.form
        plain = _plain(marked.strip()[found.end() :] if found else marked)
        if form == "markdown":
            return tidy(plain)
        if form == "plain":
            return from_plain(plain)
        if form == "html" or re.search(r"</?[a-zA-Z][^<>]{0,200}>", plain):
            self.notes += lost_in(plain)
            return from_html(plain)
        return from_plain(plain, wrapped=True)


def _answered(inside: str, reader: _Texts) -> dict[str, Any]:
    """Return key, options and feedback by the kind that the answers make."""
    if not inside:
        raise BadItem("This is an essay: it has no key.", "Nothing to grade by rule.")
    if inside.startswith("#"):
        return _numeric(inside[1:].strip(), reader)
    parts = inside.split("#")
    truth = TRUTHS.get(parts[0].strip().upper())
    if truth is not None:
        return _true_false(truth, parts[1:], reader)
    answers = _answers(inside, reader)
    if "~" in inside:
        return _choice(answers, reader)
    if not answers:
        raise BadItem("The answer in braces has no = or ~.", "Put = before the right answer.")
    if all("->" in answer.text for answer in answers):
        return _matching(answers, reader)
    return _short(answers, reader)


def _answers(inside: str, reader: _Texts) -> list[_Answer]:
    """Split at unescaped = and ~; texts stay marked, feedback is read."""
    if inside.count("~") + inside.count("=") > PARTS:
        raise BadItem(f"There are more than {PARTS} answers.", "Leave some out.")
    found = []
    pieces = re.split(r"(?=[~=])", inside)
    # A pair has no weight: what looks like one belongs to its left text.
    has_weights = not all("->" in piece for piece in pieces if piece.strip())
    for piece in pieces:
        if piece[:1] not in {"~", "="}:
            if piece.strip():
                raise BadItem("There is text before the first answer.", "Put = or ~ before it.")
            continue
        body = piece[1:].strip()
        weighed = WEIGHT.match(body) if has_weights else None
        weight = float(weighed[1]) if weighed else None
        body = body[weighed.end() :] if weighed else body
        text, _, feedback = body.partition("#")
        found.append(_Answer(piece[0], weight, text.strip(), reader.text(feedback)))
    return found


def _choice(answers: list[_Answer], reader: _Texts) -> dict[str, Any]:
    options = lettered([reader.text(answer.text) for answer in answers])
    feedback = {o.id: answer.feedback for o, answer in zip(options, answers, strict=True)}
    many = not any(answer.sign == "=" for answer in answers)
    if many:
        right = [n for n, answer in enumerate(answers) if (answer.weight or 0) > 0]
    else:
        right = [place for place, answer in enumerate(answers) if answer.is_right]
        if any(0 < (answer.weight or 0) < FULL for answer in answers):
            reader.notes.append("marks for half-right options are not kept")
    key = choice_key(options, right, many=many)
    return {"options": options, "feedback": feedback, "key": key}


def _true_false(truth: bool, feedback: list[str], reader: _Texts) -> dict[str, Any]:
    """The first feedback is for the wrong answer, the second for the right one."""
    said = [reader.text(text) for text in feedback[:2]] + ["", ""]
    wrong, right = ("false", "true") if truth else ("true", "false")
    return {"key": truth_key(truth), "feedback": {wrong: said[0], right: said[1]}}


def _short(answers: list[_Answer], reader: _Texts) -> dict[str, Any]:
    full = [answer for answer in answers if answer.is_right]
    if any("*" in answer.text for answer in full):
        raise BadItem("An accepted answer holds the wildcard *.", "Write out what is accepted.")
    if any(0 < (answer.weight or 0) < FULL for answer in answers):
        reader.notes.append("marks for half-right answers are not kept")
    texts = [_form(answer.text) for answer in full]
    feedback = {text: a.feedback for text, a in zip(texts, full, strict=True)}
    return {"key": term_key(texts), "feedback": feedback}


def _form(marked: str) -> str:
    """Return an accepted answer: plain text, whatever format it says it has."""
    found = FORMAT.match(marked)
    return _plain(marked[found.end() :] if found else marked)


def _matching(answers: list[_Answer], reader: _Texts) -> dict[str, Any]:
    pairs = []
    for answer in answers:
        left, _, right = answer.text.partition("->")
        pairs.append((reader.text(left), reader.text(right)))
    return paired(pairs)


def paired(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a matching of texts; a pair without a left side is only a wrong answer."""
    rights = list(dict.fromkeys(right for _, right in pairs))
    left = lettered([text for text, _ in pairs if text])
    right = numbered(rights)
    number = {part.text: part.id for part in right}
    if not left:
        raise BadItem("Nothing is to be matched.", "Write pairs with -> between them.")
    matched = [number[text] for name, text in pairs if name]
    key = {
        "type": "matching",
        "pairs": {part.id: [one] for part, one in zip(left, matched, strict=True)},
        "right": [part.id for part in right],
    }
    return {"left": left, "right": right, "key": key}


def _numeric(inside: str, reader: _Texts) -> dict[str, Any]:
    if not inside.startswith(("=", "~")):
        value, _, feedback = inside.partition("#")
        key = _number(value)
        return {"key": key, "feedback": {str(key["answer"]): reader.text(feedback)}}
    answers = _answers(inside, reader)
    right = [answer for answer in answers if answer.is_right]
    if not right:
        raise BadItem("No number is fully right.", "Put = before the right one.")
    keys = [_number(answer.text) for answer in right]
    if len(keys) > 1:
        raise BadItem("Several numbers are fully right.", "Keep one with its tolerance.")
    if any(0 < (answer.weight or 0) < FULL for answer in answers):
        reader.notes.append("marks for half-right numbers are not kept")
    return {"key": keys[0], "feedback": {str(keys[0]["answer"]): right[0].feedback}}


def _number(marked: str) -> dict[str, Any]:
    text = _plain(marked)
    if ".." in text:
        low, _, high = text.partition("..")
        return range_key(low, high)
    value, _, tolerance = text.partition(":")
    return number_key(value, tolerance or "0")
