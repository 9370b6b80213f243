"""Quiz items of every kind: what is shown, how an answer is judged, stored and put in words."""


import pytest

from tests.tutoring.factories import make_typed_item, sample_answer
from tests.tutoring.typed_questions import SAMPLES, SLUG
from tutoring.grader import Verdict
from tutoring.judging import (
    answer_given,
    judge,
    right_answer,
    stored_answer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
KINDS = sorted(SAMPLES)
WRITTEN = [kind for kind in KINDS if "answer" in SAMPLES[kind].written.get("key", {})]
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
