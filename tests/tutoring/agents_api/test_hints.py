"""Hints by the API: after an answer of one's own, one at a time, and what they cost."""

import pytest

from sessions_app.services.lifecycle import move_session
from tests.accounts.factories import GuardianshipFactory
from tests.concurrency import run_together
from tests.factories import make_learner
from tests.problems import assert_problem
from tests.tutoring.agents_api.conftest import client_of
from tests.tutoring.factories import analyzing_session, quizzing_session, wrong_option
from tutoring.agents.hinting import gives_away
from tutoring.models import Attempt, HintUse, LearnerItem, Quiz, QuizItem, ReviewCard, TopicState
from tutoring.selectors.hints import withheld_texts
from tutoring.services.hints import open_hint
from tutoring.services.practice import answer_question
from tutoring.services.redemption import redeem
from tutoring.services.review_sets import start_review

MEMBERS = {"question_id", "number", "hint", "has_more", "source"}

pytestmark = pytest.mark.usefixtures("choices_only")


@pytest.fixture
def redeeming(learner):
    """A question that redeems a wrong answer, still open."""
    session = analyzing_session(learner, wrong=5)
    wrong = Attempt.objects.filter(session=session, misconception__isnull=False)
    return redeem(attempt=wrong.order_by("pk")[0])


def ask(post, item, **values):
    return post("tutor/hint", {"question_id": str(item.pk), **values})


def test_hints_come_one_after_the_other_without_the_answer(post, redeeming):
    found = [ask(post, redeeming).json() for _ in range(3)]

    assert all(set(hint) == MEMBERS for hint in found)
    assert [hint["number"] for hint in found] == [1, 2, 3]
    assert [hint["has_more"] for hint in found] == [True, True, False]
    withheld, stem = withheld_texts(redeeming), redeeming.shown["stem"]
    assert not any(gives_away(hint["hint"], withheld, known=stem) for hint in found)
    belief = redeeming.quiz.redeems.misconception
    assert found[1]["source"] in {belief.name, "Where many slip"}  # by what the guard lets pass
    assert_problem(ask(post, redeeming), 409, "hint_out_of_order")
    entries = redeeming.quiz.session.agent_history.filter(action="open_hint").order_by("seq")
    assert [entry.metadata["told"]["number"] for entry in entries] == [1, 2, 3]
    assert {entry.agent for entry in entries} == {"tutor"}


def test_an_open_hint_is_given_again_and_counts_once(post, redeeming):
    first = ask(post, redeeming, number=1).json()

    assert ask(post, redeeming, number=1).json() == first
    assert HintUse.objects.get().opened == 1
    assert redeeming.quiz.session.agent_history.filter(action="open_hint").count() == 1


def test_a_question_met_for_the_first_time_gives_no_hint(post, learner):
    _, quiz = quizzing_session(learner)

    assert_problem(ask(post, quiz.items.first()), 409, "attempt_first")

    assert not HintUse.objects.exists()


def test_a_missed_question_gives_hints_in_its_review(post, learner, reviewed):
    item = reviewed(learner)

    assert ask(post, item).json()["number"] == 1


@pytest.fixture
def reviewed():
    """Return what serves a missed question again at once."""

    def serve(learner):
        analyzing_session(learner, wrong=1)
        ReviewCard.objects.update(due_at="2001-01-01T00:00:00Z")
        return start_review(user=learner).rows[0]

    return serve


def test_an_aided_review_answer_teaches_the_model_nothing(post, learner, reviewed):
    item = reviewed(learner)
    before = list(TopicState.objects.values_list("theta", "right", "wrong"))
    items = list(LearnerItem.objects.order_by("pk").values_list("right", "wrong"))
    ask(post, item)

    attempt = answer_question(
        learner_id=learner.pk, item_id=item.pk, selected=0, time_spent_ms=None
    )

    assert attempt.aided
    assert list(TopicState.objects.values_list("theta", "right", "wrong")) == before
    assert list(LearnerItem.objects.order_by("pk").values_list("right", "wrong")) == items


