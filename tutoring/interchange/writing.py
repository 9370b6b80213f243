"""The door for writing: questions in, a file out, and by name what the format could not hold.

What was written is read back and compared: a difference is told, whatever caused it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from tutoring.interchange.aiken import aiken_of
from tutoring.interchange.anki import anki_package
from tutoring.interchange.csv_bank import csv_of
from tutoring.interchange.gift_writing import gift_of
from tutoring.interchange.items import BankItem, UnreadableBank
from tutoring.interchange.json_bank import json_of, json_opening
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.moodle_writing import CLOSING, OPENING, moodle_of
from tutoring.interchange.qti import qti2_package, qti12_package
from tutoring.interchange.reading import read_bank
from tutoring.interchange.soundness import with_level, with_level_tag, with_own_ids
from tutoring.states import BankFormat

LINKS = "links to misconceptions"
LINKING = ("misconceptions", "reveals", "by_error")
COMPARED = [f.name for f in fields(BankItem) if f.compare]
ENDINGS = {
    BankFormat.GIFT: ("gift", "text/plain; charset=utf-8"),
    BankFormat.MOODLE_XML: ("xml", "application/xml"),
    BankFormat.QTI_12: ("zip", "application/zip"),
    BankFormat.QTI_21: ("zip", "application/zip"),
    BankFormat.AIKEN: ("txt", "text/plain; charset=utf-8"),
    BankFormat.CSV: ("csv", "text/csv; charset=utf-8"),
    BankFormat.JSON: ("json", "application/json"),
    BankFormat.ANKI: ("apkg", "application/zip"),
}
WRITTEN = tuple(ENDINGS)
F = BankFormat


@dataclass
class Written:
    """A file; ``refused``: questions it cannot hold, by reason; ``changed``: members by name.

    ``too_large``: why the whole cannot be imported again in one piece, nor was compared.
    """

    content: bytes = b""
    count: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    too_large: str = ""

    def refuse(self, cannot: CannotHold) -> None:
        """Note a question that the format cannot hold."""
        self.refused[str(cannot)] += 1

    def lines(self) -> list[str]:
        """Say in words what is not in the file."""
        whole = (
            [f"Not to be imported again in one piece: {self.too_large}"] if self.too_large else []
        )
        said = [f"{n} × not held by the format: {why}" for why, n in sorted(self.refused.items())]
        return (
            whole
            + said
            + [
                f"{n} × not as it was when read again: {name}"
                for name, n in sorted(self.changed.items())
            ]
        )


def write_bank(items: Sequence[BankItem], *, format: str, title: str = "Questions") -> Written:
    """Return a file of the questions that the format can hold, and what it could not."""
    form = F(format)
    named = [with_own_ids(item) for item in items]
    written = Written()
    held = _written(form, named, title, written)
    written.count = len(held)
    if held and form is not F.ANKI:
        _compare(form, held, written)
    return written


def _written(
    form: BankFormat, items: Sequence[BankItem], title: str, written: Written
) -> list[BankItem]:
    """Fill in the content; return the questions that it holds."""
    held: list[BankItem] = list(items)
    match form:
        case F.GIFT:
            held = _in_categories(items, gift_of, written)
        case F.MOODLE_XML:
            held = _in_categories(items, moodle_of, written, opening=OPENING, closing=CLOSING)
        case F.AIKEN:
            held = _in_categories(items, lambda item, _: aiken_of(item), written)
        case F.CSV:
            held = _table(items, written)
        case F.JSON:
            rows = ",\n".join(json_of(item) for item in _with_unique_ids(items))
            written.content = f"{json_opening()}{rows}\n]}}\n".encode()
        case F.QTI_12:
            written.content, held = qti12_package(_tagged(items), title, written.refuse)
        case F.QTI_21:
            written.content, held = qti2_package(_tagged(items), written.refuse)
        case F.ANKI:
            written.content = anki_package(list(_with_unique_ids(items)), title)
        case _:
            raise ValueError(f"{form} is not written.")
    return [with_level(item) for item in held]


def _tagged(items: Sequence[BankItem]) -> list[BankItem]:
    return [with_level_tag(item) for item in items]


def _with_unique_ids(items: Sequence[BankItem]) -> Iterator[BankItem]:
    """Yield the questions; of several with one id only the first keeps it."""
    seen: set[str] = set()
    for item in items:
        yield replace(item, identifier="") if item.identifier in seen else item
        seen.add(item.identifier)


def _in_categories(
    items: Sequence[BankItem],
    write: Callable[[BankItem, str], str],
    written: Written,
    *,
    opening: str = "",
    closing: str = "",
) -> list[BankItem]:
    pieces, held, category = [opening], [], ""
    for item in items:
        try:
            pieces.append(write(with_level_tag(item), category))
        except CannotHold as cannot:
            written.refuse(cannot)
            continue
        category = item.category
        held.append(item)
    written.content = "".join([*pieces, closing]).encode()
    return held


def _table(items: Sequence[BankItem], written: Written) -> list[BankItem]:
    text, held, refused = csv_of(items)
    written.content = text.encode()
    written.refused.update(str(cannot) for cannot in refused)
    return held


def _compare(form: BankFormat, held: Sequence[BankItem], written: Written) -> None:
    """Count by member what reading the file again gives otherwise."""
    try:
        back = read_bank(written.content, format=form)
    except UnreadableBank as refusal:  # more than an import takes at once
        written.too_large = str(refusal)
        return
    if len(back.items) != len(held):
        written.changed[f"whole questions ({len(held) - len(back.items)} of them)"] += 1
        return
    for before, after in zip(held, back.items, strict=True):
        for name in COMPARED:
            if getattr(before, name) != getattr(after, name):
                is_linked = name == "key" and _unlinked(before.key) == after.key
                written.changed[LINKS if is_linked else name] += 1


def _unlinked(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in LINKING}
