"""QTI of either version, alone or in a package: each file is read as what it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from xml.sax.saxutils import quoteattr

from tutoring.interchange.bytes_read import is_zip
from tutoring.interchange.items import BankItem, Fault, UnreadableBank
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.packages import MANIFEST, entries, manifest, packed
from tutoring.interchange.qti2_reading import read_qti2
from tutoring.interchange.qti2_writing import qti2_of
from tutoring.interchange.qti12_reading import read_qti12
from tutoring.interchange.qti12_writing import CLOSING, OPENING, qti12_of
from tutoring.interchange.xml_tree import root_of

Held = tuple[bytes, list[BankItem]]
Refuse = Callable[[CannotHold], None]


def read_qti(content: bytes) -> Iterator[BankItem | Fault]:
    """Yield the items of a QTI file or package. Raises UnreadableBank."""
    if not is_zip(content):
        yield from _read_file(content, "")
        return
    found = False
    for name, inner in entries(content):
        try:
            for one in _read_file(inner, name):
                found = True
                yield replace(one, place=name) if isinstance(one, BankItem) else one
        except UnreadableBank as error:
            found = True
            yield Fault(error.line, str(error), error.advice, name)
    if not found:
        raise UnreadableBank("The package holds no QTI question.")


def _read_file(content: bytes, place: str) -> Iterator[BankItem | Fault]:
    root = root_of(content)
    if root.tag == "questestinterop":
        yield from (replace(one, place=place) if place else one for one in read_qti12(content))
    elif root.tag in {"assessmentItem", "assessmentTest"}:
        yield from read_qti2(content, place)
    elif not place:
        raise UnreadableBank(f"The XML begins with <{root.tag[:40]}>, which is no QTI.")


def qti12_package(items: Sequence[BankItem], title: str, refuse: Refuse) -> Held:
    """Return a package of one QTI 1.2 file, and the questions in it."""
    pieces, held = [OPENING.format(title=quoteattr(title))], []
    for number, item in enumerate(items, start=1):
        try:
            pieces.append(qti12_of(item, number))
            held.append(item)
        except CannotHold as cannot:
            refuse(cannot)
    href = "questions/questions.xml"
    files = {
        MANIFEST: manifest({"questions": href}, schema="IMS Content", kind="imsqti_xmlv1p2"),
        href: "".join([*pieces, CLOSING]),
    }
    return packed(files), held


def qti2_package(items: Sequence[BankItem], refuse: Refuse) -> Held:
    """Return a package of one QTI 2.1 file for each question, and the questions in it."""
    files: dict[str, str] = {MANIFEST: ""}
    hrefs, held = {}, []
    for number, item in enumerate(items, start=1):
        try:
            text = qti2_of(item, number)
        except CannotHold as cannot:
            refuse(cannot)
            continue
        held.append(item)
        hrefs[f"item{number}"] = f"items/item{number:05}.xml"
        files[hrefs[f"item{number}"]] = text
    files[MANIFEST] = manifest(hrefs, schema="QTIv2.1 Package", kind="imsqti_item_xmlv2p1")
    return packed(files), held
