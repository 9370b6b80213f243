"""The rows of the mastery model: what answers make of them, replayed and refitted."""

import random
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import database_now
from sessions_app.models import JobRun
from tests.factories import make_learner
from tests.tutoring.factories import analyzing_session, quizzing_session, wrong_option
from tests.tutoring.test_ledger import START, Walk
from tutoring.mastery.prediction import START_WEIGHTS
from tutoring.models import (
    Attempt,
    ItemState,
    LearnerItem,
    MasteryStep,
    ModelWeights,
    Question,
    Quiz,
    ReviewCard,
    SessionTotal,
    SkillState,
    Topic,
    TopicDifficulty,
    TopicState,
)
from tutoring.selectors.mastery import topic_levels, weights_in_use
from tutoring.selectors.met import known_before
from tutoring.selectors.reviews import due_reviews, due_today, next_review_by_lesson
from tutoring.services import calibration
from tutoring.services.answers import answer_item
from tutoring.services.calibration import calibrate
from tutoring.services.mastery import add_all_waiting_steps, add_waiting_steps
from tutoring.services.practice import answer_question
from tutoring.services.rebuild import rebuild_mastery
from tutoring.states import TopicStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
DAY = timedelta(days=1)
LEARNER_ROWS = (
    (SkillState, ("learner_id", "theta", "answers", "recent")),
    (
        TopicState,
        ("learner_id", "lesson_id", "theta", "right", "wrong", "recent", "last_at", "days"),
    ),
    (LearnerItem, ("learner_id", "question_id", "right", "wrong")),
)
SHARED_ROWS = (
    (TopicDifficulty, ("lesson_id", "difficulty", "answers")),
    (ItemState, ("question_id", "deviation", "answers")),
)


def snapshot(tables) -> list[set[tuple]]:
    """Every row of the tables; small differences of a float's last digits are rounded away."""
    return [
        {
            tuple(round(value, 9) if isinstance(value, float) else value for value in row)
            for row in model.objects.values_list(*fields)
        }
        for model, fields in tables
    ]


def random_study(learners: int = 2, seed: int = 5) -> None:
    rng = random.Random(seed)
    for _ in range(learners):
        session, quiz = quizzing_session(make_learner())
        for item in quiz.items.order_by("position"):
            right = rng.random() < 0.6
            answer_item(
                session_id=session.pk,
                item_id=item.pk,
                answer=item.key["option"] if right else wrong_option(item),
                time_spent_ms=rng.randrange(60_000),
            )


def test_answer_moves_each_row_once():
    session, quiz = quizzing_session()
    item = quiz.items.first()
    for _ in range(3):
        answer_item(session_id=session.pk, item_id=item.pk, answer=item.key["option"])

    attempt = Attempt.objects.get()
    assert (attempt.p, attempt.p_shown) == (0.5, 0.5)
    skill = SkillState.objects.get(pk=session.user_id)
    assert (skill.theta, skill.answers) == (pytest.approx(0.45 * 0.5), 1)
    topic = TopicState.objects.get(learner=session.user)
    assert (topic.theta, topic.right, topic.wrong, topic.days) == (pytest.approx(0.15), 1, 0, 1)
    step = MasteryStep.objects.get()
    assert step.difficulty == pytest.approx(-0.15 * 0.5)
    assert step.deviation == pytest.approx(-0.70 * 0.5)


def test_waiting_steps_count_before_and_after_they_are_added():
    random_study(learners=1)
    learner_id = SkillState.objects.get().pk
    question = MasteryStep.objects.first().question
    before = known_before(learner_id, question.pk).states
    assert MasteryStep.objects.count() == 5

    add_waiting_steps(lesson_id=question.lesson_id)

    after = known_before(learner_id, question.pk).states
    assert not MasteryStep.objects.exists()
    assert after.topics[0] == (pytest.approx(before.topics[0].difficulty), 5)
    assert after.item == (pytest.approx(before.item.deviation), before.item.n)
    assert add_all_waiting_steps() == 0


