"""QTI 1.2: items whose presentation asks and whose response processing scores.

Read as the specification has it (IMS QTI ASI 1.2, 2002) and as Canvas writes it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tutoring.interchange.html import from_html, lost_in
from tutoring.interchange.items import BadItem, BankItem, Part, lettered
from tutoring.interchange.items import numbered as by_number
from tutoring.interchange.keys import choice_key, number_key, range_key, term_key, truth_key
from tutoring.interchange.limits import PARTS
from tutoring.interchange.texts import bounded, from_plain, tidy
from tutoring.interchange.xml_tree import Node

RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
COMPARISONS = ("varequal", "vargte", "vargt", "varlte", "varlt", "varsubset", "varsubstring")
TEXTS = ("mattext", "matemtext")
MEDIA = {"matimage": "a picture is not kept", "mataudio": "a sound is not kept",
         "matvideo": "a film is not kept", "matapplet": "an applet is not kept"}  # fmt: skip
MOST = 5 * PARTS  # elements of one kind
MARKDOWN = "markdown"  # the label of our own texts
GENERAL = "general_fb"
BLANK = "\\_\\_\\_\\_"
VOID = ("br", "hr", "img")
HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


@dataclass
class _Rule:
    """One respcondition: what is compared, how much it gives, what is then said."""

    tests: list[Node]
    score: float
    said: list[str]


@dataclass
class _Item:
    """An item taken apart."""

    node: Node
    stem: str
    responses: list[Node]
    rules: list[_Rule]
    about: dict[str, str]
    feedback: dict[str, str]
    notes: list[str] = field(default_factory=list)

    def right(self, name: str) -> list[str]:
        """Return the values that the best scoring rules compare a response with."""
        scored = [rule for rule in self.rules if rule.score > 0]
        own = [rule for rule in scored if any(t.get("respident") == name for t in rule.tests)]
        best = max((rule.score for rule in own), default=0)
        chosen = [rule for rule in own if rule.score == best]
        return [
            test.whole_text().strip()
            for rule in chosen
            for test in rule.tests
            if test.tag == "varequal" and test.get("respident") == name
        ]


def qti12_item(node: Node) -> BankItem:
    """Return the question of one item. Raises BadItem."""
    item = _taken_apart(node)
    answered = _answered(item)
    about = item.about
    return BankItem(
        **({"stem": item.stem} | answered),
        explanation=item.feedback.get(GENERAL, ""),
        title=node.get("title"),
        identifier=about.get("identifier", node.get("ident")),
        category=about.get("category", ""),
        tags=tuple(tag for tag in about.get("tags", "").split("\n") if tag),
        line=node.line,
        notes=tuple(item.notes),
    )


def _taken_apart(node: Node) -> _Item:
    presentation = node.child("presentation")
    if presentation is None:
        raise BadItem("The item has no presentation.")
    counts = Counter(one.tag for one in node.walk())
    for name in ("response_label", "respcondition", "varequal", "itemfeedback", *RESPONSES):
        if counts[name] > MOST:
            raise BadItem(f"There are more than {MOST} of one element: {name}.", "Split the item.")
    notes = [note for tag, note in MEDIA.items() if counts[tag]]
    about = {
        f.child("fieldlabel").whole_text().strip(): f.child("fieldentry").whole_text()  # type: ignore[union-attr]
        for f in node.find("qtimetadatafield")
        if f.child("fieldlabel") and f.child("fieldentry")
    }
    feedback = {one.get("ident"): _material(one, notes) for one in node.find("itemfeedback")}
    responses = presentation.find(*RESPONSES)
    inner = {id(one) for response in responses for one in response.find(*RESPONSES)}
    outer = [one for one in responses if id(one) not in inner]
    stem = _stem(presentation, outer, notes)
    return _Item(node, stem, outer, _rules(node), about, feedback, notes)


def _stem(presentation: Node, responses: Sequence[Node], notes: list[str]) -> str:
    """Return the text around the responses, with a gap where one of several is filled in."""
    gaps = len([one for one in responses if one.tag == "response_str"]) > 1
    skipped = {id(one) for one in responses}
    pieces: list[str] = []

    def walk(node: Node) -> None:
        for child in node.children:
            if id(child) in skipped:
                labelled = gaps and child.tag == "response_str" and not child.find("mattext")
                pieces.append(f" {BLANK} " if labelled else "\n\n")
            elif child.tag in TEXTS:
                pieces.append(_text(child, notes))
            else:
                walk(child)

    walk(presentation)
    return tidy("".join(pieces) if gaps else "\n\n".join(p for p in pieces if p.strip()))


def _material(node: Node | None, notes: list[str]) -> str:
    if node is None:
        return ""
    return tidy("\n\n".join(_text(one, notes) for one in node.find(*TEXTS)))


def _text(node: Node, notes: list[str]) -> str:
    source = bounded(node.whole_text())
    if node.get("label") == MARKDOWN:
        return tidy(source)
    if node.children:  # HTML that was not escaped
        source = markup(node)
    if node.get("texttype") == "text/html" or node.children or HTML_TAG.search(source):
        notes += lost_in(source)
        return from_html(source)
    return from_plain(" ".join(source.split()))


def markup(node: Node) -> str:
    """Return what is in an element as HTML again."""
    pieces = [_escaped(node.text)]
    for child in node.children:
        alt = f' alt="{_escaped(child.get("alt"))}"' if child.tag == "img" else ""
        end = "" if child.tag in VOID else f"{markup(child)}</{child.tag}>"
        pieces.append(f"<{child.tag}{alt}>{end}{_escaped(child.tail)}")
    return "".join(pieces)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _rules(node: Node) -> list[_Rule]:
    rules = []
    for condition in node.find("respcondition"):
        variable = condition.child("conditionvar")
        negated = {id(one) for no in condition.find("not") for one in no.walk()}
        tests = variable.find(*COMPARISONS) if variable else []
        score = max((_score(one) for one in condition.all("setvar")), default=0.0)
        said = [one.get("linkrefid") for one in condition.all("displayfeedback")]
        rules.append(_Rule([t for t in tests if id(t) not in negated], score, said))
    return rules


def _score(setvar: Node) -> float:
    written = setvar.whole_text().strip()
    return float(written) if re.fullmatch(r"-?\d{1,6}(\.\d{0,6})?", written) else 0.0


def _answered(item: _Item) -> dict[str, Any]:
    if not item.responses:
        raise BadItem("This is a text without a question.")
    kinds = {one.tag for one in item.responses}
    if kinds & {"response_xy", "response_grp"}:
        raise BadItem("Questions about places in a picture or groups are not read.")
    if not any(rule.score > 0 for rule in item.rules):
        raise BadItem("The item scores no answer: it has no key.")
    named = item.about.get("question_type", "")
    if kinds == {"response_lid"}:
        return _of_lids(item, named)
    if len(item.responses) > 1 or item.responses[0].child("material"):
        return _blanks(item)
    return _filled(item)


def _of_lids(item: _Item, named: str) -> dict[str, Any]:
    if "blank" in named or "dropdown" in named:
        return _blanks(item)
    if len(item.responses) > 1:
        return _matching(item)
    response = item.responses[0]
    if response.get("rcardinality").lower() == "ordered":
        return _ordered(item, response)
    return _choice(item, response)


def _labels(response: Node, notes: list[str]) -> list[Part]:
    """Return the options of a response; editors leave empty ones behind."""
    found = response.find("response_label")
    parts = [Part(label.get("ident"), _material(label, notes)) for label in found]
    written = [part for part in parts if part.text]
    if len(written) < len(parts):
        notes.append("empty options are left out")
    return written


def _choice(item: _Item, response: Node) -> dict[str, Any]:
    offered = _labels(response, item.notes)
    right = item.right(response.get("ident"))
    places = [place for place, part in enumerate(offered) if part.id in right]
    many = response.get("rcardinality").lower() == "multiple"
    said = _said(item, offered)
    texts = [part.text.lower() for part in offered]
    if sorted(texts) == ["false", "true"] and len(places) == 1 and not many:
        feedback = {texts[place]: text for place, text in said.items()}
        return {"key": truth_key(texts[places[0]] == "true"), "feedback": feedback}
    options = lettered([part.text for part in offered])
    feedback = {options[place].id: text for place, text in said.items()}
    key = choice_key(options, places, many=many)
    return {"options": options, "key": key, "feedback": feedback}


def _said(item: _Item, offered: Sequence[Part]) -> dict[int, str]:
    """Return what is said after an option alone, by its place."""
    said = {}
    for rule in item.rules:
        values = [test.whole_text().strip() for test in rule.tests]
        for place, part in enumerate(offered):
            texts = [item.feedback.get(name, "") for name in rule.said if name != GENERAL]
            if values == [part.id] and any(texts):
                said[place] = next(text for text in texts if text)
    return said


def _ordered(item: _Item, response: Node) -> dict[str, Any]:
    offered = {part.id: part.text for part in _labels(response, item.notes)}
    order = item.right(response.get("ident"))
    if sorted(order) != sorted(offered):
        raise BadItem("The right order does not name every item once.")
    parts = lettered([offered[name] for name in order])
    return {"parts": parts, "key": {"type": "sequence", "order": [part.id for part in parts]}}


def _matching(item: _Item) -> dict[str, Any]:
    responses = [one for one in item.responses if _prompt(one, [])]
    left = lettered([_prompt(one, item.notes) for one in responses])
    rights: dict[str, str] = {}
    for response in responses:
        rights |= {part.id: part.text for part in _labels(response, item.notes)}
    texts = list(dict.fromkeys(rights.values()))
    right = by_number(texts)
    number = {part.text: part.id for part in right}
    pairs = {}
    for part, response in zip(left, responses, strict=True):
        named = [rights[name] for name in item.right(response.get("ident")) if name in rights]
        if not named:
            raise BadItem("Not every item on the left has something on the right.")
        pairs[part.id] = sorted({number[text] for text in named})
    key = {"type": "matching", "pairs": pairs, "right": [part.id for part in right]}
    return {"left": left, "right": right, "key": key}


def _prompt(response: Node, notes: list[str]) -> str:
    return _material(response.child("material"), notes)


def _blanks(item: _Item) -> dict[str, Any]:
    labels, blanks = [], []
    for place, response in enumerate(item.responses, start=1):
        label = _prompt(response, item.notes)
        labels.append(label or str(place))
        blanks.append(_blank(item, response))
    return {"labels": tuple(labels), "key": {"type": "blanks", "blanks": blanks}}


def _blank(item: _Item, response: Node) -> dict[str, Any]:
    if response.tag != "response_lid":
        return _filled_key(item, response)
    offered = {part.id: part.text for part in _labels(response, item.notes)}
    right = [offered[name] for name in item.right(response.get("ident")) if name in offered]
    if "blank" in item.about.get("question_type", ""):  # Canvas: each label is accepted
        return term_key([*right, *offered.values()])
    if len(right) != 1 or any(not 0 < len(text) <= 64 for text in offered.values()):
        raise BadItem("A blank does not say which of its choices is right.")
    return {"type": "choice", "option": right[0], "options": list(offered.values())}


def _filled(item: _Item) -> dict[str, Any]:
    response = item.responses[0]
    key = _filled_key(item, response)
    said = {}
    for rule in item.rules:
        values = [test.whole_text().strip() for test in rule.tests]
        texts = [item.feedback.get(name, "") for name in rule.said if name != GENERAL]
        if len(values) == 1 and any(texts):
            said[values[0]] = next(text for text in texts if text)
    return {"key": key, "feedback": said}


def _filled_key(item: _Item, response: Node) -> dict[str, Any]:
    name = response.get("ident")
    fib = next(iter(response.find("render_fib")), None)
    form = fib.get("fibtype").lower() if fib else ""
    if form in {"decimal", "integer", "scientific"} or response.tag == "response_num":
        return _number(item, name)
    right = item.right(name)
    tests = [t for rule in item.rules for t in rule.tests if t.get("respident") == name]
    if not right:
        raise BadItem("The item scores no answer: it has no key.")
    case = all(test.get("case", "No").lower() == "yes" for test in tests)
    return term_key(right, case_matters=case)


def _number(item: _Item, name: str) -> dict[str, Any]:
    rules = [
        rule
        for rule in item.rules
        if rule.score > 0 and any(test.get("respident") == name for test in rule.tests)
    ]
    if len(rules) != 1:
        raise BadItem("Not exactly one number scores.", "Keep one with its tolerance.")
    said = {test.tag: test.whole_text().strip() for test in rules[0].tests}
    low, high = said.get("vargte", said.get("vargt")), said.get("varlte", said.get("varlt"))
    if low is None or high is None:
        if "varequal" not in said:
            raise BadItem("The number has no lower or no upper end.")
        return number_key(said["varequal"])
    key = range_key(low, high)
    if "varequal" in said and not _within(said["varequal"], low, high):
        raise BadItem("The exact number lies outside its own range.")
    return key


def _within(value: str, low: str, high: str) -> bool:
    first, exact, last = (float(number_key(text)["answer"]) for text in (low, value, high))
    return first <= exact <= last