@pytest.mark.parametrize("with_hint", [True, False])
def test_an_answer_by_the_api_says_whether_it_had_help(post, redeeming, with_hint):
    if with_hint:
        ask(post, redeeming)

    body = {"question_id": str(redeeming.pk), "student_answer_index": 0}
    assert post("quiz/evaluate", body).status_code == 200

    assert Attempt.objects.get(quiz_item=redeeming).aided is with_hint


def test_an_answer_in_the_quiz_of_a_session_says_whether_it_had_help(post, learner):
    analyzing_session(learner, wrong=5)
    _, quiz = quizzing_session(learner)
    known = quiz.items.filter(
        question_version__question__in=LearnerItem.objects.values("question")
    ).first()
    if known is None:  # every question of the second quiz is new to the learner
        item = quiz.items.first()
        LearnerItem.objects.create(
            learner=learner, question=item.question_version.question, wrong=1
        )
        known = item
    assert ask(post, known).status_code == 200

    post("quiz/evaluate", {"question_id": str(known.pk), "student_answer_index": 0})

    assert Attempt.objects.get(quiz_item=known).aided


def test_an_answered_question_is_explained_step_by_step(post, learner):
    session = analyzing_session(learner, wrong=1)
    item = QuizItem.objects.filter(quiz__session=session).first()

    first = ask(post, item).json()

    assert item.key["explanation"].startswith(first["hint"])
    assert first["source"] == "Worked solution"
    assert ask(post, item, number=1).json() == first
    assert not HintUse.objects.exists()
    steps, number = [first["hint"]], 1
    while first["has_more"]:
        number += 1
        first = ask(post, item, number=number).json()
        steps.append(first["hint"])
    assert " ".join(steps).split() == item.key["explanation"].split()
    assert_problem(ask(post, item, number=number + 1), 409, "hint_out_of_order")


def test_a_hint_cannot_be_skipped(post, redeeming):
    assert_problem(ask(post, redeeming, number=2), 409, "hint_out_of_order")


@pytest.mark.parametrize(
    "values",
    [{"number": 0}, {"number": -1}, {"number": "x"}, {"number": 101}, {"question_id": "x"},
     {"session_id": "x"}, {"key": True}],
)  # fmt: skip
def test_a_wrong_request_is_refused(post, redeeming, values):
    assert ask(post, redeeming, **values).status_code == 400


def test_a_stranger_finds_no_question(stranger, redeeming):
    body = {"question_id": str(redeeming.pk)}

    assert stranger.post("/api/tutor/hint/", body, format="json").status_code == 404
    assert not HintUse.objects.exists()


def test_a_question_of_another_session_is_not_found(post, learner, redeeming):
    other, _ = quizzing_session(learner)

    assert ask(post, redeeming, session_id=str(other.pk)).status_code == 404


def test_a_paused_session_gives_no_hint(post, redeeming):
    move_session(session_id=redeeming.quiz.session_id, verb="pause")

    assert_problem(ask(post, redeeming), 409, "session_not_active")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_open_each_number_once(curriculum):
    learner = make_learner()
    session = analyzing_session(learner, wrong=5)
    wrong = Attempt.objects.filter(session=session, misconception__isnull=False)
    item = redeem(attempt=wrong[0])

    for number in (1, 2, 3):
        found = run_together(*[lambda: open_hint(item_id=item.pk, number=number)] * 6)  # noqa: B023
        assert {hint.number for hint in found} == {number}

    assert HintUse.objects.get().opened == 3
    entries = session.agent_history.filter(action="open_hint").order_by("seq")
    assert [entry.metadata["told"]["number"] for entry in entries] == [1, 2, 3]


def test_a_guardian_opens_no_hint_for_a_learner_with_a_log_in(redeeming):
    guardian = make_learner()
    GuardianshipFactory(guardian=guardian, learner=redeeming.quiz.learner.learner)

    response = client_of(guardian).post(
        "/api/tutor/hint/", {"question_id": str(redeeming.pk)}, format="json"
    )

    assert response.status_code == 403


def test_the_answer_of_a_redemption_closes_it(post, redeeming):
    body = {"question_id": str(redeeming.pk), "answer": wrong_option(redeeming)}

    found = post("quiz/evaluate", body).json()

    assert found["is_correct"] is False
    assert Quiz.objects.get(pk=redeeming.quiz_id).status == "answered"
    assert_problem(post("quiz/evaluate", body), 409, "already_answered")
