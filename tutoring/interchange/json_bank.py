"""The project's own JSON: the neutral form written out, nothing of a question lost.

``{"format": "study-mentor-questions", "version": 1, "questions": [...]}``; docs/interchange.md
has every member. A list of records in the shapes that public sets have is read as well.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tutoring.interchange.items import BadItem, BankItem, Fault, Part, UnreadableBank
from tutoring.interchange.json_walk import Walk
from tutoring.interchange.records import record_item

FORMAT, VERSION = "study-mentor-questions", 1
ENVELOPE = {"format", "version", "questions", "bank", "licence"}
TEXTS = ("stem", "ask", "explanation", "title", "category", "difficulty")
PARTS = ("options", "parts", "left", "right")
PartId = Annotated[str, Field(pattern=r"^[\w-]{1,20}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Part(_Shape):
    id: PartId
    text: str


class _Question(_Shape):
    id: str = ""
    stem: str
    key: dict[str, Any]
    options: list[_Part] = []
    parts: list[_Part] = []
    left: list[_Part] = []
    right: list[_Part] = []
    labels: list[str] = []
    ask: str = ""
    explanation: str = ""
    feedback: dict[str, str] = {}
    title: str = ""
    tags: list[str] = []
    category: str = ""
    difficulty: str = ""


def read_json(text: str) -> Iterator[BankItem | Fault]:
    """Yield the questions of a JSON file. Raises UnreadableBank for one that is broken."""
    walk = Walk(text)
    seen: set[str] = set()
    for piece in walk.pieces():
        if walk.members:
            _check_envelope(walk.members, piece.line)
        try:
            if piece.error:
                raise BadItem(piece.error)
            yield _item(piece.value, piece.line, seen)
        except BadItem as bad:
            yield Fault(piece.line, str(bad), bad.advice)
    if walk.members or text.lstrip().startswith("{"):
        _check_envelope(walk.members, 1)


def _check_envelope(members: Mapping[str, Any], line: int) -> None:
    if members.get("format") != FORMAT:
        raise UnreadableBank(f'The file does not begin with "format": "{FORMAT}".', line=1)
    if members.get("version") != VERSION or members["version"] is True:
        raise UnreadableBank(
            f"This is version {str(members.get('version'))[:20]}; only {VERSION} is read.",
            line=line,
        )
    if unknown := members.keys() - ENVELOPE:
        raise UnreadableBank(f"The file has unknown members: {', '.join(sorted(unknown))[:100]}.")


def _item(value: Any, line: int, seen: set[str]) -> BankItem:
    if not isinstance(value, dict):
        raise BadItem("This is no question: an object with members is needed.")
    if "key" not in value:
        return record_item(value, line)
    try:
        shape = _Question.model_validate(value)
    except ValidationError as error:
        raise BadItem(_said(error)) from None
    if shape.id and shape.id in seen:
        raise BadItem(f"The id “{shape.id[:60]}” stands there twice.", "Give each its own.")
    seen.add(shape.id)
    if "type" not in shape.key:
        raise BadItem("The key has no type.", "Write one of those in docs/grading.md.")
    named: dict[str, Any] = {name: getattr(shape, name) for name in TEXTS}
    named |= {
        name: tuple(Part(part.id, part.text) for part in getattr(shape, name)) for name in PARTS
    }
    return BankItem(
        **named,
        key=shape.key,
        labels=tuple(shape.labels),
        feedback=shape.feedback,
        tags=tuple(shape.tags),
        identifier=shape.id,
        line=line,
    )


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])[:60]
    return f"The member “{where}” is not as it should be: {str(first['msg'])[:120]}."


def json_question(item: BankItem) -> dict[str, Any]:
    """Return one question in the project's own form; empty members are left out."""
    made: dict[str, Any] = {"id": item.identifier, "key": dict(item.key)}
    made |= {name: getattr(item, name) for name in TEXTS}
    made |= {name: [part._asdict() for part in getattr(item, name)] for name in PARTS}
    made |= {"labels": list(item.labels), "feedback": dict(item.feedback), "tags": list(item.tags)}
    return {name: value for name, value in made.items() if value}


def json_opening() -> str:
    return f'{{"format": "{FORMAT}", "version": {VERSION}, "questions": [\n'


def json_of(item: BankItem) -> str:
    """Return one question in one line."""
    return json.dumps(json_question(item), ensure_ascii=False)
