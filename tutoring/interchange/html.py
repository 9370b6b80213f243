"""Foreign HTML into the product's Markdown: what can be shown is kept, the rest is named."""

import re
from html.parser import HTMLParser

import nh3

from tutoring.interchange.items import BadItem
from tutoring.interchange.limits import HTML_TAGS
from tutoring.interchange.texts import bounded, from_plain, tidy

KEPT = {
    "p", "div", "br", "em", "i", "strong", "b", "u", "code", "pre", "ul", "ol", "li", "sub", "sup",
    "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th", "img", "hr",
}  # fmt: skip
DROPPED = {"script", "style", "object", "iframe", "audio", "video", "svg", "math"}
BLOCKS = {"p", "div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre"}
MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
SCRIPTS = {"sub": "_", "sup": "^"}
MEDIA = re.compile(r"<(img|object|audio|video|svg|math|iframe)\b", re.IGNORECASE)
LOST = {
    "img": "a picture is not kept",
    "object": "an embedded object is not kept",
    "audio": "a sound is not kept",
    "video": "a film is not kept",
    "svg": "a drawing is not kept",
    "math": "a MathML formula is not kept",
    "iframe": "an embedded page is not kept",
}


def from_html(source: str) -> str:
    """Return Markdown of the parts of HTML that can be shown; scripts and styles vanish."""
    if source.count("<") > HTML_TAGS:
        raise BadItem(f"A text has more than {HTML_TAGS:,} tags.", "Write it more simply.")
    clean = nh3.clean(
        bounded(source),
        tags=KEPT,
        attributes={"img": {"alt"}},
        clean_content_tags=DROPPED,
        strip_comments=True,
        link_rel=None,
    )
    converter = _Converter()
    converter.feed(clean)
    converter.close()
    return tidy("".join(converter.out[0]))


def lost_in(source: str) -> list[str]:
    """Return in words what of HTML is not kept."""
    return sorted({LOST[found.lower()] for found in MEDIA.findall(source)})


class _Converter(HTMLParser):
    """Reads well-formed HTML of few tags; ``out`` is a stack of what is being written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[list[str]] = [[]]
        self.lists: list[int | None] = []
        self.cells = 0
        self.verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MARKS or tag in SCRIPTS or tag in {"code", "pre"}:
            self.verbatim += tag in {"code", "pre"}
            self.out.append([])
        elif tag == "br":
            self._write("\\\n")
        elif tag == "img":
            alt = from_plain(dict(attrs).get("alt") or "", wrapped=True)
            self._write(f"\\[picture{': ' + alt if alt else ''}\\]")
        elif tag == "li":
            self._item()
        elif tag == "tr":
            self._write("\n\n")
            self.cells = 0
        elif tag in {"td", "th"}:
            self._write(" / " if self.cells else "")
            self.cells += 1
        elif tag in BLOCKS or tag == "hr":
            self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS or tag in SCRIPTS or tag in {"code", "pre"}:
            self.verbatim -= tag in {"code", "pre"}
            inner = "".join(self.out.pop()) if len(self.out) > 1 else ""
            self._write(_wrapped(tag, inner))
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self._write("\n\n" if not self.lists else "")
        elif tag in BLOCKS:
            self._write("" if self.lists else "\n\n")

    def handle_data(self, text: str) -> None:
        if self.verbatim:
            self._write(text)
            return
        flat = re.sub(r"\s+", " ", text.replace("\\\n", " "))
        inner = from_plain(flat, wrapped=True) if flat.strip() else ""
        lead = " " if flat[:1] == " " and not self._at_line_start() else ""
        self._write(lead + inner + (" " if flat[-1:] == " " and inner else ""))

    def _item(self) -> None:
        depth = max(len(self.lists), 1) - 1
        number = self.lists[-1] if self.lists else None
        sign = "-" if number is None else f"{number}."
        if self.lists and number is not None:
            self.lists[-1] = number + 1
        self._write(f"\n{'   ' * depth}{sign} ")

    def _block(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._write("\n" if self.lists else "\n\n")
            self.lists.append(1 if tag == "ol" else None)
        elif not self.lists:
            self._write("\n\n")

    def _at_line_start(self) -> bool:
        written = "".join(self.out[-1][-2:])
        return not written or written[-1] in "\n "

    def _write(self, text: str) -> None:
        if text:
            self.out[-1].append(text)


def _wrapped(tag: str, inner: str) -> str:
    """Put the sign of a tag around what stood in it, spaces outside."""
    body = inner.strip()
    if not body:
        return inner
    lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    if tag == "pre":
        return "\n\n```\n" + inner.strip("\n").replace("```", "'''") + "\n```\n\n"
    if tag == "code":
        flat = " ".join(body.split()).replace("`", "'")
        return f"{lead}`{flat}`{trail}"
    if tag in SCRIPTS:
        plain = body.replace("\\", "").replace("$", "").replace("{", "").replace("}", "")
        return f"${SCRIPTS[tag]}{{{plain}}}$" if plain.strip() else ""
    if "\n\n" in body:
        return inner
    return f"{lead}{MARKS[tag]}{body}{MARKS[tag]}{trail}"
