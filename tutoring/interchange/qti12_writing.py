"""QTI 1.2 out of the neutral form, with the types that Canvas knows.

Texts are plain text whose label says that they are Markdown.
"""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tutoring.interchange.items import BankItem, Part
from tutoring.interchange.keys import EXACT, in_digits, read_decimal, tolerance_of
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.qti12_reading import GENERAL, MARKDOWN

OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">\n'
    '<assessment ident="assessment" title={title}>\n<section ident="root_section">\n'
)
CLOSING = "</section>\n</assessment>\n</questestinterop>\n"
TYPES = {
    "choice": "multiple_choice_question",
    "choice_set": "multiple_answers_question",
    "true_false": "true_false_question",
    "term": "short_answer_question",
    "integer": "numerical_question",
    "decimal": "numerical_question",
    "matching": "matching_question",
    "sequence": "ordering_question",
    "blanks": "fill_in_question",
}
RESPONSE = "response1"


def qti12_of(item: BankItem, number: int) -> str:
    """Return one item. Raises CannotHold."""
    if item.kind not in TYPES:
        raise CannotHold.kind(item.kind)
    asked, rules = WRITERS[item.kind](item, item.key)
    feedback = {f"{name}_fb": text for name, text in _named_feedback(item).items()}
    feedback |= {GENERAL: item.explanation} if item.explanation else {}
    general = _rule("<other/>", said=GENERAL) if item.explanation else ""
    about = {
        "question_type": TYPES[item.kind],
        "identifier": item.identifier,
        "category": item.category,
        "tags": "\n".join(item.tags),
    }
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel>"
        f"<fieldentry>{escape(value)}</fieldentry></qtimetadatafield>"
        for name, value in about.items()
    )
    return (
        f'<item ident="item{number}" title={quoteattr(item.title)}>\n'
        f"<itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>\n"
        f"<presentation>{_material(item.stem)}{asked}</presentation>\n"
        '<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE"'
        f' vartype="Decimal"/></outcomes>\n{general}{rules}</resprocessing>\n'
        + "".join(
            f"<itemfeedback ident={quoteattr(name)}><flow_mat>{_material(text)}</flow_mat>"
            "</itemfeedback>\n"
            for name, text in feedback.items()
        )
        + "</item>\n"
    )


def _material(text: str) -> str:
    return (
        f'<material><mattext texttype="text/plain" label="{MARKDOWN}">{escape(text)}</mattext>'
        "</material>"
    )


def _rule(tests: str, *, score: str = "", said: str = "", action: str = "Set") -> str:
    setvar = f'<setvar action="{action}" varname="SCORE">{score}</setvar>' if score else ""
    show = f'<displayfeedback feedbacktype="Response" linkrefid={quoteattr(said)}/>' if said else ""
    return f"<respcondition><conditionvar>{tests}</conditionvar>{setvar}{show}</respcondition>\n"


def _equal(value: str, name: str = RESPONSE, case: str = "") -> str:
    return f'<varequal respident="{name}"{case}>{escape(value)}</varequal>'


def _named_feedback(item: BankItem) -> dict[str, str]:
    """Number the feedback of typed answers: their words make no identifier."""
    if item.kind in {"choice", "choice_set", "true_false"}:
        return dict(item.feedback)
    return {f"said{place}": text for place, text in enumerate(item.feedback.values())}


def _said_rules(item: BankItem) -> str:
    names = list(_named_feedback(item))
    return "".join(
        _rule(_equal(value), said=f"{name}_fb")
        for value, name in zip(item.feedback, names, strict=True)
    )


def _options(parts: tuple[Part, ...], cardinality: str, name: str = RESPONSE, own: str = "") -> str:
    labels = "".join(
        f'<response_label ident="{part.id}">{_material(part.text)}</response_label>'
        for part in parts
    )
    return (
        f'<response_lid ident="{name}" rcardinality="{cardinality}">{own}'
        f"<render_choice>{labels}</render_choice></response_lid>"
    )


