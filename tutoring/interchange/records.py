"""Questions as public sets write them: objects with question, options and the right one."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tutoring.interchange.items import BadItem, BankItem, Fault, lettered
from tutoring.interchange.json_walk import Walk
from tutoring.interchange.keys import choice_key, number_key
from tutoring.interchange.limits import PARTS, QUESTION_CHARACTERS
from tutoring.interchange.texts import bounded, from_plain

QUESTION = ("question", "stem")
OPTIONS = ("options", "choices")
RIGHT = ("correct", "gold", "answer", "correct_answer", "correct_index")
WHY = ("rationale", "explanation", "solution")
LETTERED = re.compile(r"^\s*\(?([A-Za-z])[).:]\s*")
INLINE = re.compile(r"^[ \t]*[(\[]([A-H])[)\]][ \t]*", re.MULTILINE)
FINAL = re.compile(r"####\s*([-−]?[\d,]*\.?\d+)\s*$")
CALCULATOR = re.compile(r"<<[^<>]{0,200}>>")
SHAPE = "Needed are a question, its options and which one is correct."


def read_jsonl(text: str) -> Iterator[BankItem | Fault]:
    """Yield the records of a file that has one JSON object in each line."""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if not line.strip():
            continue
        try:
            yield _line_item(bounded(line, QUESTION_CHARACTERS), number)
        except BadItem as bad:
            yield Fault(number, str(bad), bad.advice)


def _line_item(line: str, number: int) -> BankItem:
    try:
        value = Walk("").decoder.decode(line)
    except RecursionError:
        raise BadItem("The JSON is nested too deep.") from None
    except json.JSONDecodeError as error:
        raise BadItem(f"This is no valid JSON: {error.msg[:100]}.") from None
    except ValueError as error:
        raise BadItem(f"This is no valid JSON: {str(error)[:100]}.") from None
    if not isinstance(value, dict):
        raise BadItem("This is no question: an object with members is needed.")
    return record_item(value, number)


def record_item(record: Mapping[str, Any], line: int) -> BankItem:
    """Return the question of one record. Raises BadItem."""
    stem, right = _first(record, QUESTION), _first(record, RIGHT)
    if not isinstance(stem, str) or right is None:
        raise BadItem("The record has no question or no right answer.", SHAPE)
    why, options = _first(record, WHY), _first(record, OPTIONS)
    if options is None and isinstance(right, str):
        stem, options, why = _without_options(record, stem, right, why)
    if isinstance(options, dict):
        options = [f"{name}) {text}" for name, text in options.items()]
    common: dict[str, Any] = {
        "explanation": from_plain(why) if isinstance(why, str) else "",
        "category": str(_first(record, ("category", "subject", "topic")) or "")[:200],
        "identifier": str(_first(record, ("id", "question_id")) or "")[:200],
        "line": line,
    }
    if options is None:
        return BankItem(stem=from_plain(stem), key=_number(str(right)), **common)
    if not isinstance(options, list) or not all(isinstance(one, str) for one in options):
        raise BadItem("The options are no list of texts.", SHAPE)
    if len(options) > PARTS:
        raise BadItem(f"There are more than {PARTS} options.", "Leave some out.")
    texts = _unlettered(options)
    parts = lettered([from_plain(text) for text in texts])
    places = _places(right, texts, many="multiple" in str(record.get("type", "")).lower())
    many = "multiple" in str(record.get("type", "")).lower() or isinstance(right, list)
    key = choice_key(parts, places, many=many)
    return BankItem(stem=from_plain(stem), options=parts, key=key, **common)


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((record[name] for name in names if record.get(name) is not None), None)


def _without_options(
    record: Mapping[str, Any], stem: str, right: str, why: Any
) -> tuple[str, list[str] | None, Any]:
    """Find options within the question, or a number at the end of a worked answer."""
    if str(record.get("type", "")).lower().startswith("mcq"):
        marks = list(INLINE.finditer(stem))
        ends = [mark.start() for mark in marks[1:]] + [len(stem)]
        if [mark[1] for mark in marks] != list("ABCDEFGH"[: len(marks)]) or len(marks) < 2:
            raise BadItem("The options within the question are not told apart.", SHAPE)
        texts = [stem[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
        return stem[: marks[0].start()], texts, why
    if FINAL.search(right):
        return stem, None, FINAL.sub("", CALCULATOR.sub("", right)).strip()
    return stem, None, why


def _number(right: str) -> dict[str, Any]:
    found = FINAL.search(right)
    written = (found[1] if found else right).replace(",", "")
    try:
        return number_key(written)
    except BadItem:
        raise BadItem("The record has no options and its answer is no number.", SHAPE) from None


def _unlettered(options: list[str]) -> list[str]:
    """Take "A)" and the like off, where every option has its own letter."""
    found = [LETTERED.match(option) for option in options]
    letters = [match[1].upper() if match else "" for match in found]
    if letters != list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(options)]):
        return options
    return [LETTERED.sub("", option, count=1) for option in options]


def _places(right: Any, texts: list[str], *, many: bool) -> list[int]:
    """Return the places of what is right: given as letters, places or texts."""
    if isinstance(right, list):
        return sorted({place for one in right for place in _places(one, texts, many=False)})
    if isinstance(right, int) and not isinstance(right, bool):
        return _offered([right], texts)
    if not isinstance(right, str):
        raise BadItem("The right answer is neither a letter nor a text.", SHAPE)
    if right in texts:
        return [texts.index(right)]
    letters = right.strip().upper()
    if many and re.fullmatch(r"[A-Z]{1,26}", letters):
        return _offered(sorted({ord(one) - ord("A") for one in letters}), texts)
    if re.fullmatch(r"[A-Z]", letters):
        return _offered([ord(letters) - ord("A")], texts)
    raise BadItem("The right answer is none of the options.", SHAPE)


def _offered(places: list[int], texts: list[str]) -> list[int]:
    if not all(0 <= place < len(texts) for place in places):
        raise BadItem("The right answer is none of the options.", SHAPE)
    return places
