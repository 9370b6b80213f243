"""Typed questions in practice: asked when wished, judged, refused, recorded once."""

import pytest

from sessions_app.services.lifecycle import start_session
from sessions_app.states import SessionKind
from tests.problems import assert_problem
from tests.tutoring.factories import make_typed_item, sample_answer
from tests.tutoring.practice.calls import attempt, fetched
from tests.tutoring.typed_questions import SAMPLES, SLUG
from tutoring.judging import right_answer
from tutoring.models import Attempt, LearnerMisconception, Question, QuizItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
KINDS = sorted(SAMPLES)
REVEALING = [kind for kind in KINDS if SAMPLES[kind].revealing is not None]
ENDLESS = ["9**9**9**9", "factorial(10**9)", "x^x^x^x^x^x^9^9^9"]


@pytest.fixture
def asked(learner):
    """Ask a question of a kind in the learner's practice session."""

    def ask(kind: str) -> QuizItem:
        session = start_session(
            user_id=learner.pk, exam_type="NEET", name="Practice", kind=SessionKind.PRACTICE
        )
        return make_typed_item(kind, session=session)

    return ask


def sent(item: QuizItem, which: str):
    """An answer as a client sends it: of one option its text."""
    answer = sample_answer(item, which)
    texts = {option["id"]: option["text"] for option in item.shown["options"]}
    return texts[answer] if isinstance(answer, str) and answer in texts else answer


def answer(client, learner, item: QuizItem, selected):
    return attempt(client, learner, {"id": str(item.pk)}, selected=selected)


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_of_every_kind(client, learner, asked, kind):
    item = asked(kind)

    response = answer(client, learner, item, sent(item, "right"))

    body = response.json()
    assert (response.status_code, body["correct"]) == (201, True), body
    assert body["expected"] == right_answer(item)
    assert_problem(answer(client, learner, item, sent(item, "right")), 409, "already_answered")
    assert Attempt.objects.filter(quiz_item=item).count() == 1


@pytest.mark.parametrize("kind", REVEALING)
def test_what_a_wrong_answer_betrays_reaches_attempt_and_ledger(client, learner, asked, kind):
    item = asked(kind)

    body = answer(client, learner, item, sent(item, "revealing")).json()

    stored = Attempt.objects.get(quiz_item=item)
    assert (body["correct"], stored.misconception.slug) == (False, SLUG)
    assert body["misconception"] == stored.misconception.name
    held = LearnerMisconception.objects.open().get(learner=learner)
    assert (held.misconception.slug, held.evidence[0]["option"]) == (SLUG, stored.answer)


def test_the_way_in_which_an_answer_is_wrong_is_kept(client, learner, asked):
    item = asked("scientific")

    answer(client, learner, item, "4.127 × 10^9")

    assert Attempt.objects.get(quiz_item=item).error == "power_of_ten"


UNREADABLE = {
    "integer": "twelve",
    "decimal": ["12"],
    "quantity": "fast",
    "expression": "1/2x",
    "date": "yesterday",
    "term": {"a": "b"},
    "sequence": ["A", "A", "B", "C"],
    "matching": {},
    "blanks": ["only one"],
    "fraction": "1/0",
    "significant": "",
    "scientific": " ",
}


@pytest.mark.parametrize("kind", sorted(UNREADABLE))
def test_what_cannot_be_read_is_a_400_and_no_attempt(client, learner, asked, kind):
    item = asked(kind)

    response = answer(client, learner, item, UNREADABLE[kind])

    body = assert_problem(response, 400, "unreadable_answer")
    assert body["detail"]
    assert not Attempt.objects.exists()
    assert answer(client, learner, item, sent(item, "right")).status_code == 201


@pytest.mark.parametrize("selected", [0, 7, -1])
def test_a_place_is_no_typed_answer(client, learner, asked, selected):
    item = asked("integer")

    assert_problem(answer(client, learner, item, selected), 400, "unreadable_answer")


@pytest.mark.parametrize(
    "selected",
    [None, True, 1.5, [1], [["a"]], {"A": 1}, {"A": [["1"]]}, "x" * 2001, ["x"] * 65],
    ids=["null", "true", "1.5", "[1]", "nested", "number", "nested pairs", "2001", "65 parts"],
)
@pytest.mark.parametrize("kind", ["choice", "term", "matching"])
def test_the_wrong_type_of_json_is_a_400(client, learner, asked, kind, selected):
    item = asked(kind)

    assert answer(client, learner, item, selected).status_code == 400
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("kind", ["choice", "choice_set", "true_false", "assertion_reason"])
@pytest.mark.parametrize("selected", [99, -1, "Z", "neither", []])
def test_what_is_not_offered_is_a_400(client, learner, asked, kind, selected):
    item = asked(kind)

    assert answer(client, learner, item, selected).status_code == 400
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("expression", ENDLESS)
def test_an_endless_expression_is_bounded_and_no_attempt(client, learner, asked, expression):
    item = asked("expression")

    response = answer(client, learner, item, expression)

    assert response.status_code == 400
    assert response.json()["code"] == "unreadable_answer"
    assert response.json()["detail"]
    assert not Attempt.objects.exists()


def test_typed_questions_are_served_only_when_wished(client, learner):
    typed = {"subject": "Physics", "topic": "Kinematics", "limit": 20}
    asked = ("straight-line-t1", "straight-line-t2")
    Question.objects.exclude(slug__in=asked).update(status="draft")

    assert fetched(client, learner, **typed)["questions"] == []
    questions = fetched(client, learner, **typed, typed=True)["questions"]

    assert {question["response"]["kind"] for question in questions} == {"quantity", "matching"}
    assert {len(question["hash"]) for question in questions} == {64}
