"""XML read in pieces, without anything that XML can hide: no DTD, no entity, no inclusion.

The parser is defusedxml's: a document type declaration ends the reading before anything of it
is expanded. Only one question is held at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.limits import ELEMENT_CHARACTERS, NESTING

XINCLUDE = "http://www.w3.org/2001/XInclude"
PIECE = 1_000_000  # a token cut by a smaller one would be looked at again and again
BEGINNING = 65_536
ATTACHMENT = "file"  # Moodle's pictures in base64: never kept
ATTRIBUTE_CHARACTERS = 10_000
NO_DTD = (
    "The file declares a document type or entities, which can hide an attack.",
    "Take the line with <!DOCTYPE out of it.",
)


class WrongRoot(UnreadableBank):
    """The XML is of another kind."""


@dataclass(slots=True)
class Node:
    """An element: names without namespace, the line where it begins, text after it in ``tail``."""

    tag: str
    attributes: dict[str, str]
    line: int
    space: str = ""
    text: str = ""
    tail: str = ""
    children: list["Node"] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def child(self, *path: str) -> "Node | None":
        """Return the first element down a path of names."""
        node: Node | None = self
        for name in path:
            node = next((one for one in node.children if one.tag == name), None) if node else None
        return node

    def all(self, name: str) -> list["Node"]:
        return [one for one in self.children if one.tag == name]

    def walk(self) -> Iterator["Node"]:
        """Yield this element and all within it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def find(self, *names: str) -> "list[Node]":
        """Return the elements within this one that have one of the names."""
        return [node for node in self.walk() if node is not self and node.tag in names]

    def whole_text(self) -> str:
        """Return all text within, in order."""
        return self.text + "".join(child.whole_text() + child.tail for child in self.children)


class _Builder:
    """Builds wanted elements; what is around them is passed by."""

    def __init__(self, wanted: frozenset[str], roots: frozenset[str] = frozenset()) -> None:
        self.wanted, self.roots = wanted, roots
        self.done: list[Node] = []
        self.root: Node | None = None
        self.stack: list[Node | None] = []
        self.last: Node | None = None
        self.pieces: list[str] = []
        self.characters = 0
        self.line_of: Any = lambda: 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        space, _, tag = name[1:].partition("}") if name.startswith("{") else ("", "", name)
        if space == XINCLUDE:
            raise UnreadableBank("The file wants to include another file.", line=self.line_of())
        if len(self.stack) >= NESTING:
            raise UnreadableBank("The XML is nested too deep.", line=self.line_of())
        own = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._count(sum(len(value) + 50 for value in own.values()) + 100)
        node = Node(tag, own, self.line_of(), space)
        if self.root is None:
            self.root = node
            if self.roots and tag not in self.roots:
                names = " or ".join(f"<{name}>" for name in sorted(self.roots))
                raise WrongRoot(f"The XML begins with <{tag[:40]}>, not with {names}.")
        parent = self.stack[-1] if self.stack else None
        if parent is not None:
            parent.children.append(node)
        kept = node if parent is not None or tag in self.wanted else None
        self.stack.append(kept)
        self.last = None

    def end(self, _name: str) -> None:
        self._flush()
        node = self.stack.pop()
        inside = bool(self.stack) and self.stack[-1] is not None
        if node is not None and not inside:
            self.done.append(node)
            self.characters, self.last = 0, None
        else:
            self.last = node

    def data(self, text: str) -> None:
        self._count(len(text))
        self.pieces.append(text)

    def _flush(self) -> None:
        """Give the text since the last tag to the element that it stands in or after."""
        if not self.pieces:
            return
        inside = self.stack[-1] if self.stack else None
        if self.last is not None:
            self.last.tail = "".join(self.pieces)
        elif inside is not None and inside.tag != ATTACHMENT:
            inside.text = "".join(self.pieces)
        self.pieces = []

    def close(self) -> None:
        """The end of the document; what is left over is not wanted."""

    def _count(self, characters: int) -> None:
        self.characters += characters
        if self.characters > ELEMENT_CHARACTERS:
            raise UnreadableBank("One question is too large.", line=self.line_of())


def elements(
    content: bytes, wanted: frozenset[str], roots: frozenset[str] = frozenset()
) -> Iterator[Node]:
    """Yield the wanted elements that stand in no other one, as they end.

    Raises WrongRoot when the outermost element has none of the names of ``roots`` (empty: any
    will do), and UnreadableBank for what is no well-formed XML, with its line.
    """
    builder = _Builder(wanted, roots)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.line_of = lambda: parser.parser.CurrentLineNumber
    for begin in range(0, len(content) + 1, PIECE):
        _fed(parser, builder, content[begin : begin + PIECE], is_last=begin + PIECE > len(content))
        yield from builder.done
        builder.done = []


def root_of(content: bytes) -> Node:
    """Return the outermost element without what is in it. Raises UnreadableBank."""
    builder = _Builder(frozenset())
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    _fed(parser, builder, content[:BEGINNING], is_last=len(content) <= BEGINNING)
    if builder.root is None:
        raise UnreadableBank("The XML has no element near its beginning.")
    return builder.root


def _fed(parser: Any, builder: _Builder, piece: bytes, *, is_last: bool) -> None:
    try:
        parser.feed(piece)
        if is_last:
            parser.close()
    except DefusedXmlException as error:
        raise UnreadableBank(NO_DTD[0], line=builder.line_of(), advice=NO_DTD[1]) from error
    except ParseError as error:
        line = error.position[0] if error.position else 1
        reason = str(error).partition(":")[0][:100]
        raise UnreadableBank(
            f"This is no well-formed XML: {reason}.", line=line, advice="Export the file anew."
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise UnreadableBank(
            "The encoding that the XML declares is not known.", advice="Save it as UTF-8."
        ) from error
