"""A quiz item of every kind, with an answer that is right, one that is wrong, one nobody can read.

``fields`` of an answer are those of the answer form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sessions_app.models import StudySession
from tutoring.judging import right_option
from tutoring.models import Quiz, QuizItem

SLUG = "a-slug-that-no-open-page-shows"
EXPLANATION = "The worked solution that no open page shows."


@dataclass(frozen=True)
class Kind:
    """``secrets``: texts of the key that stand nowhere in what is shown."""

    response: Mapping[str, Any]
    graded: Mapping[str, Any]
    right: Mapping[str, Any]
    wrong: Mapping[str, Any]
    unreadable: Mapping[str, Any]
    right_said: str
    options: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    stem: str = ""


def typed(
    kind: str, graded: Mapping[str, Any], *, wrong: str, unreadable: str, **more: Any
) -> Kind:
    """Return a kind whose answer is one text."""
    ask = {"ask": more.pop("ask")} if "ask" in more else {}
    unit = {"unit": more.pop("unit")} if "unit" in more else {}
    right = more.pop("right", graded["answer"])
    reveals = {"reveals": {wrong: SLUG}} if more.pop("reveals", True) else {}
    return Kind(
        response={"kind": kind, **ask, **unit},
        graded={"type": kind, **reveals, **graded},
        right={"answer": right},
        wrong={"answer": wrong},
        unreadable={"answer": unreadable},
        right_said=more.pop("said", graded["answer"]),
        secrets=(graded["answer"],),
        **more,
    )


OPTIONS = (("a", "Rain"), ("b", "Snow"), ("c", "Wind"), ("d", "Hail"))
ITEMS = [{"id": name, "text": text} for name, text in
         (("A", "Anaphase"), ("B", "Prophase"), ("C", "Metaphase"))]  # fmt: skip
LEFT = [{"id": "A", "text": "Force"}, {"id": "B", "text": "Energy"}]
RIGHT = [{"id": "1", "text": "joule"}, {"id": "2", "text": "newton"}, {"id": "3", "text": "watt"}]
STATEMENTS = tuple(zip("abcd", ("Both, and R explains A", "Both, but R does not explain A",
                                "Only A is true", "Only R is true"), strict=True))  # fmt: skip

KINDS = {
    "choice": Kind(
        response={"kind": "choice"},
        graded={"type": "choice", "option": "c", "options": list("abcd"),
                "misconceptions": {"a": SLUG}},
        options=OPTIONS, right={"option": "c"}, wrong={"option": "a"}, unreadable={},
        right_said="The right answer is C.",
    ),
    "choice_set": Kind(
        response={"kind": "choice_set", "ask": "all that are right, and no other"},
        graded={"type": "choice_set", "chosen": ["b", "d"], "options": list("abcd"),
                "misconceptions": {"a": SLUG}},
        options=OPTIONS, right={"option": ["b", "d"]}, wrong={"option": ["a", "b"]}, unreadable={},
        right_said="Also right",
    ),
    "assertion_reason": Kind(
        response={"kind": "assertion_reason"},
        graded={"type": "assertion_reason", "assertion": True, "reason": True,
                "options": list("abcd")},
        options=STATEMENTS, right={"option": "b"}, wrong={"option": "a"}, unreadable={},
        right_said="The right answer is B.",
        stem="**Assertion (A):** Ice floats on water.\n\n**Reason (R):** Ice is cold.",
    ),
    "true_false": Kind(
        response={"kind": "true_false", "ask": "true or false"},
        graded={"type": "true_false", "true": False},
        options=(("true", "True"), ("false", "False")),
        right={"option": "false"}, wrong={"option": "true"}, unreadable={},
        right_said="The right answer is False.",
    ),
    "integer": typed("integer", {"answer": "5713"}, wrong="-5713", unreadable="lots",
                     ask="a whole number"),
    "decimal": typed("decimal", {"answer": "57.13"}, wrong="-57.13", unreadable="1.2.3",
                     ask="a number"),
    "significant": typed("significant", {"answer": "9.80665", "figures": 3}, wrong="-9.81",
                         right="9.81", unreadable="about ten", said="9.81", reveals=False,
                         ask="a number with 3 significant figures"),
    "scientific": typed("scientific", {"answer": "1.602e-19"}, wrong="-1.602e-19",
                        unreadable="tiny", ask="a number in scientific notation"),
    "fraction": typed("fraction", {"answer": "57/13"}, wrong="13/57", unreadable="5/0/2",
                      ask="a fraction in lowest terms"),
    "quantity": typed("quantity", {"answer": "57.13", "unit": "m/s"}, wrong="57.13 s",
                      right="57.13 m/s", unreadable="fast", said="57.13 m/s", reveals=False,
                      ask="a number and its unit"),
    "bare quantity": typed(
        "quantity", {"answer": "57.13", "unit": "kg", "unit_required": False}, wrong="-57.13",
        unreadable="heavy", said="57.13 kg", unit="kg", ask="in kg", reveals=False),
    "expression": typed("expression", {"answer": "57*x**2 + 13"}, wrong="57*x**2 - 13",
                        right="13 + 57x^2", said="57*x^2 + 13", unreadable="2x +* (", reveals=False,
                        ask="an expression"),
    "date": typed("date", {"answer": "15 August 1947"}, wrong="26 January 1950",
                  right="1947-08-15", unreadable="long ago", ask="a date"),
    "term": typed("term", {"answer": "anodyne"}, wrong="catalyst", unreadable="\u200b",
                  ask="a word or a short name"),
    "sequence": Kind(
        response={"kind": "sequence", "ask": "every item once, in order", "items": ITEMS},
        graded={"type": "sequence", "order": ["B", "C", "A"]},
        right={"place-A": "3", "place-B": "1", "place-C": "2"},
        wrong={"place-A": "1", "place-B": "3", "place-C": "2"},
        unreadable={"place-A": "1", "place-B": "1", "place-C": ""},
        right_said="Metaphase",
    ),
    "matching": Kind(
        response={"kind": "matching", "ask": "for every item on the left, all that belong to it",
                  "left": LEFT, "right": RIGHT},
        graded={"type": "matching", "pairs": {"A": ["2"], "B": ["1"]}, "right": ["1", "2", "3"]},
        right={"match-A": ["2"], "match-B": ["1"]},
        wrong={"match-A": ["2"], "match-B": ["1", "3"]},
        unreadable={"match-A": ["9"]},
        right_said="Energy: joule",
    ),
    "blanks": Kind(
        response={"kind": "blanks", "blanks": [
            {"label": "Charge of the ion", "kind": "integer", "ask": "a whole number"},
            {"label": "Its name", "kind": "term", "ask": "a word or a short name"}]},
        graded={"type": "blanks", "blanks": [{"type": "integer", "answer": "5713"},
                                             {"type": "term", "answer": "anodyne"}]},
        right={"answer": ["5713", "anodyne"]},
        wrong={"answer": ["5713", "catalyst"]},
        unreadable={"answer": ["lots", "catalyst"]},
        right_said="5713; anodyne", secrets=("5713", "anodyne"),
    ),
}  # fmt: skip


def ask_instead(item: QuizItem, name: str) -> QuizItem:
    """Make an open item one of another kind."""
    kind = KINDS[name]
    stem = kind.stem or f"What is asked here is of the kind *{name}*?"
    item.shown |= {
        "stem": stem,
        "options": [{"id": option, "text": text} for option, text in kind.options],
        "response": dict(kind.response),
    }
    graded = dict(kind.graded)
    right = right_option(graded)
    own = {} if right is None else {"option": right}
    item.key = {"graded": graded, "misconceptions": {}, "explanation": EXPLANATION, **own}
    item.save(update_fields=["shown", "key"])
    return item


def first_item(session: StudySession, name: str) -> QuizItem:
    """Make the first open question of a session's newest quiz one of a kind."""
    quiz = Quiz.objects.filter(session=session).latest("pk")
    item = quiz.items.filter(attempt=None).order_by("position").first()
    return ask_instead(item, name)
