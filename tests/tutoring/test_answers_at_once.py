"""Answers at the same moment: recorded once, no learner waits for another, nothing is lost."""

import threading
from functools import partial

import pytest
from django.db import connection, transaction

from sessions_app.models import StudySession
from sessions_app.services.doctor import examine
from tests.concurrency import run_together
from tests.tutoring.factories import fresh, quizzing_session, wrong_option
from tutoring.models import (
    Attempt,
    ItemState,
    LearnerItem,
    LearnerMisconception,
    MasteryStep,
    Quiz,
    QuizItem,
    ReviewCard,
    SessionTotal,
    SkillState,
    TopicDifficulty,
    TopicState,
)
from tutoring.services.answers import answer_item
from tutoring.services.attempts import NEEDED, Recorded, record_attempt
from tutoring.services.mastery import add_all_waiting_steps
from tutoring.services.rebuild import rebuild_mastery

pytestmark = pytest.mark.django_db(transaction=True)
IDENTICAL, LEARNERS = 20, 6
LOCK_TIMEOUT_MS, PATIENCE_SECONDS = 300, 20


def test_twenty_identical_answers_are_recorded_once(curriculum):
    session, quiz = quizzing_session()
    item = quiz.items.get(position=1)
    call = partial(
        answer_item,
        session_id=session.pk,
        item_id=item.pk,
        answer=wrong_option(item),
        time_spent_ms=700,
    )

    results = run_together(*[call] * IDENTICAL)

    attempt = Attempt.objects.get()
    assert results == [attempt] * IDENTICAL
    assert SkillState.objects.get().answers == 1
    assert TopicState.objects.get().wrong == 1
    assert LearnerItem.objects.get().wrong == 1
    assert ReviewCard.objects.count() == 1
    assert len(LearnerMisconception.objects.get().evidence) == 1
    totals = SessionTotal.objects.values_list("attempted", "correct", "time_ms")
    assert list(totals) == [(1, 0, 700)]
    assert TopicDifficulty.objects.get().answers == ItemState.objects.get().answers == 1
    assert examine(fresh(session)) is None


def test_identical_answers_without_a_session_are_recorded_once(curriculum):
    session, quiz = quizzing_session()
    item_id = quiz.items.get(position=1).pk

    @transaction.atomic
    def call() -> Recorded:
        item = QuizItem.objects.select_related(*NEEDED).get(pk=item_id)
        return record_attempt(
            learner_id=session.user_id,
            item=item,
            answer=item.key["option"],
            session=None,
            time_spent_ms=None,
        )

    results = run_together(*[call] * IDENTICAL)

    attempt = Attempt.objects.get()
    assert {result.attempt for result in results} == {attempt}
    assert sum(result.is_new for result in results) == 1
    assert SkillState.objects.get().answers == 1


def shared_quiz() -> tuple[StudySession, Quiz]:
    """Another learner's quiz with the very questions of every other one made here."""
    return quizzing_session(seed=11)


def test_learner_does_not_wait_for_another_ones_open_transaction(curriculum):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    (mine, quiz), (other, other_quiz) = shared_quiz(), shared_quiz()
    item, same = quiz.items.get(position=1), other_quiz.items.get(position=1)
    assert item.question_version == same.question_version
    has_answered, may_commit = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            answer_item(session_id=mine.pk, item_id=item.pk, answer=item.key["option"])
            has_answered.set()
            assert may_commit.wait(PATIENCE_SECONDS)

    def answer_meanwhile() -> Attempt:
        assert has_answered.wait(PATIENCE_SECONDS)
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
            return answer_item(session_id=other.pk, item_id=same.pk, answer=same.key["option"])
        finally:
            may_commit.set()

    held, attempt = run_together(hold, answer_meanwhile)

    assert (held, attempt.correct) == (None, True)
    add_all_waiting_steps()
    assert TopicDifficulty.objects.get().answers == 2
    assert ItemState.objects.get().answers == 2


def test_answers_of_many_learners_lose_no_increment(curriculum):
    rooms = [shared_quiz() for _ in range(LEARNERS)]

    def answer_all(session: StudySession, quiz: Quiz) -> None:
        for item in quiz.items.order_by("position"):
            answer_item(session_id=session.pk, item_id=item.pk, answer=item.key["option"])

    results = run_together(*[partial(answer_all, *room) for room in rooms])

    assert results == [None] * LEARNERS
    add_all_waiting_steps()
    assert not MasteryStep.objects.exists()
    assert TopicDifficulty.objects.get().answers == 5 * LEARNERS
    assert set(ItemState.objects.values_list("answers", flat=True)) == {LEARNERS}
    before = dict(SkillState.objects.values_list("pk", "theta"))
    assert rebuild_mastery()["differing"] == 0
    assert dict(SkillState.objects.values_list("pk", "theta")) == pytest.approx(before, abs=1e-12)
