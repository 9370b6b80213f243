"""QTI 2.1 and 2.2: assessment items of one interaction, or of several blanks.

Read as the specification has it (IMS QTI 2.1, 2012); an item with another interaction is named.
"""

import re
from typing import Any

from tutoring.interchange.html import from_html, lost_in
from tutoring.interchange.items import (
    BadItem,
    BankItem,
    Part,
    lettered,
    numbered,
)
from tutoring.interchange.keys import choice_key, number_key, read_decimal, term_key, truth_key
from tutoring.interchange.limits import PARTS
from tutoring.interchange.qti12_reading import markup
from tutoring.interchange.texts import bounded, tidy
from tutoring.interchange.xml_tree import Node

MARKDOWN = "markdown"  # the class of our own texts
ABOUT = "author"  # the view of our own notes
HIDDEN = {"feedbackBlock", "feedbackInline", "modalFeedback", "rubricBlock", "templateBlock"}
NUMBERS = {"integer", "float"}
BLANK = "____"
UNREAD = {
    "extendedTextInteraction": "This is an essay: it has no key.",
    "uploadInteraction": "An upload has no key.",
    "drawingInteraction": "A drawing has no key.",
}


def qti2_item(node: Node) -> BankItem:
    """Return the question of one assessment item. Raises BadItem."""
    body = node.child("itemBody")
    if body is None:
        raise BadItem("The item has no body.")
    if node.get("adaptive") == "true" or node.find("templateDeclaration"):
        raise BadItem("Adaptive items and templates are not read.")
    if node.find("object", "math", "portableCustomInteraction"):
        notes = ["a picture, formula or embedded object is not kept"]
    else:
        notes = []
    interactions = [one for one in body.walk() if one.tag.endswith("Interaction")]
    choices = body.find("simpleChoice", "inlineChoice", "simpleAssociableChoice")
    said = node.find("modalFeedback", "responseDeclaration", "value", "mapEntry", "equal")
    if max(len(interactions), len(choices), len(said) // 5) > PARTS:
        raise BadItem(f"There are more than {PARTS} of one element.", "Split the item.")
    answered = _answered(node, interactions, notes)
    stem = _stem(body, interactions, notes, gaps="labels" in answered)
    about = _about(body)
    return BankItem(
        **({"stem": stem} | answered),
        explanation=_explanation(node, notes),
        title=node.get("title"),
        identifier=about.get("identifier", [node.get("identifier")])[0],
        category=about.get("category", [""])[0],
        tags=tuple(about.get("tag", ())),
        line=node.line,
        notes=tuple(notes),
    )


def _about(body: Node) -> dict[str, list[str]]:
    """Return our own notes: what a learner is never shown, by class."""
    said: dict[str, list[str]] = {}
    for block in body.all("rubricBlock"):
        if block.get("view") == ABOUT:
            for one in block.children:
                said.setdefault(one.get("class"), []).append(one.whole_text())
    return said


def _explanation(node: Node, notes: list[str]) -> str:
    shown = [one for one in node.all("modalFeedback") if one.get("outcomeIdentifier") == "SOLUTION"]
    return tidy("\n\n".join(text_of(one, notes) for one in shown))


def text_of(node: Node, notes: list[str]) -> str:
    """Return the Markdown of what is in an element; feedback within it is left out."""
    own = [one for one in node.children if one.get("class") == MARKDOWN]
    if own:
        return tidy("\n\n".join(_own_text(one) for one in own))
    shown = _shown(node)
    source = bounded(markup(shown))
    notes += lost_in(source)
    return from_html(source)


def _own_text(node: Node) -> str:
    return node.text + "".join(
        ("\n" if child.tag == "br" else child.whole_text()) + child.tail for child in node.children
    )


def _shown(node: Node) -> Node:
    copy = Node(node.tag, node.attributes, node.line, text=node.text, tail=node.tail)
    for child in node.children:
        if child.tag not in HIDDEN:
            copy.children.append(_shown(child))
        else:
            empty = Node("span", {}, child.line, tail=child.tail)
            copy.children.append(empty)
    return copy


def _stem(body: Node, interactions: list[Node], notes: list[str], *, gaps: bool) -> str:
    """Return the text around the interactions and their prompts."""
    own = [one for one in body.children if one.get("class") == MARKDOWN]
    if own:
        return tidy("\n\n".join(_own_text(one) for one in own))
    place, asked = 0, {id(one) for one in interactions}

    def around(node: Node) -> Node:
        nonlocal place
        copy = Node(node.tag, node.attributes, node.line, text=node.text, tail=node.tail)
        for child in node.children:
            if id(child) in asked:
                place += 1
                inline = child.tag in {"textEntryInteraction", "inlineChoiceInteraction"}
                mark = f"{BLANK} ({place})" if gaps else BLANK
                copy.children.append(
                    Node("span", {}, child.line, text=mark if inline else "", tail=child.tail)
                )
            elif child.tag not in HIDDEN:
                copy.children.append(around(child))
        return copy

    source = bounded(markup(around(body)))
    notes += lost_in(source)
    prompts = [text_of(one, notes) for i in interactions for one in i.all("prompt")]
    return tidy("\n\n".join([from_html(source), *prompts]))


def _answered(node: Node, interactions: list[Node], notes: list[str]) -> dict[str, Any]:
    kinds = {one.tag for one in interactions}
    if not interactions:
        raise BadItem("This is a text without a question.")
    for kind in sorted(kinds):
        if kind not in READERS:
            raise BadItem(UNREAD.get(kind, f"Questions with {kind[:40]} are not read."))
    if len(interactions) == 1 and "inlineChoiceInteraction" not in kinds:
        return READERS[interactions[0].tag](node, interactions[0], notes)
    if kinds <= {"textEntryInteraction", "inlineChoiceInteraction"}:
        return _blanks(node, interactions, notes)
    raise BadItem("Several questions stand in one item.", "Make an item of each.")


def _declared(node: Node, interaction: Node) -> Node:
    name = interaction.get("responseIdentifier")
    for one in node.all("responseDeclaration"):
        if one.get("identifier") == name:
            return one
    raise BadItem("The item does not declare its response.")


def _right(declared: Node) -> list[str]:
    right = declared.child("correctResponse")
    values = [one.whole_text().strip() for one in right.all("value")] if right else []
    if values:
        return values
    entries = _entries(declared)
    best = max((share for _, share in entries), default=0)
    many = declared.get("cardinality") == "multiple"
    found = [key for key, share in entries if share > 0 and (many or share == best)]
    if not found:
        raise BadItem("The item has no right answer: it has no key.")
    return found


def _entries(declared: Node) -> list[tuple[str, float]]:
    mapping = declared.child("mapping")
    return [
        (one.get("mapKey"), _share(one.get("mappedValue")))
        for one in (mapping.all("mapEntry") if mapping else [])
    ]


def _share(written: str) -> float:
    return float(written) if re.fullmatch(r"-?\d{1,6}(\.\d{0,6})?", written) else 0.0


def _choice(node: Node, interaction: Node, notes: list[str]) -> dict[str, Any]:
    declared = _declared(node, interaction)
    choices = interaction.all("simpleChoice")
    names = [one.get("identifier") for one in choices]
    right = _right(declared)
    places = [place for place, name in enumerate(names) if name in right]
    many = declared.get("cardinality") == "multiple"
    texts = [text_of(one, notes) for one in choices]
    said = _feedback(node, choices, notes)
    if sorted(text.lower() for text in texts) == ["false", "true"] and len(places) == 1:
        feedback = {texts[n].lower(): said[names[n]] for n in range(2) if names[n] in said}
        return {"key": truth_key(texts[places[0]].lower() == "true"), "feedback": feedback}
    options = lettered(texts)
    feedback = {o.id: said[name] for o, name in zip(options, names, strict=True) if name in said}
    key = choice_key(options, places, many=many)
    return {"options": options, "key": key, "feedback": feedback}


def _feedback(node: Node, choices: list[Node], notes: list[str]) -> dict[str, str]:
    """Return what is said after a choice, by its name: within it, or in a dialogue."""
    said = {
        one.get("identifier"): text_of(one, notes)
        for one in node.all("modalFeedback")
        if one.get("outcomeIdentifier") != "SOLUTION"
    }
    for choice in choices:
        for inner in choice.find("feedbackInline", "feedbackBlock"):
            said.setdefault(choice.get("identifier"), text_of(inner, notes))
    return said


def _order(node: Node, interaction: Node, notes: list[str]) -> dict[str, Any]:
    offered = {one.get("identifier"): one for one in interaction.all("simpleChoice")}
    order = _right(_declared(node, interaction))
    if sorted(order) != sorted(offered):
        raise BadItem("The right order does not name every item once.")
    parts = lettered([text_of(offered[name], notes) for name in order])
    return {"parts": parts, "key": {"type": "sequence", "order": [part.id for part in parts]}}


def _match(node: Node, interaction: Node, notes: list[str]) -> dict[str, Any]:
    sets = interaction.all("simpleMatchSet")
    if len(sets) != 2:
        raise BadItem("A matching needs two sets.")
    sides = [
        [
            Part(one.get("identifier"), text_of(one, notes))
            for one in side.all("simpleAssociableChoice")
        ]
        for side in sets
    ]
    left, right = lettered([p.text for p in sides[0]]), numbered([p.text for p in sides[1]])
    own = {old.id: new.id for old, new in zip(sides[0], left, strict=True)}
    other = {old.id: new.id for old, new in zip(sides[1], right, strict=True)}
    pairs: dict[str, list[str]] = {part.id: [] for part in left}
    for pair in _right(_declared(node, interaction)):
        first, _, second = pair.partition(" ")
        if first not in own or second.strip() not in other:
            raise BadItem("A right pair names something that is not there.")
        pairs[own[first]].append(other[second.strip()])
    if not all(pairs.values()):
        raise BadItem("Not every item on the left has something on the right.")
    key = {"type": "matching", "pairs": pairs, "right": [part.id for part in right]}
    return {"left": left, "right": right, "key": key}


def _text_entry(node: Node, interaction: Node, notes: list[str]) -> dict[str, Any]:
    key = _entry_key(node, interaction)
    said = _said_texts(node, notes)
    return {"key": key, "feedback": said}


def _said_texts(node: Node, notes: list[str]) -> dict[str, str]:
    """Our own dialogues say in their title after which answer they come."""
    return {
        one.get("title"): text_of(one, notes)
        for one in node.all("modalFeedback")
        if one.get("outcomeIdentifier") != "SOLUTION" and one.get("title")
    }


def _entry_key(node: Node, interaction: Node) -> dict[str, Any]:
    declared = _declared(node, interaction)
    right = _right(declared)
    if declared.get("baseType") in NUMBERS:
        return _number(node, declared, right[0])
    shares = _entries(declared)
    best = max((share for _, share in shares), default=0)
    forms = [*right, *(key for key, share in shares if share == best and share > 0)]
    mapping = declared.child("mapping")
    entries = mapping.all("mapEntry") if mapping else []
    case = bool(entries) and all(one.get("caseSensitive", "true") == "true" for one in entries)
    return term_key(forms, case_matters=case)


def _number(node: Node, declared: Node, right: str) -> dict[str, Any]:
    """Find the tolerance in the comparison of the response processing, if there is one."""
    for equal in node.find("equal"):
        names = [one.get("identifier") for one in equal.find("variable")]
        if declared.get("identifier") in names and equal.get("toleranceMode") == "absolute":
            width = (equal.get("tolerance").split() or ["0"])[0]
            return number_key(right, width)
        if declared.get("identifier") in names and equal.get("toleranceMode") == "relative":
            share = read_decimal((equal.get("tolerance").split() or ["0"])[0])
            return number_key(right, str(abs(read_decimal(right)) * share / 100))
    return number_key(right)


def _blanks(node: Node, interactions: list[Node], notes: list[str]) -> dict[str, Any]:
    labels = _labels(node, interactions)
    blanks = [
        _entry_key(node, one) if one.tag == "textEntryInteraction" else _inline(node, one, notes)
        for one in interactions
    ]
    return {"labels": tuple(labels), "key": {"type": "blanks", "blanks": blanks}}


def _labels(node: Node, interactions: list[Node]) -> list[str]:
    """Return our own labels, else the places."""
    own = [one for one in node.find("p") if one.get("class") == "blank"]
    if len(own) == len(interactions):
        return [one.text.removesuffix(": ") for one in own]
    return [str(place) for place in range(1, len(interactions) + 1)]


def _inline(node: Node, interaction: Node, notes: list[str]) -> dict[str, Any]:
    offered = {
        one.get("identifier"): " ".join(one.whole_text().split())
        for one in interaction.all("inlineChoice")
    }
    right = [offered[name] for name in _right(_declared(node, interaction)) if name in offered]
    texts = list(offered.values())
    if len(right) != 1 or len(set(texts)) < len(texts) or not all(0 < len(t) <= 64 for t in texts):
        raise BadItem("A blank does not say which of its choices is right.")
    return {"type": "choice", "option": right[0], "options": texts}


READERS = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "textEntryInteraction": _text_entry,
    "inlineChoiceInteraction": _text_entry,
}
