"""QTI 2.1 out of the neutral form: one file for each item, its texts in ``div.markdown``."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tutoring.interchange.items import BankItem, Part
from tutoring.interchange.keys import tolerance_of
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.qti2_reading import ABOUT, MARKDOWN

SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
RESPONSE = "RESPONSE"


def qti2_of(item: BankItem, number: int) -> str:
    """Return the XML of one item. Raises CannotHold."""
    write = WRITERS.get(item.kind)
    if write is None:
        raise CannotHold.kind(item.kind)
    declared, asked, processing = write(item, item.key)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<assessmentItem xmlns="{SPACE}" identifier="item{number}" title={quoteattr(item.title)}'
        ' adaptive="false" timeDependent="false">\n'
        f"{declared}"
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>\n'
        f"{_outcomes(item)}"
        f"<itemBody>\n{_text(item.stem)}{asked}{_about(item)}</itemBody>\n"
        f"{processing}{_feedback(item)}</assessmentItem>\n"
    )


def _text(text: str) -> str:
    return f'<div class="{MARKDOWN}">{escape(text).replace(chr(10), "<br/>")}</div>\n'


def _about(item: BankItem) -> str:
    said = [("identifier", item.identifier), ("category", item.category)]
    said += [("tag", tag) for tag in item.tags]
    lines = "".join(f'<p class="{name}">{escape(text)}</p>' for name, text in said)
    return f'<rubricBlock view="{ABOUT}">{lines}</rubricBlock>\n'


def _outcomes(item: BankItem) -> str:
    made = ""
    if item.explanation:
        made += (
            '<outcomeDeclaration identifier="SOLUTION" cardinality="single" baseType="identifier">'
            "<defaultValue><value>solution</value></defaultValue></outcomeDeclaration>\n"
        )
    if item.feedback:
        made += (
            '<outcomeDeclaration identifier="FEEDBACK" cardinality="single"'
            ' baseType="identifier"/>\n'
        )
    return made


def _feedback(item: BankItem) -> str:
    chosen = item.kind in {"choice", "choice_set", "true_false"}
    made = "".join(
        f'<modalFeedback outcomeIdentifier="FEEDBACK" showHide="show"'
        f' identifier="{name if chosen else f"said{place}"}"'
        f"{'' if chosen else f' title={quoteattr(name)}'}>{_text(text)}</modalFeedback>\n"
        for place, (name, text) in enumerate(item.feedback.items())
    )
    if item.explanation:
        made += (
            '<modalFeedback outcomeIdentifier="SOLUTION" showHide="show" identifier="solution">'
            f"{_text(item.explanation)}</modalFeedback>\n"
        )
    return made


def _declaration(cardinality: str, base: str, values: list[str], name: str = RESPONSE) -> str:
    said = "".join(f"<value>{escape(value)}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{said}</correctResponse></responseDeclaration>\n"
    )


def _template(item: BankItem, name: str) -> str:
    if not item.feedback:
        return f'<responseProcessing template="{TEMPLATES}{name}"/>\n'
    return (
        "<responseProcessing><responseCondition><responseIf><match>"
        f'<variable identifier="{RESPONSE}"/><correct identifier="{RESPONSE}"/></match>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition>"
        f'<setOutcomeValue identifier="FEEDBACK"><variable identifier="{RESPONSE}"/>'
        "</setOutcomeValue></responseProcessing>\n"
    )


def _simple(parts: tuple[Part, ...]) -> str:
    return "".join(
        f'<simpleChoice identifier="{part.id}">{_text(part.text)}</simpleChoice>\n'
        for part in parts
    )


def _choices(parts: tuple[Part, ...], most: int) -> str:
    return (
        f'<choiceInteraction responseIdentifier="{RESPONSE}" shuffle="true" maxChoices="{most}">\n'
        f"{_simple(parts)}</choiceInteraction>\n"
    )


def _choice(item: BankItem, key: Any) -> tuple[str, str, str]:
    declared = _declaration("single", "identifier", [key["option"]])
    return declared, _choices(item.options, 1), _template(item, "match_correct")


def _choice_set(item: BankItem, key: Any) -> tuple[str, str, str]:
    declared = _declaration("multiple", "identifier", list(key["chosen"]))
    return declared, _choices(item.options, 0), _template(item, "match_correct")


def _true_false(item: BankItem, key: Any) -> tuple[str, str, str]:
    parts = (Part("true", "True"), Part("false", "False"))
    declared = _declaration("single", "identifier", ["true" if key["true"] else "false"])
    return declared, _choices(parts, 1), _template(item, "match_correct")


def _entry(name: str = RESPONSE) -> str:
    return f'<textEntryInteraction responseIdentifier="{name}" expectedLength="30"/>'


def _term(item: BankItem, key: Any) -> tuple[str, str, str]:
    return _forms(key), f"<p>{_entry()}</p>\n", _template(item, "map_response")


def _forms(key: Any, name: str = RESPONSE) -> str:
    case = "true" if key.get("case_matters") else "false"
    entries = "".join(
        f'<mapEntry mapKey={quoteattr(form)} mappedValue="1" caseSensitive="{case}"/>'
        for form in [key["answer"], *key.get("accepted", ())]
    )
    declared = _declaration("single", "string", [key["answer"]], name)
    mapping = f'<mapping defaultValue="0">{entries}</mapping>'
    return declared.replace("</responseDeclaration>", f"{mapping}</responseDeclaration>")


def _number(item: BankItem, key: Any) -> tuple[str, str, str]:
    return _value(key), f"<p>{_entry()}</p>\n", _comparing([(RESPONSE, key)])


def _value(key: Any, name: str = RESPONSE) -> str:
    if key.get("percent") or key.get("fractions") is False:
        raise CannotHold("numbers in percent or without fractions")
    return _declaration("single", "float", [key["answer"]], name)


def _comparing(named: list[tuple[str, Any]]) -> str:
    """Return processing that gives one mark when every response is near enough."""
    tests = "".join(_test(name, key) for name, key in named)
    whole = f"<and>{tests}</and>" if len(named) > 1 else tests
    return (
        f"<responseProcessing><responseCondition><responseIf>{whole}"
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>\n"
    )


def _test(name: str, key: Any) -> str:
    compared = f'<variable identifier="{name}"/><correct identifier="{name}"/>'
    if key["type"] == "term":
        zero = '<baseValue baseType="float">0</baseValue>'
        return f'<gt><mapResponse identifier="{name}"/>{zero}</gt>'
    width = tolerance_of(key) or 0
    return f'<equal toleranceMode="absolute" tolerance="{width} {width}">{compared}</equal>'


def _matching(item: BankItem, key: Any) -> tuple[str, str, str]:
    pairs = [f"L{left} R{right}" for left, own in key["pairs"].items() for right in own]
    declared = _declaration("multiple", "directedPair", pairs)
    sides = "".join(
        "<simpleMatchSet>\n"
        + "".join(
            f'<simpleAssociableChoice identifier="{sign}{part.id}" matchMax="0">'
            f"{_text(part.text)}</simpleAssociableChoice>\n"
            for part in side
        )
        + "</simpleMatchSet>\n"
        for sign, side in (("L", item.left), ("R", item.right))
    )
    asked = (
        f'<matchInteraction responseIdentifier="{RESPONSE}" shuffle="true" maxAssociations="0">\n'
        f"{sides}</matchInteraction>\n"
    )
    return declared, asked, _template(item, "match_correct")


def _sequence(item: BankItem, key: Any) -> tuple[str, str, str]:
    declared = _declaration("ordered", "identifier", list(key["order"]))
    asked = (
        f'<orderInteraction responseIdentifier="{RESPONSE}" shuffle="true">\n'
        f"{_simple(item.parts)}</orderInteraction>\n"
    )
    return declared, asked, _template(item, "match_correct")


def _blanks(item: BankItem, key: Any) -> tuple[str, str, str]:
    if key.get("any_order"):
        raise CannotHold("blanks in any order")
    if len(item.labels) < 2:
        raise CannotHold("a single blank with a label")
    declared, asked, named = "", "", []
    for place, (label, blank) in enumerate(zip(item.labels, key["blanks"], strict=True), start=1):
        name = f"{RESPONSE}{place}"
        if blank["type"] not in {"term", "integer", "decimal"}:
            raise CannotHold(f"blanks of the kind {blank['type']}")
        declared += _forms(blank, name) if blank["type"] == "term" else _value(blank, name)
        asked += f'<p class="blank">{escape(label)}: {_entry(name)}</p>\n'
        named.append((name, blank))
    return declared, asked, _comparing(named)


WRITERS = {
    "choice": _choice,
    "choice_set": _choice_set,
    "true_false": _true_false,
    "term": _term,
    "integer": _number,
    "decimal": _number,
    "matching": _matching,
    "sequence": _sequence,
    "blanks": _blanks,
}
