"""Anki packages: a card for each question, whose note keeps its id from export to export.

Written by genanki; its schema is the one that every Anki since 2.1 reads. Only its writing to a
database is used: its own packing leaves a temporary file behind at each export.
"""

import html
import io
import itertools
import json
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any

import genanki
import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from tutoring.asking import ASSERTION_REASON
from tutoring.grader import grade, read_key
from tutoring.interchange.items import BankItem

MODEL_ID = 1_728_304_601  # never changed: Anki knows the kind of note by it
DECK_SPAN = 1 << 30
FIELDS = ("Question", "Options", "Answer", "Explanation", "Source")
FRONT = '<div class="stem">{{Question}}</div>{{Options}}'
BACK = (
    "{{FrontSide}}<hr id=answer>{{Answer}}"
    '{{#Explanation}}<div class="why">{{Explanation}}</div>{{/Explanation}}'
)
CSS = (
    ".card { font-family: sans-serif; font-size: 18px; line-height: 1.5; text-align: left; }\n"
    ".why { margin-top: 1em; }\n"
)
ALLOWED = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "hr",
           "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def anki_package(items: Sequence[BankItem], title: str) -> bytes:
    """Return an .apkg file; importing a later one updates the same notes."""
    deck = genanki.Deck(_number(f"deck {title}"), title)
    for item in items:
        deck.add_note(_note(item))
    return _packed(genanki.Package(deck))


@cache
def _model() -> genanki.Model:
    return genanki.Model(
        MODEL_ID,
        "Study Mentor question",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card 1", "qfmt": FRONT, "afmt": BACK}],
        css=CSS,
    )


def note_id(item: BankItem) -> str:
    """Return the note's lasting id: of the question's name, else of what it asks."""
    return genanki.guid_for("study-mentor", item.identifier or f"{item.stem}\n{item.options}")


def _note(item: BankItem) -> genanki.Note:
    offered = "".join(f"<li>{_html(text)}</li>" for text in _offered(item))
    fields = [
        _html(item.stem),
        f'<ol type="A">{offered}</ol>' if offered else "",
        _answer(item),
        _html(item.explanation),
        html.escape(item.identifier),
    ]
    tags = ["".join("_" if sign.isspace() else sign for sign in tag) for tag in item.tags]
    return genanki.Note(model=_model(), fields=fields, tags=tags, guid=note_id(item))


def _offered(item: BankItem) -> list[str]:
    """Return what is shown before the answer; a right order is shown by letters, not in order."""
    if item.kind == "sequence":
        return sorted(part.text for part in item.parts)
    if item.kind == "matching":
        return [*(p.text for p in item.left), *sorted(p.text for p in item.right)]
    if item.kind == "assertion_reason":
        return list(ASSERTION_REASON)
    return [part.text for part in item.options]


def _answer(item: BankItem) -> str:
    key: Any = item.key
    texts = {part.id: part.text for part in (*item.options, *item.right)}
    match item.kind:
        case "choice":
            return _html(texts[key["option"]])
        case "choice_set":
            return _list([texts[name] for name in key["chosen"]])
        case "sequence":
            return _list([part.text for part in item.parts], tag="ol")
        case "matching":
            pairs = [(p.text, [texts[one] for one in key["pairs"][p.id]]) for p in item.left]
            return _list([f"{left} – {'; '.join(right)}" for left, right in pairs])
        case "blanks":
            named = zip(item.labels, key["blanks"], strict=True)
            return _list([f"{label}: {_written(blank)}" for label, blank in named])
    return _html(_written(key))


def _written(key: Any) -> str:
    """Return the right answer of one field in words."""
    match key["type"]:
        case "true_false":
            return "True" if key["true"] else "False"
        case "choice":
            return str(key["option"])
        case "assertion_reason":
            own = read_key(key)
            offered = zip(own.options, ASSERTION_REASON, strict=False)  # type: ignore[union-attr]
            return next(text for option, text in offered if grade(own, option).correct)
    unit = f" {key['unit']}" if "unit" in key else ""
    spread = key.get("absolute") or key.get("relative")
    near = f" (± {spread})" if spread and str(spread) != "0" else ""
    others = ", ".join(key.get("accepted", ()))
    return f"{key['answer']}{unit}{near}" + (f" (also: {others})" if others else "")


def _list(texts: Sequence[str], tag: str = "ul") -> str:
    return f"<{tag}>" + "".join(f"<li>{_html(text)}</li>" for text in texts) + f"</{tag}>"


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(dollarmath_plugin, double_inline=True)
    for rule, begin, end in (
        ("math_inline", r"\(", r"\)"),
        ("math_inline_double", r"\[", r"\]"),
        ("math_block", r"\[", r"\]"),
        ("math_block_label", r"\[", r"\]"),
    ):
        parser.add_render_rule(rule, _mathjax(begin, end))
    return parser


def _mathjax(begin: str, end: str) -> Any:
    """Anki shows formulas with MathJax, between these signs."""

    def render(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
        return begin + html.escape(tokens[index].content.strip(), quote=False) + end

    return render


def _html(markdown: str) -> str:
    return nh3.clean(_markdown().render(markdown), tags=ALLOWED, attributes={}).strip()


def _number(text: str) -> int:
    return DECK_SPAN + int(sha256(text.encode()).hexdigest(), 16) % DECK_SPAN


def _packed(package: genanki.Package) -> bytes:
    now = time.time()
    with sqlite3.connect(":memory:") as database:
        package.write_to_db(database.cursor(), now, itertools.count(int(now * 1000)))
        database.commit()
        collection = database.serialize()
    database.close()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)
        archive.writestr("media", json.dumps({}))
    return made.getvalue()
