"""Reviewers and learners at the same moment: one flag, one decision, one number for each solve."""

from functools import partial

import pytest

from tests.concurrency import run_together
from tests.factories import make_learner
from tests.tutoring.review.bank import answered, imported, reviewer, solved
from tutoring.errors import MayNotSolve, NothingOpen
from tutoring.models import BlindSolve, ItemStatistic, Question, QuestionFlag, ReviewDecision
from tutoring.services.flags import answer_flags, set_flag
from tutoring.services.item_statistics import rebuild_item_statistics
from tutoring.services.review_queue import decide, solve_blind

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


def test_one_learner_who_clicks_often_has_one_flag():
    item = answered(imported(status="released"), make_learner()).quiz_item

    results = run_together(*[partial(set_flag, item=item, kind="key_wrong")] * TIMES)

    assert not [result for result in results if isinstance(result, Exception)]
    assert sum(result.is_new for result in results) == 1
    assert QuestionFlag.objects.count() == 1


def test_of_three_learners_at_once_one_is_the_third():
    question = solved(imported(status="released"))
    items = [answered(question).quiz_item for _ in range(3)]

    run_together(*(partial(set_flag, item=item, kind="key_wrong") for item in items))

    assert Question.objects.get(pk=question.pk).status == "quarantined"
    assert ReviewDecision.objects.get().verb == "quarantine"


def test_a_decision_is_made_once():
    question, staff = solved(imported()), reviewer()
    call = partial(decide, question_id=question.pk, verb="release", by=staff.pk)

    results = run_together(*[call] * TIMES)

    assert sorted(results) == [False] * (TIMES - 1) + [True]
    assert ReviewDecision.objects.count() == 1


def test_solvers_at_once_get_numbers_of_their_own():
    question = imported()
    people = [reviewer(f"person{number}") for number in range(4)]

    results = run_together(
        *(
            partial(solve_blind, question_id=question.pk, answer="a", by=person.pk)
            for person in people
        )
    )

    assert sorted(BlindSolve.objects.values_list("number", flat=True)) == [1, 2]
    assert sum(isinstance(result, MayNotSolve) for result in results) == 2


def test_a_flag_is_answered_once():
    question, staff = imported(status="released"), reviewer()
    set_flag(item=answered(question).quiz_item, kind="typo")
    call = partial(answer_flags, question_id=question.pk, outcome="fixed", reply="x", by=staff.pk)

    results = run_together(*[call] * TIMES)

    assert results.count(1) == 1
    assert sum(isinstance(result, NothingOpen) for result in results) == TIMES - 1


def test_two_rebuilds_at_once_end_with_the_same_rows():
    question = imported(status="released")
    for _ in range(3):
        answered(question)

    results = run_together(*[rebuild_item_statistics] * 2)

    assert results == [{"questions": 1, "suspicious": 0}] * 2
    assert ItemStatistic.objects.count() == 2