def _choice(item: BankItem, key: Any) -> tuple[str, str]:
    rules = _said_rules(item) + _rule(_equal(key["option"]), score="100")
    return _options(item.options, "Single"), rules


def _choice_set(item: BankItem, key: Any) -> tuple[str, str]:
    chosen = set(key["chosen"])
    tests = "".join(
        _equal(part.id) if part.id in chosen else f"<not>{_equal(part.id)}</not>"
        for part in item.options
    )
    rules = _said_rules(item) + _rule(f"<and>{tests}</and>", score="100")
    return _options(item.options, "Multiple"), rules


def _true_false(item: BankItem, key: Any) -> tuple[str, str]:
    parts = (Part("true", "True"), Part("false", "False"))
    right = _rule(_equal("true" if key["true"] else "false"), score="100")
    return _options(parts, "Single"), _said_rules(item) + right


def _term(item: BankItem, key: Any) -> tuple[str, str]:
    return _fib("String"), _said_rules(item) + _rule(_forms(key), score="100")


def _forms(key: Any, name: str = RESPONSE) -> str:
    case = ' case="Yes"' if key.get("case_matters") else ""
    return "".join(_equal(form, name, case) for form in [key["answer"], *key.get("accepted", ())])


def _number(item: BankItem, key: Any) -> tuple[str, str]:
    return _fib("Decimal"), _said_rules(item) + _rule(_range(key), score="100")


def _range(key: Any, name: str = RESPONSE) -> str:
    if key.get("percent") or key.get("fractions") is False:
        raise CannotHold("numbers in percent or without fractions")
    answer, width = read_decimal(key["answer"]), tolerance_of(key)
    if not width:
        return _equal(key["answer"], name)
    low, high = in_digits(EXACT.subtract(answer, width)), in_digits(EXACT.add(answer, width))
    return (
        f"<or>{_equal(key['answer'], name)}<and>"
        f'<vargte respident="{name}">{low}</vargte>'
        f'<varlte respident="{name}">{high}</varlte></and></or>'
    )


def _fib(form: str, name: str = RESPONSE, own: str = "") -> str:
    return (
        f'<response_str ident="{name}" rcardinality="Single">{own}'
        f'<render_fib fibtype="{form}"><response_label ident="answer1"/></render_fib>'
        "</response_str>"
    )


def _matching(item: BankItem, key: Any) -> tuple[str, str]:
    asked, rules = "", ""
    share = f"{100 / len(item.left):.2f}"
    for part in item.left:
        name = f"response_{part.id}"
        asked += _options(item.right, "Single", name, _material(part.text))
        own = key["pairs"][part.id]
        if len(own) != 1:
            raise CannotHold("matchings with several to one")
        rules += _rule(_equal(own[0], name), score=share, action="Add")
    return asked, rules


def _sequence(item: BankItem, key: Any) -> tuple[str, str]:
    tests = "".join(_equal(name) for name in key["order"])
    return _options(item.parts, "Ordered"), _rule(tests, score="100")


def _blanks(item: BankItem, key: Any) -> tuple[str, str]:
    if key.get("any_order"):
        raise CannotHold("blanks in any order")
    asked, rules = "", ""
    share = f"{100 / len(item.labels):.2f}"
    for place, (label, blank) in enumerate(zip(item.labels, key["blanks"], strict=True), start=1):
        name = f"response{place}"
        if blank["type"] == "term":
            asked += _fib("String", name, _material(label))
            rules += _rule(_forms(blank, name), score=share, action="Add")
        elif blank["type"] in {"integer", "decimal"}:
            asked += _fib("Decimal", name, _material(label))
            rules += _rule(_range(blank, name), score=share, action="Add")
        else:
            raise CannotHold(f"blanks of the kind {blank['type']}")
    return asked, rules


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
