"""The fields in which a question of any kind is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutoring.given import Given
from tutoring.grader import grade, read_key
from tutoring.judging import LONGEST_ANSWER, graded_key, kind_of
from tutoring.models import QuizItem

OPTION_KINDS = frozenset({"choice", "choice_set", "assertion_reason", "true_false"})
GROUP_KINDS = frozenset({"sequence", "matching", "blanks"})
EXAMPLES = {
    "integer": "12 or -3",
    "decimal": "0.75 or -2.5",
    "significant": "9.81 or 0.0250",
    "scientific": "1.6e-19 or 1.6 x 10^-19",
    "fraction": "3/4 or -7/2",
    "quantity": "12.5 m/s or 3 x 10^8 m/s",
    "expression": "2x^2 - 1, sqrt(x)/2 or sin(2t)",
    "date": "3 March 2001 or just 2001",
}
BARE_QUANTITY = "12.5 or 3 x 10^8"
# Signs that a phone's number keys lack; short ones that the grader reads.
SIGNS = {
    "integer": ("-",),
    "decimal": ("-",),
    "significant": ("-",),
    "scientific": ("-", "x 10^"),
    "fraction": ("-", "/"),
    "quantity": ("-", "x 10^", "/", "^"),
    "expression": ("-", "^", "/", "*", "(", ")", "sqrt(", "pi"),
}
PLAIN_NUMBERS = frozenset({"integer", "decimal", "significant"})


@dataclass(frozen=True)
class FieldShown:
    """A text field: ``unit`` is fixed and stands beside it, ``problem`` was found in it."""

    id: str
    label: str
    value: str = ""
    example: str = ""
    unit: str = ""
    signs: tuple[str, ...] = ()
    is_number: bool = False
    problem: str = ""


@dataclass(frozen=True)
class RowShown:
    """An item to put in order; ``place`` is empty until it was given one."""

    id: str
    text: str
    place: str


@dataclass(frozen=True)
class PairShown:
    """An item on the left, and what it was matched with."""

    id: str
    text: str
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class ResponseShown:
    """What is asked for and where to put it; options stand in the question itself."""

    kind: str
    ask: str = ""
    fields: tuple[FieldShown, ...] = ()
    rows: tuple[RowShown, ...] = ()
    left: tuple[PairShown, ...] = ()
    right: tuple[Mapping[str, str], ...] = ()
    problem: str = ""
    longest: int = LONGEST_ANSWER

    @property
    def template(self) -> str:
        """The component that shows it."""
        if self.kind in OPTION_KINDS:
            return "components/response_options.html"
        shape = self.kind if self.kind in GROUP_KINDS else "text"
        return f"components/response_{shape}.html"

    @property
    def is_options(self) -> bool:
        return self.kind in OPTION_KINDS

    @property
    def places(self) -> range:
        """The places that items can have."""
        return range(1, len(self.rows) + 1)


def response_shown(item: QuizItem, given: Given | None = None, problem: str = "") -> ResponseShown:
    """Return the fields of an open question, with what was given and is to be given again."""
    kind = kind_of(item)
    form = item.shown.get("response", {})
    shown = ResponseShown(kind, form.get("ask", ""), problem=problem)
    match kind:
        case "sequence":
            return _with(shown, rows=_rows(form["items"], given))
        case "matching":
            return _with(shown, left=_left(form["left"], given), right=tuple(form["right"]))
        case "blanks":
            return _with(shown, fields=_blanks(item, form["blanks"], given, problem))
    if kind in OPTION_KINDS:
        return shown
    value = given.texts[0] if given and given.texts else ""
    return _with(shown, fields=(_field("answer-1", "Your answer", form, value, problem),))


def _with(shown: ResponseShown, **parts: Any) -> ResponseShown:
    return ResponseShown(shown.kind, shown.ask, problem=shown.problem, **parts)


def _field(
    field_id: str, label: str, form: Mapping[str, Any], value: str, problem: str
) -> FieldShown:
    kind, unit = form["kind"], form.get("unit", "")
    return FieldShown(
        id=field_id,
        label=form.get("ask") or label,
        value=value,
        example=BARE_QUANTITY if unit else EXAMPLES.get(kind, ""),
        unit=unit,
        signs=SIGNS.get(kind, ()),
        is_number=kind in PLAIN_NUMBERS,
        problem=problem,
    )


def _blanks(
    item: QuizItem, blanks: list[dict[str, Any]], given: Given | None, problem: str
) -> tuple[FieldShown, ...]:
    texts = given.texts if given and len(given.texts) == len(blanks) else ("",) * len(blanks)
    asked_again = _asked_again(item, texts) if problem else None
    fields = []
    for place, (blank, text) in enumerate(zip(blanks, texts, strict=True)):
        said = problem if place == asked_again else ""
        shown = _field(f"answer-{place + 1}", blank["label"], blank, text, said)
        words = f"{blank['label']}: {blank['ask']}" if blank.get("ask") else blank["label"]
        fields.append(FieldShown(**{**vars(shown), "label": words}))
    return tuple(fields)


def _asked_again(item: QuizItem, texts: tuple[str, ...]) -> int:
    """Return which blank could not be read or judged; says nothing of right or wrong."""
    for place, (blank, text) in enumerate(zip(graded_key(item)["blanks"], texts, strict=True)):
        if not text.strip() or not grade(read_key(blank), text).is_attempt:
            return place
    return 0


def _rows(items: list[dict[str, str]], given: Given | None) -> tuple[RowShown, ...]:
    """Return the items; those of a form sent untouched stand where they stood."""
    places = dict(given.places) if given else {}
    if given and not any(places.values()):
        places = {item["id"]: str(place) for place, item in enumerate(items, 1)}
    return tuple(RowShown(item["id"], item["text"], places.get(item["id"], "")) for item in items)


def _left(items: list[dict[str, str]], given: Given | None) -> tuple[PairShown, ...]:
    pairs = given.pairs if given else {}
    return tuple(
        PairShown(item["id"], item["text"], tuple(pairs.get(item["id"], ()))) for item in items
    )
