"""Which format a file has: by what it holds; its name only decides where both fit."""

import re

from tutoring.interchange.bytes_read import is_zip
from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.xml_tree import root_of
from tutoring.states import BankFormat

XML_START = re.compile(r"<(\?xml|!|quiz|questestinterop|assessment|manifest|[A-Za-z]\w*:)")
QTI_2 = ("assessmentItem", "assessmentTest")
ENDINGS = {
    ".gift": BankFormat.GIFT,
    ".csv": BankFormat.CSV,
    ".tsv": BankFormat.CSV,
    ".json": BankFormat.JSON,
    ".jsonl": BankFormat.JSONL,
    ".ndjson": BankFormat.JSONL,
    ".xml": BankFormat.MOODLE_XML,
    ".zip": BankFormat.QTI_21,
}
XML_FORMATS = {BankFormat.MOODLE_XML, BankFormat.QTI_12, BankFormat.QTI_21}
GUESSED = {BankFormat.GIFT, BankFormat.AIKEN, BankFormat.CSV, BankFormat.TRIVIA}
READ = [name for name in BankFormat if name is not BankFormat.ANKI]


def format_of(content: bytes, text: str | None, file_name: str) -> BankFormat:
    """Return the format of a file. Raises UnreadableBank when its name and content disagree."""
    ending = "." + file_name.rpartition(".")[2].lower() if "." in file_name else ""
    named = ENDINGS.get(ending)
    found = _by_content(content, text, is_xml=ending == ".xml")
    if found is None:
        found = named if named and named not in XML_FORMATS else None
    elif named in GUESSED and found in GUESSED:
        found = named  # braces and letters stand in any text: the name knows better
    elif named and not _agrees(named, found):
        raise UnreadableBank(
            f"The name ends in {ending}, but the content is {found.label}.",
            advice="Give the file its right name.",
        )
    if found is None:
        raise UnreadableBank(
            "It is not clear which format this is.", advice="Choose the format yourself."
        )
    return found


def _agrees(named: BankFormat, found: BankFormat) -> bool:
    if named in XML_FORMATS:
        return found in XML_FORMATS
    if named in {BankFormat.JSON, BankFormat.JSONL}:
        return found in {BankFormat.JSON, BankFormat.JSONL}
    return found is named or found not in XML_FORMATS


def _by_content(content: bytes, text: str | None, *, is_xml: bool) -> BankFormat | None:
    if is_zip(content):
        return BankFormat.QTI_21
    if text is None:
        return None
    start = text[:20_000].lstrip()
    if XML_START.match(start) or (is_xml and start.startswith("<")):
        return _xml_format(content)
    return _json_format(start) if start[:1] in {"{", "["} else _text_format(start)


def _text_format(start: str) -> BankFormat | None:
    if re.search(r"^#Q ", start, re.MULTILINE) and re.search(r"^\^", start, re.MULTILINE):
        return BankFormat.TRIVIA
    if re.search(r"^\s*ANSWER:", start, re.MULTILINE | re.IGNORECASE):
        return BankFormat.AIKEN
    if re.search(r"(?<!\\)\{[^}]{0,20000}(?<!\\)\}|^\$CATEGORY:", start, re.MULTILINE):
        return BankFormat.GIFT if not re.match(r'["\w ]+,', start) else None
    return None


def _json_format(start: str) -> BankFormat | None:
    if start.startswith("[") and not re.match(r"\[\s*[\{\[\"\]\d]", start):
        return BankFormat.GIFT  # [html]...
    first = start.partition("\n")[0].rstrip()
    is_lines = first.startswith("{") and first.endswith("}") and "\n{" in start
    return BankFormat.JSONL if is_lines else BankFormat.JSON


def _xml_format(content: bytes) -> BankFormat:
    root = root_of(content)
    if root.tag == "quiz":
        return BankFormat.MOODLE_XML
    if root.tag == "questestinterop":
        return BankFormat.QTI_12
    if root.tag in QTI_2:
        return BankFormat.QTI_21
    raise UnreadableBank(
        f"The XML begins with <{root.tag[:40]}>, which is no known form of a question bank."
    )
