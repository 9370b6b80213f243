"""Practice at the same moment: one session, one answer, nothing lost."""

import pytest

from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.lifecycle import move_session
from tests.concurrency import run_together
from tests.factories import make_learner
from tutoring.errors import AlreadyAnswered
from tutoring.models import Attempt, Quiz, QuizItem, SessionTotal
from tutoring.selectors.practice import Scope
from tutoring.services.practice import answer_question, choose_questions, serve_questions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("curriculum")]
SCOPE = Scope("Physics", "Kinematics")


def fetch(learner, count=1):
    batch = choose_questions(learner_id=learner.pk, scope=SCOPE, count=count)
    return serve_questions(batch=batch)


def test_fifty_fetches_at_once_make_one_session():
    learner = make_learner()

    served = run_together(*[lambda: fetch(learner)] * 50)

    assert [type(outcome).__name__ for outcome in served] == ["Served"] * 50
    session = StudySession.objects.get(kind="practice")
    assert {outcome.session_id for outcome in served} == {session.pk}
    assert Quiz.objects.filter(session=session).count() == 50
    assert QuizItem.objects.count() == 50
    entries = AgentAction.objects.filter(session=session).order_by("seq")
    assert list(entries.values_list("seq", flat=True)) == list(range(1, 52))
    assert examine(session) is None


def test_fetches_while_the_session_ends_again_and_again_agree():
    learner = make_learner()

    def fetch_and_end():
        served = fetch(learner)
        move_session(session_id=served.session_id, verb="complete")

    outcomes = run_together(*[fetch_and_end] * 4, *[lambda: fetch(learner)] * 4)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert StudySession.objects.filter(kind="practice", status="active").count() <= 1
    assert Quiz.objects.filter(session=None).count() == 0
    assert Quiz.objects.count() == 8


def test_one_question_answered_by_many_at_once_is_answered_once():
    learner = make_learner()
    served = fetch(learner)
    item = served.rows[0]

    def answer():
        return answer_question(
            learner_id=learner.pk, item_id=item.pk, selected=0, time_spent_ms=1_000
        )

    outcomes = run_together(*[answer] * 8)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == (
        [AlreadyAnswered.__name__] * 7 + [Attempt.__name__]
    )
    total = SessionTotal.objects.get(session=served.session_id)
    assert (total.attempted, total.time_ms) == (1, 1_000)


def test_many_questions_answered_at_once_are_all_counted():
    learner = make_learner()
    served = fetch(learner, count=8)

    def answer(item):
        return answer_question(
            learner_id=learner.pk, item_id=item.pk, selected=0, time_spent_ms=1_000
        )

    outcomes = run_together(*[lambda row=row: answer(row) for row in served.rows])

    assert [type(outcome).__name__ for outcome in outcomes] == ["Attempt"] * 8
    total = SessionTotal.objects.get(session=served.session_id)
    right = Attempt.objects.filter(session=served.session_id, correct=True).count()
    assert (total.attempted, total.correct, total.time_ms) == (8, right, 8_000)
    assert Quiz.objects.get(session=served.session_id).status == "answered"