def test_rebuild_comes_to_the_same_numbers():
    random_study(learners=3)
    add_all_waiting_steps()
    before = snapshot(LEARNER_ROWS), snapshot(SHARED_ROWS)

    effects = rebuild_mastery()

    assert (snapshot(LEARNER_ROWS), snapshot(SHARED_ROWS)) == before
    assert effects == {"answers": 15, "learners": 3, "differing": 0}


def test_rebuild_repairs_what_was_damaged():
    random_study(learners=2)
    add_all_waiting_steps()
    before = snapshot(LEARNER_ROWS), snapshot(SHARED_ROWS)
    SkillState.objects.update(theta=3)
    TopicState.objects.all().delete()
    LearnerItem.objects.update(right=9)
    ItemState.objects.update(deviation=1)
    TopicDifficulty.objects.update(difficulty=2, answers=77)
    out = StringIO()

    call_command("rebuild_mastery", stdout=out)

    assert (snapshot(LEARNER_ROWS), snapshot(SHARED_ROWS)) == before
    assert "10 answers of 2 learners replayed; 2 learners" in out.getvalue()


def test_rebuild_leaves_out_what_was_no_evidence():
    walk = Walk()
    walk.answer(right=True, at=START)
    walk.answer(right=False, at=START + DAY, aided=True)
    add_all_waiting_steps()
    before = snapshot(LEARNER_ROWS)

    assert rebuild_mastery()["answers"] == 1
    assert snapshot(LEARNER_ROWS) == before


@pytest.mark.parametrize("seed", range(5))
def test_session_totals_equal_a_recount(seed):
    random_study(learners=2, seed=seed)

    recount = {}
    for attempt in Attempt.objects.select_related("question_version__question__lesson"):
        lesson = attempt.question_version.question.lesson
        key = attempt.session_id, lesson.subject, lesson.unit
        attempted, correct, time_ms = recount.get(key, (0, 0, 0))
        recount[key] = (
            attempted + 1,
            correct + attempt.correct,
            time_ms + (attempt.time_spent_ms or 0),
        )

    totals = {
        (row.session_id, row.subject, row.topic): (row.attempted, row.correct, row.time_ms)
        for row in SessionTotal.objects.all()
    }
    assert totals == recount


def test_topic_is_mastered_on_the_second_day_and_not_before():
    walk = Walk(questions=12)
    topic = Topic.objects.get(session=walk.session, status=TopicStatus.LEARNING)
    for minute in range(10):
        walk.answer(right=True, at=START + timedelta(minutes=minute))
    topic.refresh_from_db()
    assert (topic.status, topic.mastery_score) == (TopicStatus.LEARNING, 88)

    walk.answer(right=True, at=START + DAY)

    topic.refresh_from_db()
    lesson = topic.syllabus_topic.lesson_id
    level = topic_levels(walk.user.pk, [lesson], at=START + DAY)[lesson]
    assert (topic.status, topic.mastery_score) == (TopicStatus.MASTERED, level.mastery.score)
    assert (level.mastery.answers, level.mastery.days) == (11, 2)
    assert level.reasons[0].is_helping


def test_topic_without_three_answers_has_no_level():
    walk = Walk()
    for minute in range(2):
        walk.answer(right=True, at=START + timedelta(minutes=minute))

    (level,) = topic_levels(walk.user.pk, at=START).values()

    assert (level.mastery.words, level.reasons) == ("no evidence yet", [])


def test_question_not_released_moves_nothing():
    session, quiz = quizzing_session()
    item = quiz.items.first()
    Question.objects.filter(pk=item.question_version.question_id).update(status="quarantined")

    attempt = answer_item(session_id=session.pk, item_id=item.pk, answer=wrong_option(item))

    assert (attempt.p, SkillState.objects.get().answers) == (None, 0)
    assert not MasteryStep.objects.exists()
    assert not session.user.misconceptions.exists()


