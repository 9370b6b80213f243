"""Misconceptions and review cards made anew from the attempts: the same as the answers made."""

import random
import threading
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.ids import uuid7
from sessions_app.services.write_path import lock_session
from tests.tutoring.factories import quizzing_session, wrong_option
from tests.tutoring.test_ledger import DAY, START, Walk
from tutoring.models import (
    Attempt,
    ItemState,
    LearnerMisconception,
    Question,
    QuizItem,
    ReviewCard,
)
from tutoring.services import learner_rebuild
from tutoring.services.answers import answer_item
from tutoring.services.attempts import NEEDED, NOT_ANSWERED, record_attempt
from tutoring.services.learner_rebuild import rebuild_learner, rebuild_learners

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]
LEDGER = (
    "pk", "learner_id", "misconception_id", "session_id", "evidence", "rivals", "clean_days",
    "state", "detected_at", "resolved_at",
)  # fmt: skip
CARD = ("learner_id", "question_id", "stability", "difficulty", "due_at", "last_review_at")


def ledger_and_cards() -> tuple[list, list]:
    return (
        list(LearnerMisconception.objects.order_by("pk").values_list(*LEDGER)),
        sorted(ReviewCard.objects.values_list(*CARD)),
    )


def random_answers(seed: int, answers: int = 30) -> Walk:
    """A learner of some zone who answers right, wrong, aided, late or not at all, over weeks."""
    rng = random.Random(seed)
    walk = Walk(rng.choice(["Asia/Kolkata", "America/New_York", "UTC"]), questions=answers)
    if seed % 2:
        walk.user.learner.exam_date = (START + 40 * DAY).date()
        walk.user.learner.save()
    questions = {item.question_version.question_id for item in walk.waiting}
    for question_id in questions:
        median = rng.choice([300, 5000])
        ItemState.objects.get_or_create(question_id=question_id, defaults={"median_ms": median})
    at = START
    for item in walk.waiting:
        at += timedelta(hours=rng.choice([0, 1, 9, 40, 150]), seconds=rng.randrange(50))
        lock_session(walk.session.pk)
        record_attempt(
            learner_id=walk.user.pk,
            item=QuizItem.objects.select_related(*NEEDED).get(pk=item.pk),
            answer=_random_answer(rng, item),
            session=walk.session,
            time_spent_ms=rng.choice([None, 1000, 20_000]),
            aided=rng.random() < 0.15,
            at=at,
        )
    return walk


def _random_answer(rng: random.Random, item: QuizItem) -> str:
    chance = rng.random()
    if chance < 0.1:
        return NOT_ANSWERED
    options = [option["id"] for option in item.shown["options"]]
    return item.key["option"] if chance < 0.55 else rng.choice(options)


@pytest.mark.parametrize("seed", range(8))
def test_rebuild_finds_nothing_to_change_after_any_answers(seed):
    walk = random_answers(seed)
    before = ledger_and_cards()
    assert before[0]
    assert before[1]

    found = rebuild_learner(learner_id=walk.user.pk)

    assert found == {
        "answers": 30,
        "misconceptions": len(before[0]),
        "cards": len(before[1]),
        "differing": 0,
    }
    assert ledger_and_cards() == before


@pytest.mark.parametrize("seed", range(4))
def test_rebuild_repairs_damaged_rows_and_keeps_their_ids(seed):
    walk = random_answers(seed)
    before = ledger_and_cards()
    LearnerMisconception.objects.update(rivals={}, clean_days=["2020-01-01"])
    first = LearnerMisconception.objects.order_by("pk")[0]
    first.session = None
    first.save()
    ReviewCard.objects.update(stability=1, due_at=START)
    ReviewCard.objects.order_by("pk").first().delete()

    assert rebuild_learner(learner_id=walk.user.pk)["differing"] == 1

    assert ledger_and_cards() == before
    assert rebuild_learner(learner_id=walk.user.pk)["differing"] == 0


def test_rebuild_makes_lost_rows_anew_and_takes_away_what_no_answer_made():
    walk = random_answers(1)
    ledger, cards = ledger_and_cards()
    unasked = Question.objects.exclude(pk__in=[card[1] for card in cards]).first()
    LearnerMisconception.objects.all().delete()
    ReviewCard.objects.filter(pk=ReviewCard.objects.first().pk).update(question=unasked)

    rebuild_learner(learner_id=walk.user.pk)

    again, cards_again = ledger_and_cards()
    assert [row[1:] for row in again] == [row[1:] for row in ledger]
    assert cards_again == cards


