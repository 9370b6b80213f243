"""Quiz items of every kind: what is shown, how an answer is judged, stored and put in words."""

import json

import pytest

from tests.tutoring.factories import (
    composed_item,
    make_typed_item,
    make_typed_question,
    sample_answer,
)
from tests.tutoring.typed_questions import SAMPLES, SLUG, pack_question
from tutoring.errors import UnknownOption, UnreadableAnswer
from tutoring.grader import Verdict
from tutoring.judging import (
    answer_given,
    judge,
    judge_attempt,
    meant_answer,
    right_answer,
    rounded_text,
    stored_answer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
KINDS = sorted(SAMPLES)
IN_WORDS = {
    "choice": "Option text b",
    "choice_set": "A, B",
    "true_false": "False",
    "assertion_reason": "A is true, but R is false",
    "integer": "4127",
    "decimal": "41.27",
    "significant": "41.3",
    "scientific": "4.127e8",
    "fraction": "41/27",
    "quantity": "41.27 m/s",
    "expression": "u*t - k*t^2/2",
    "date": "15 August 1947",
    "term": "retardation",
    "sequence": "the first thing → the second thing → the third thing → the last thing",
    "blanks": "41.27 m/s; retardation",
}


@pytest.mark.parametrize("kind", KINDS)
def test_judge_tells_right_wrong_and_what_an_answer_betrays(kind):
    item = make_typed_item(kind)

    assert judge(item, sample_answer(item)).verdict is Verdict.RIGHT
    assert judge(item, sample_answer(item, "wrong")).verdict is Verdict.WRONG
    if SAMPLES[kind].revealing is not None:
        betrayed = judge(item, sample_answer(item, "revealing"))
        assert (betrayed.verdict, betrayed.misconception) == (Verdict.WRONG, SLUG)
        assert SLUG in item.key["misconceptions"].values()


@pytest.mark.parametrize("kind", KINDS)
def test_answers_are_told_in_plain_words(kind):
    item = make_typed_item(kind)
    right = sample_answer(item)

    told = right_answer(item)

    if kind == "matching":
        pairs = {left: right[left][0] for left in sorted(right)}
        assert told == ", ".join(f"{left} – {number}" for left, number in pairs.items())
    elif kind == "choice_set":
        assert told == ", ".join(sorted(right)).upper()
    else:
        assert told == IN_WORDS[kind]
    if kind in {"matching", "sequence", "choice_set", "choice", "true_false", "assertion_reason"}:
        assert answer_given(item, stored_answer(right)) == told
    assert answer_given(item, "") == "No answer"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_tells_nothing_of_the_key(kind):
    question = make_typed_question(pack_question(kind))
    items = [composed_item(question, seed=seed) for seed in range(40)]

    for item in items:
        shown = json.dumps(item.shown, ensure_ascii=False)
        assert SLUG not in shown
        assert "Worked out" not in shown
        for hidden in _written_answers(item.key.get("graded", {})):
            assert hidden not in shown
    if kind == "sequence":
        orders = {tuple(item.key["graded"]["order"]) for item in items}
        assert ("A", "B", "C", "D") not in orders
        assert len(orders) > 5
    if kind == "matching":
        pairings = {json.dumps(item.key["graded"]["pairs"]) for item in items}
        assert json.dumps({"A": ["1"], "B": ["2"], "C": ["3"]}) not in pairings
        assert len(pairings) > 5
    if kind == "choice_set":
        assert len({tuple(item.key["graded"]["chosen"]) for item in items}) > 3


def _written_answers(graded: dict) -> list[str]:
    own = [graded["answer"]] if "answer" in graded else []
    blanks = [text for blank in graded.get("blanks", ()) for text in _written_answers(blank)]
    return [*own, *graded.get("reveals", {}), *graded.get("accepted", ()), *blanks]


@pytest.mark.parametrize("answer", ["x" * 2001, ["y" * 500] * 5, "\ud800", "a\0b", {}])
@pytest.mark.parametrize("kind", ["term", "blanks", "matching"])
def test_what_cannot_be_stored_is_no_attempt(kind, answer):
    item = make_typed_item(kind)

    assert judge(item, answer).verdict is Verdict.UNREADABLE
    with pytest.raises(UnreadableAnswer):
        judge_attempt(item, answer)


def test_meant_answer_knows_options_by_place_text_and_id():
    item = make_typed_item("choice")
    options = item.shown["options"]

    assert meant_answer(item, 2) == options[2]["id"]
    assert meant_answer(item, options[1]["text"]) == options[1]["id"]
    assert meant_answer(item, options[1]["id"]) == options[1]["id"]
    for given in (4, -1, True, None, ["a"], "e"):
        with pytest.raises(UnknownOption):
            meant_answer(item, given)
    with pytest.raises(UnknownOption):
        meant_answer(item, options[1]["id"], by_id=False)


@pytest.mark.parametrize(
    ("answer", "figures", "told"),
    [("9.80665", 3, "9.81"), ("0.0012345", 2, "0.0012"), ("602214", 3, "6.02 × 10^5")],
)
def test_rounded_text_shows_the_figures(answer, figures, told):
    assert rounded_text(answer, figures) == told