def test_missed_question_gets_a_card_that_the_next_right_answer_puts_off():
    walk = Walk(questions=10)
    missed = walk.waiting[0].question_version.question
    walk.answer(right=False, at=START)

    card = ReviewCard.objects.get(learner=walk.user)
    assert (card.question, card.last_review_at) == (missed, START)
    assert list(due_reviews(walk.user.pk, at=START)) == []
    assert list(due_reviews(walk.user.pk, at=card.due_at)) == [card]
    assert next_review_by_lesson(walk.user.pk) == {missed.lesson_id: card.due_at}
    assert due_today(walk.user).count() == 1  # it was due long ago by now

    walk.waiting = [item for item in walk.waiting if item.question_version.question == missed]
    walk.answer(right=True, at=card.due_at)
    later = ReviewCard.objects.get(learner=walk.user)
    assert later.due_at > card.due_at
    assert later.stability > card.stability


@pytest.mark.parametrize(("missed", "words"), [(0, None), (1, "1 question"), (2, "2 questions")])
def test_home_says_how_many_reviews_are_due_today(client, missed, words):
    walk = Walk()
    for number in range(missed):
        walk.answer(right=False, at=START + timedelta(minutes=number))
    client.force_login(walk.user)

    content = client.get("/").content.decode()

    assert ("Due today" in content) is (words is not None)
    assert f"{words or ''} you missed" in content or not missed


def test_due_questions_are_answered_on_the_practice_page(client):
    walk = Walk()
    missed = [walk.waiting[number].question_version.question_id for number in range(2)]
    for number in range(2):
        walk.answer(right=False, at=START + timedelta(minutes=number))
    client.force_login(walk.user)

    page = client.post(reverse("study:review"), follow=True)

    quiz = Quiz.objects.get(kind="review")
    items = list(quiz.items.order_by("position"))
    assert sorted(item.question_version.question_id for item in items) == sorted(missed)
    assert "1 of 2" in page.content.decode()
    for item in items:
        answer_question(
            learner_id=walk.user.pk,
            item_id=item.pk,
            selected=[o["id"] for o in item.shown["options"]].index(item.key["option"]),
            time_spent_ms=900,
        )
    assert due_today(walk.user).count() == 0
    quiz.refresh_from_db()
    assert (quiz.status, quiz.score) == ("answered", 100)


def test_review_without_anything_due_leads_home(client):
    client.force_login(make_learner())

    answer = client.post(reverse("study:review"))

    assert (answer.status_code, answer["Location"]) == (302, reverse("study:home"))
    assert not Quiz.objects.exists()


STATEMENTS_OF_ANSWER = [
    "the item; its session and learner are locked",
    "all that the answer meets",
    "attempt, states, totals, card, levels, misconceptions, quiz and history",
    "the waiting step added, after the commit",
]


def statements(call, callbacks) -> list[str]:
    """What a call sends to the database, with what follows its commit."""
    with CaptureQueriesContext(connection) as seen, callbacks(execute=True):
        call()
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [query["sql"] for query in seen if not query["sql"].startswith(control)]


def test_every_answer_takes_four_statements(django_capture_on_commit_callbacks):
    session, quiz = quizzing_session()
    counts = []
    for item in list(quiz.items.order_by("position"))[:-1]:
        right = item.position % 2 == 0
        answer = partial(
            answer_item,
            session_id=session.pk,
            item_id=item.pk,
            answer=item.key["option"] if right else wrong_option(item),
        )
        counts.append(len(statements(answer, django_capture_on_commit_callbacks)))

    # Wrong ones too, which begin a suspicion and make a card.
    assert counts == [len(STATEMENTS_OF_ANSWER)] * 4


def test_second_answer_only_reads(django_capture_on_commit_callbacks):
    session, quiz = quizzing_session()
    item = quiz.items.first()
    answer = partial(answer_item, session_id=session.pk, item_id=item.pk, answer=item.key["option"])
    answer()

    sent = statements(answer, django_capture_on_commit_callbacks)

    assert [sql.split()[0] for sql in sent] == ["SELECT"] * 3


