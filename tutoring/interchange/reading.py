"""The door for reading: bytes in, sound questions and faults out, within bounds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tutoring.interchange.aiken import read_aiken
from tutoring.interchange.bytes_read import check_bytes, decoded, is_zip
from tutoring.interchange.csv_bank import read_csv
from tutoring.interchange.formats import READ, XML_FORMATS, format_of
from tutoring.interchange.gift_reading import read_gift
from tutoring.interchange.items import BadItem, BankItem, Fault, UnreadableBank, sayable
from tutoring.interchange.json_bank import read_json
from tutoring.interchange.limits import FAULTS, ITEMS
from tutoring.interchange.moodle_reading import read_moodle
from tutoring.interchange.qti import read_qti
from tutoring.interchange.records import read_jsonl
from tutoring.interchange.soundness import sound
from tutoring.interchange.trivia import read_trivia
from tutoring.states import BankFormat

Found = Iterator[BankItem | Fault]
F = BankFormat
TEXT_READERS: dict[BankFormat, Callable[[str], Found]] = {
    F.GIFT: read_gift,
    F.AIKEN: read_aiken,
    F.CSV: read_csv,
    F.JSON: read_json,
    F.JSONL: read_jsonl,
    F.TRIVIA: read_trivia,
}
XML_READERS: dict[BankFormat, Callable[[bytes], Found]] = {
    F.MOODLE_XML: read_moodle,
    F.QTI_12: read_qti,
    F.QTI_21: read_qti,
}


@dataclass
class Reading:
    """All that a file holds, in its order."""

    format: BankFormat
    items: list[BankItem] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def found(self) -> int:
        return len(self.items) + len(self.faults)


def read_bank(
    content: bytes,
    *,
    file_name: str = "",
    format: str = "",
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Return what a file holds. Raises UnreadableBank when nothing of it can be used.

    ``progress`` is called with the number of questions found so far, every few hundred.
    """
    check_bytes(content)
    text = None if is_zip(content) else decoded(content)
    if text is not None and "\0" in text:
        raise UnreadableBank("The file holds NUL characters; it is no text.")
    form = F(format) if format else format_of(content, text, file_name)
    reading = Reading(form)
    for found in _found(form, content, text):
        _take(reading, found)
        if progress and reading.found % 500 == 0:
            progress(reading.found)
    return reading


def _found(form: BankFormat, content: bytes, text: str | None) -> Found:
    if form not in READ:
        raise UnreadableBank(f"{form.label} can be written, not read.")
    if form in XML_FORMATS:
        return XML_READERS[form](content)
    if text is None:
        raise UnreadableBank(f"The file is a zip archive, not {form.label}.")
    return TEXT_READERS[form](text)


def _take(reading: Reading, found: BankItem | Fault) -> None:
    if isinstance(found, BankItem):
        try:
            reading.items.append(sound(found))
        except BadItem as bad:
            found = Fault(found.line, str(bad), bad.advice, found.place)
    if isinstance(found, Fault):
        said = replace(found, reason=sayable(found.reason), place=sayable(found.place))
        reading.faults.append(said)
    if len(reading.items) > ITEMS:
        raise UnreadableBank(
            f"There are more than {ITEMS:,} questions.", advice="Import the file in parts."
        )
    if len(reading.faults) > FAULTS:
        raise UnreadableBank(
            f"More than {FAULTS:,} questions cannot be read.",
            advice=f"Is this really {reading.format.label}?",
        )
