"""CSV with the headings of docs/interchange.md, or without any: question, options, letter.

Cells that a spreadsheet would take for a formula are written with a quote before them, which is
taken off when they are read (OWASP, CSV Injection).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tutoring.interchange.items import (
    BadItem,
    BankItem,
    Fault,
    UnreadableBank,
    letter,
    lettered,
)
from tutoring.interchange.keys import choice_key, number_key, term_key, tolerance_of, truth_key
from tutoring.interchange.limits import SOURCE_CHARACTERS
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.texts import from_plain

FORMULA = re.compile(r"^'*[=+\-@\t\r']")
GUARDED = re.compile(r"^'(?='*[=+\-@\t\r'])")
DELIMITERS = ",;\t|"
COLUMNS = 64
PLAIN = ("id", "question", "kind", "answer", "tolerance", "explanation")
ABOUT = ("title", "category", "tags", "difficulty")
ALIASES = {
    "question": ("question", "stem", "question_text", "text"),
    "answer": ("answer", "correct", "key", "correct_answer", "right"),
    "kind": ("kind", "type", "question_type"),
    "explanation": ("explanation", "solution", "rationale"),
    "id": ("id", "identifier", "number"),
    "category": ("category", "topic", "subject"),
}
KINDS = {
    "": "choice", "choice": "choice", "multiple_choice": "choice", "mcq": "choice",
    "choice_set": "choice_set", "multiple_answers": "choice_set", "true_false": "true_false",
    "term": "term", "short_answer": "term", "integer": "integer", "decimal": "decimal",
    "numeric": "decimal", "sequence": "sequence",
}  # fmt: skip
TRUTHS = {"true": True, "t": True, "yes": True, "false": False, "f": False, "no": False}
BAR = re.compile(r"\s*(?<!\\)\|\s*")
OPTION = re.compile(r"^(?:option|choice)_?([a-z]|[1-9]|1\d|2[0-6])$|^([a-z])$")
ADVICE = "See the documentation for the columns."


def read_csv(text: str) -> Iterator[BankItem | Fault]:
    """Yield the questions of a table; the first row says whether it has headings."""
    csv.field_size_limit(SOURCE_CHARACTERS)
    rows = _rows(text)
    first = next(rows, None)
    if first is None:
        raise UnreadableBank("The table has no row.")
    heads = _headings(first[1])
    if heads is None:
        yield from _each(_bare_item, first, rows)
    else:
        yield from _each(lambda row, line: _named_item(heads, row, line), None, rows)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [GUARDED.sub("", cell) for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableBank(
            f"The table cannot be read: {error}.", line=line, advice="Is a quote left open?"
        ) from error


def _delimiter(text: str) -> str:
    """Return what parts the cells: most often there, outside quotes, at the beginning."""
    start = re.sub(r'"[^"]*"?', "", text[:5000])
    line = start.partition("\n")[0]
    counts = {sign: (line.count(sign), start.count(sign)) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: counts[sign])


def _each(read: Any, first: Any, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Any]:
    if first is not None:
        yield _taken(read, *first)
    for line, row in rows:
        yield _taken(read, line, row)


def _taken(read: Any, line: int, row: list[str]) -> BankItem | Fault:
    try:
        if len(row) > COLUMNS:
            raise BadItem(f"The row has more than {COLUMNS} columns.", ADVICE)
        return read(row, line)
    except BadItem as bad:
        return Fault(line, str(bad), bad.advice)


def _headings(row: Sequence[str]) -> dict[str, int] | None:
    """Return column by name; None when the row has no heading for question and answer."""
    heads: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = re.sub(r"[\s\-]+", "_", cell.strip().lower().lstrip("\ufeff"))
        name = next((own for own, names in ALIASES.items() if name in names), name)
        found = OPTION.match(name)
        if found:
            sign = found[1] or found[2]
            name = f"option_{letter(int(sign) - 1) if sign.isdigit() else sign}"
        if name in heads:
            raise UnreadableBank(f"The heading “{cell[:40]}” stands there twice.", advice=ADVICE)
        heads[name] = place
    return heads if "question" in heads and "answer" in heads else None


def _bare_item(row: list[str], line: int) -> BankItem:
    """A row without headings: the question, two or more options, the letter of the right one."""
    if len(row) < 4:
        raise BadItem("The row has fewer than four cells.", "Write question, options, letter.")
    *cells, answer = row
    options = lettered([from_plain(cell) for cell in cells[1:]])
    key = choice_key(options, _letters(answer, len(options), most=1), many=False)
    return BankItem(stem=from_plain(cells[0]), options=options, key=key, line=line)


def _named_item(heads: Mapping[str, int], row: list[str], line: int) -> BankItem:
    def cell(name: str) -> str:
        place = heads.get(name)
        return row[place] if place is not None and place < len(row) else ""

    named = cell("kind").strip().lower().replace(" ", "_").replace("-", "_")
    kind = KINDS.get(named)
    if kind is None:
        raise BadItem(f"The kind “{named[:40]}” cannot stand in a table.", ADVICE)
    offered = [letter(place) for place in range(26) if cell(f"option_{letter(place)}").strip()]
    texts = lettered([cell(f"option_{name}") for name in offered])
    if offered != [part.id for part in texts]:
        raise BadItem("There is an empty option before a filled one.", "Leave no gap.")
    said = {name: cell(f"feedback_{name}") for name in (*offered, "true", "false")}
    common: dict[str, Any] = {
        "stem": cell("question"),
        "explanation": cell("explanation"),
        "identifier": cell("id"),
        "title": cell("title"),
        "category": cell("category"),
        "tags": tuple(_forms(cell("tags"))),
        "difficulty": cell("difficulty").strip().lower(),
        "feedback": {name: text for name, text in said.items() if text},
        "line": line,
    }
    return BankItem(**common, **_answered(kind, texts, cell("answer"), cell("tolerance")))


def _answered(kind: str, parts: Any, answer: str, tolerance: str) -> dict[str, Any]:
    match kind:
        case "choice":
            right = _letters(answer, len(parts), most=1)
            return {"options": parts, "key": choice_key(parts, right, many=False)}
        case "choice_set":
            right = _letters(answer, len(parts), most=len(parts))
            return {"options": parts, "key": choice_key(parts, right, many=True)}
        case "true_false":
            truth = TRUTHS.get(answer.strip().lower())
            if truth is None:
                raise BadItem("The answer is neither true nor false.", "Write true or false.")
            return {"key": truth_key(truth)}
        case "term":
            return {"key": term_key(_forms(answer))}
        case "sequence":
            return {"parts": parts, "key": {"type": kind, "order": [part.id for part in parts]}}
    return {"key": number_key(answer, tolerance.strip() or "0")}


def _letters(answer: str, count: int, *, most: int) -> list[int]:
    signs = [sign for sign in re.split(r"[\s,;]+", answer.strip().lower()) if sign]
    places = [ord(sign) - ord("a") if len(sign) == 1 else -1 for sign in signs]
    if not signs or len(signs) > most or not all(0 <= place < count for place in places):
        raise BadItem(f"The answer “{answer[:40]}” is no letter of an option.", "Write A, B, C...")
    return sorted(set(places))


def _forms(cell: str) -> list[str]:
    return [form.replace("\\|", "|") for form in BAR.split(cell.strip()) if form.strip()]


def csv_of(items: Sequence[BankItem]) -> tuple[str, list[BankItem], list[CannotHold]]:
    """Return a table of all questions that fit, these, and why the others do not."""
    rows, held, refused = [], [], []
    for item in items:
        try:
            rows.append(_row(item))
            held.append(item)
        except CannotHold as cannot:
            refused.append(cannot)
    used = {name for row in rows for name, value in row.items() if value}
    options = [letter(n) for n in range(26) if f"option_{letter(n)}" in used]
    said = [n for n in (*options, "true", "false") if f"feedback_{n}" in used]
    heads = [*PLAIN[:3], *(f"option_{n}" for n in options), *PLAIN[3:], *ABOUT]
    heads += [f"feedback_{n}" for n in said]
    written = io.StringIO(newline="")
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(heads)
    for row in rows:
        table.writerow([_guarded(row.get(head, "")) for head in heads])
    return written.getvalue(), held, refused


def _guarded(cell: str) -> str:
    return "'" + cell if FORMULA.match(cell) else cell


def _row(item: BankItem) -> dict[str, str]:
    parts = item.parts if item.kind == "sequence" else item.options
    row = {
        "id": item.identifier,
        "question": item.stem,
        "kind": item.kind,
        "explanation": item.explanation,
        "title": item.title,
        "category": item.category,
        "tags": _joined(item.tags),
        "difficulty": item.difficulty,
        **{f"option_{part.id}": part.text for part in parts},
        **{f"feedback_{name}": text for name, text in item.feedback.items()},
    }
    return row | _answer(item)


def _answer(item: BankItem) -> dict[str, str]:
    key: Any = item.key
    match item.kind:
        case "choice":
            return {"answer": key["option"].upper()}
        case "choice_set":
            return {"answer": " ".join(name.upper() for name in key["chosen"])}
        case "true_false":
            return {"answer": "true" if key["true"] else "false"}
        case "sequence":
            return {"answer": " ".join(name.upper() for name in key["order"])}
        case "term" if not key.get("case_matters"):
            return {"answer": _joined([key["answer"], *key.get("accepted", ())])}
        case "integer" | "decimal" if not key.get("percent") and key.get("fractions") is not False:
            width = tolerance_of(key)
            return {"answer": key["answer"], "tolerance": str(width) if width else ""}
    raise CannotHold.kind(item.kind)


def _joined(forms: Sequence[str]) -> str:
    return " | ".join(form.replace("|", "\\|") for form in forms)