def test_answers_to_a_question_that_was_not_open_say_nothing_later_either():
    session, quiz = quizzing_session()
    item = quiz.items.first()
    question = Question.objects.filter(pk=item.question_version.question_id)
    question.update(status="quarantined")
    answer_item(session_id=session.pk, item_id=item.pk, answer=wrong_option(item))
    question.update(status="released")

    rebuild_learners()

    assert ledger_and_cards() == ([], [])


def test_rebuild_takes_the_exam_date_of_now():
    walk = Walk()
    question = walk.waiting[0].question_version.question
    walk.waiting = [item for item in walk.waiting if item.question_version.question == question]
    walk.answer(right=False, at=START)
    walk.answer(right=True, at=START + DAY)
    assert ReviewCard.objects.get().due_at > START + 2 * DAY
    walk.user.learner.exam_date = (START + 2 * DAY).date()
    walk.user.learner.save()

    assert rebuild_learner(learner_id=walk.user.pk)["differing"] == 1

    assert ReviewCard.objects.get().due_at == START + 2 * DAY


def test_a_learner_who_is_gone_has_nothing():
    assert rebuild_learner(learner_id=uuid7()) == {}


def three_learners() -> list[UUID]:
    walks = [Walk(), Walk(), Walk()]
    for walk in walks:
        walk.answer(right=False, at=START)
    return sorted(walk.user.pk for walk in walks)


def test_rebuild_goes_on_behind_a_learner(monkeypatch):
    monkeypatch.setattr(learner_rebuild, "LEARNERS_AT_ONCE", 2)
    learner_ids = three_learners()
    seen: list[UUID] = []

    totals = rebuild_learners(after=learner_ids[0], visit=seen.append)

    assert seen == learner_ids[1:]
    assert totals == {
        "learners": 2,
        "answers": 2,
        "misconceptions": 2,
        "cards": 2,
        "differing": 0,
    }


def test_command_rebuilds_all_and_says_how_much():
    three_learners()
    before = ledger_and_cards()
    LearnerMisconception.objects.all().delete()
    ReviewCard.objects.all().delete()
    out = StringIO()

    call_command("rebuild_mastery", stdout=out)

    assert "3 answers of 3 learners replayed" in out.getvalue()
    assert (
        "3 misconceptions and 3 review cards follow from 3 answers of 3 learners; "
        "3 learners had others before."
    ) in out.getvalue()
    assert ledger_and_cards()[1] == before[1]


def test_command_that_is_broken_off_says_where_to_go_on():
    first, second, third = three_learners()
    LearnerMisconception.objects.all().delete()
    broken = Attempt.objects.get(learner=second).quiz_item
    key, broken.key = broken.key, {}
    broken.save()
    errors, out = StringIO(), StringIO()

    with pytest.raises(KeyError):
        call_command("rebuild_mastery", stdout=out, stderr=errors)

    assert f"go on with --after {first}" in errors.getvalue()
    assert set(LearnerMisconception.objects.values_list("learner", flat=True)) == {first}
    broken.key = key
    broken.save()

    call_command("rebuild_mastery", "--after", str(first), stdout=out)

    assert "of 2 learners; 2 learners had others before." in out.getvalue()
    assert set(LearnerMisconception.objects.values_list("learner", flat=True)) == {
        first,
        second,
        third,
    }


def test_a_learner_is_read_by_a_fixed_number_of_queries(django_assert_num_queries):
    """The learner, attempts, catalogue, ledger and cards, in a transaction."""
    short, long = random_answers(2, answers=10), random_answers(2, answers=40)
    for walk in (short, long):
        rebuild_learner(learner_id=walk.user.pk)

        with django_assert_num_queries(7):
            rebuild_learner(learner_id=walk.user.pk)


@pytest.mark.django_db(transaction=True)
def test_answers_given_meanwhile_are_in_ledger_and_cards():
    walk = Walk()
    failures: list[BaseException] = []

    def answer() -> None:
        try:
            for item in walk.waiting[:5]:
                answer_item(session_id=walk.session.pk, item_id=item.pk, answer=wrong_option(item))
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    thread = threading.Thread(target=answer)
    thread.start()
    while thread.is_alive():
        rebuild_learners()
    thread.join()

    assert failures == []
    assert Attempt.objects.count() == 5
    made = ledger_and_cards()
    assert rebuild_learners()["differing"] == 0
    assert ledger_and_cards() == made
    assert len(made[0][0][LEDGER.index("evidence")]) == 5