def test_review_never_waits_beyond_the_exam():
    walk = Walk(questions=10)
    question = walk.waiting[0].question_version.question
    walk.waiting = [item for item in walk.waiting if item.question_version.question == question]
    walk.user.learner.exam_date = (START + 2 * DAY).date()
    walk.user.learner.save()

    walk.answer(right=False, at=START)
    walk.answer(right=True, at=START + DAY)

    assert ReviewCard.objects.get(learner=walk.user).due_at == START + 2 * DAY


def test_right_answers_make_no_cards():
    analyzing_session(wrong=0)

    assert not ReviewCard.objects.exists()


def answers_of_a_month(count: int) -> None:
    """Attempts as a log: the better half of the learners answers right more often."""
    rng = random.Random(3)
    _, quiz = quizzing_session()
    items = list(quiz.items.all())
    learners = [make_learner() for _ in range(10)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(count):
        item = rng.choice(items)
        place = rng.randrange(len(learners))
        copy = type(item)(
            quiz=quiz,
            position=100 + number,
            question_version_id=item.question_version_id,
            shown=item.shown,
            key=item.key,
        )
        rows.append((copy, learners[place], rng.random() < 0.2 + 0.07 * place, number))
    type(items[0]).objects.bulk_create([row[0] for row in rows])
    Attempt.objects.bulk_create(
        Attempt(
            learner=learner,
            quiz_item=item,
            question_version_id=item.question_version_id,
            answer=item.key["option"] if right else wrong_option(item),
            correct=right,
            time_spent_ms=1000 + number % 7,
            answered_at=start + timedelta(minutes=10 * number),
        )
        for item, learner, right, number in rows
    )


def test_calibration_of_few_answers_changes_nothing():
    answers_of_a_month(20)

    assert calibrate() == {"answers": 20, "adopted": 0}
    assert not ModelWeights.objects.exists()
    assert weights_in_use() == START_WEIGHTS


def test_calibration_stores_weights_that_foretell_better():
    answers_of_a_month(600)
    rebuild_mastery()
    out = StringIO()

    call_command("calibrate_mastery", stdout=out)
    call_command("calibrate_mastery", stdout=out)

    row = ModelWeights.objects.get()  # the second ring of the day did nothing
    assert "600 answers looked at." in out.getvalue()
    assert "Done before" in out.getvalue()
    assert row.answers == 600
    assert row.in_use is row.report["adopted"]
    assert 0.5 < row.auc <= 1
    assert row.log_loss <= row.report["refused_log_loss"]
    assert sum(answers for _, _, answers in row.report["reliability"]) > 0
    assert weights_in_use() == (tuple(row.weights) if row.in_use else START_WEIGHTS)
    assert JobRun.objects.get(job="calibrate-mastery").effects["answers"] == 600
    medians = ItemState.objects.values_list("median_ms", flat=True)
    assert set(medians) <= {1002, 1003, 1004}


def test_one_set_of_weights_is_in_use_after_each_adoption(monkeypatch):
    answers_of_a_month(600)
    real = calibration.refit
    monkeypatch.setattr(calibration, "refit", lambda *args: real(*args)._replace(is_adopted=True))

    calibrate()
    calibrate()

    assert ModelWeights.objects.count() == 2
    newest = ModelWeights.objects.order_by("pk").last()
    assert list(ModelWeights.objects.filter(in_use=True)) == [newest]


def test_steps_of_all_learners_add_up():
    random_study(learners=2)
    total = MasteryStep.objects.aggregate(total=Sum("difficulty"))["total"]

    add_all_waiting_steps()

    (row,) = TopicDifficulty.objects.all()
    assert (row.difficulty, row.answers) == (pytest.approx(total), 10)
    assert database_now() >= TopicState.objects.first().last_at
