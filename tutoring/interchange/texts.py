"""Foreign text into the product's Markdown and back into plain text; TeX stays what it is."""

import re
from collections.abc import Iterator

from tutoring.interchange.items import BadItem
from tutoring.interchange.limits import PLAIN_CHARACTERS, SOURCE_CHARACTERS

PUNCTUATION = r"!-/:-@\[-`{-~"
CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # can make a text read as another
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
BLANK_LINES = re.compile(r"\n{3,}")
SIGNS = re.compile(r"\$\$|\$|\\[()\[\]]|\\.", re.DOTALL)
OWN_SIGNS = re.compile(r"\$\$|\$|\\[^()\[\]]|\\", re.DOTALL)  # in Markdown \[ is a bracket
DIGITS = "0123456789"
CLOSES = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
ESCAPED = re.compile(rf"\\(?=[{PUNCTUATION}\n]|\Z)|[`*_\[\]<$]|&(?=#?\w{{1,32}};)")
LINE_START = re.compile(
    r"^[ \t]*(?:(\d{1,9})([.)])(?=\s|$)|([#>~|]|[+\-](?=[\s+\-]|$)|=(?=[\s=]|$)))", re.MULTILINE
)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
SEEN_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
UNESCAPED = re.compile(rf"\\([{PUNCTUATION}\n])")


def tidy(text: str) -> str:
    """Return a text as it is kept: line feeds alone, no trailing spaces, no controls.

    Raises BadItem for what is no text: NUL and halves of surrogate pairs.
    """
    if UNSTORABLE.search(text):
        raise BadItem("The text holds characters that are no text.", "Save the file as UTF-8.")
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = BIDI.sub("", CONTROLS.sub(" ", whole)).replace("\u2028", "\n").replace("\u2029", "\n")
    lines = "\n".join(line.rstrip() for line in whole.split("\n"))
    return BLANK_LINES.sub("\n\n", lines).strip()


def one_line(text: str, longest: int) -> str:
    """Return a name in one line, cut where it is too long."""
    return " ".join(tidy(text).split())[:longest].strip()


def bounded(text: str, most: int = SOURCE_CHARACTERS) -> str:
    """Return a source text. Raises BadItem when it is too long to be converted."""
    if len(text) > most:
        raise BadItem(f"A text has more than {most:,} characters.", "Shorten it.")
    return text


def from_plain(text: str, *, wrapped: bool = False) -> str:
    """Return Markdown that shows a plain text as it is, its TeX as formulas.

    ``wrapped``: line breaks are those of an editor; else each is one to be seen.
    """
    whole = INDENT.sub("", tidy(bounded(text, PLAIN_CHARACTERS)))
    written, after_tex = "", False
    for piece, is_tex in _pieces(whole):
        if is_tex:
            written += f" {piece}" if after_tex else piece
            after_tex = True
            continue
        if not piece:
            continue
        written += " " if after_tex and piece[0] in DIGITS else ""
        after_tex = False
        marked = _line_starts(_escaped(piece), fresh=not written or written[-1] == "\n")
        written += marked if wrapped else SEEN_BREAK.sub("\\\\\n", marked)
    return written


def to_plain(markdown: str) -> str:
    """Return a Markdown text without its escapes: the inverse of ``from_plain``."""
    pieces = [
        piece if is_tex else UNESCAPED.sub(r"\1", piece)
        for piece, is_tex in _pieces(markdown, OWN_SIGNS)
    ]
    return "".join(pieces)


def is_plain(markdown: str) -> bool:
    """Return whether plain text can hold a Markdown text without loss."""
    return from_plain(to_plain(markdown)) == markdown


def _escaped(text: str) -> str:
    return ESCAPED.sub(lambda found: "\\" + found[0], text)


def _line_starts(text: str, *, fresh: bool) -> str:
    """Escape what would begin a list, a heading or a quotation; ``fresh``: a line begins here."""
    head, feed, rest = ("", "", text) if fresh else text.partition("\n")
    return head + feed + LINE_START.sub(_marked, rest)


def _marked(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"


def _pieces(text: str, known: re.Pattern[str] = SIGNS) -> Iterator[tuple[str, bool]]:
    r"""Split a text at its formulas, \(...\) and \[...\] turned into $...$ and $$...$$.

    A single $ opens only before a sign and closes only after one and not before a digit, so
    that "$5 and $10" stays money. Linear in the length of the text.
    """
    done, signs, place = 0, list(known.finditer(text)), 0
    last = {found[0]: number for number, found in enumerate(signs)}
    while place < len(signs):
        end = _closing(text, signs, place, last)
        if end is None:
            place += 1
            continue
        opening, closing = signs[place], signs[end]
        yield text[done : opening.start()], False
        body, sign = text[opening.end() : closing.start()], opening[0]
        mark = "$" if sign in {"$", "\\("} else "$$"
        yield f"{mark}{body.strip() if sign != mark else body}{mark}", True
        done, place = closing.end(), end + 1
    yield text[done:], False


def _closing(text: str, signs: list[re.Match[str]], place: int, last: dict[str, int]) -> int | None:
    """Return which sign closes the formula that a sign may open."""
    opening = signs[place]
    if opening[0] == "$":
        return _closing_dollar(text, signs, place)
    wanted = CLOSES.get(opening[0])
    if wanted is None or last.get(wanted, -1) <= place:
        return None
    for number in range(place + 1, len(signs)):
        found = signs[number]
        if found[0] == wanted:
            body = text[opening.end() : found.start()]
            return number if body.strip() and "\n\n" not in body else None
        if found[0] in CLOSES or found[0] == "$":
            return None
    return None


def _closing_dollar(text: str, signs: list[re.Match[str]], place: int) -> int | None:
    opening = signs[place]
    if text[opening.end() : opening.end() + 1].isspace():
        return None
    for number in range(place + 1, len(signs)):
        found = signs[number]
        if found[0] == "$":
            body = text[opening.end() : found.start()]
            after = text[found.end() : found.end() + 1]
            closes = body and not body[-1].isspace() and not after.isdigit()
            return number if closes and "\n\n" not in body else None
        if found[0] in CLOSES:
            return None
    return None
