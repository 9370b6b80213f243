"""QTI of either version, alone or in a package: each file is read as what it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from xml.sax.saxutils import quoteattr

from tutoring.interchange.bytes_read import is_zip
from tutoring.interchange.items import BadItem, BankItem, Fault, UnreadableBank
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.packages import MANIFEST, entries, manifest, packed
from tutoring.interchange.qti2_reading import qti2_item
from tutoring.interchange.qti2_writing import qti2_of
from tutoring.interchange.qti12_reading import qti12_item
from tutoring.interchange.qti12_writing import CLOSING, OPENING, qti12_of
from tutoring.interchange.xml_tree import WrongRoot, elements

ROOTS = frozenset({"questestinterop", "assessmentItem", "assessmentTest"})
READERS = {"item": qti12_item, "assessmentItem": qti2_item}
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
                yield one
        except WrongRoot:
            continue  # what else a package holds: metadata, pages
        except UnreadableBank as error:
            found = True
            yield Fault(error.line, str(error), error.advice, name)
    if not found:
        raise UnreadableBank("The package holds no QTI question.")


def _read_file(content: bytes, place: str) -> Iterator[BankItem | Fault]:
    for node in elements(content, frozenset(READERS), ROOTS):
        try:
            yield replace(READERS[node.tag](node), place=place)
        except BadItem as bad:
            yield Fault(node.line, str(bad), bad.advice, place)


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
