"""The review: how much of it a day, why, in which order, and when it comes back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import database_now
from tests.factories import make_learner
from tests.tutoring.practice.test_summary import practise
from tests.tutoring.test_ledger import Walk
from tutoring.models import Question, Quiz, ReviewCard
from tutoring.rules import REVIEWS_A_DAY
from tutoring.selectors.review_portion import Portion, cards_to_review, portion_of
from tutoring.services.practice import answer_question
from tutoring.services.review_sets import SET_LENGTH, start_review
from tutoring.states import QuizKind

# Log-in, user, learner, portion, cards, next date, where to continue.
QUERIES_OF_PAGE = 7
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def due_cards(learner, count, *, days_ago=1):
    now = database_now()
    questions = Question.objects.released().order_by("slug")[:count]
    return ReviewCard.objects.bulk_create(
        ReviewCard(
            learner=learner,
            question=question,
            stability=1,
            difficulty=5,
            due_at=now - timedelta(days=days_ago, minutes=number),
            last_review_at=now - timedelta(days=days_ago + 3),
        )
        for number, question in enumerate(questions)
    )


def answer_all(learner, quiz, *, right=True):
    for item in quiz.items.filter(attempt=None).order_by("position"):
        chosen = [option["id"] == item.key["option"] for option in item.shown["options"]]
        answer_question(
            learner_id=learner.pk,
            item_id=item.pk,
            selected=chosen.index(right),
            time_spent_ms=1000,
        )


@pytest.mark.parametrize(
    ("due", "done", "left", "waiting"),
    [
        (0, 0, 0, 0),
        (5, 0, 5, 0),
        (300, 0, REVIEWS_A_DAY, 300 - REVIEWS_A_DAY),
        (300, REVIEWS_A_DAY, 0, 300),
        (3, REVIEWS_A_DAY - 2, 2, 1),
        (3, REVIEWS_A_DAY + 9, 0, 3),
    ],
)
def test_a_day_has_its_portion(due, done, left, waiting):
    portion = Portion(due, done)

    assert (portion.left, portion.waiting) == (left, waiting)


def test_what_was_reviewed_today_is_counted(learner):
    due_cards(learner, 12)
    assert portion_of(learner) == Portion(12, 0)
    quiz = Quiz.objects.get(items=start_review(user=learner).rows[0])
    assert quiz.items.count() == SET_LENGTH

    answer_all(learner, quiz)

    assert portion_of(learner) == Portion(2, SET_LENGTH)


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_takes_the_same_queries_however_much_is_due(web, learner, count):
    due_cards(learner, count)
    web.get("/review/")

    with CaptureQueriesContext(connection) as captured:
        page = web.get("/review/")

    assert page.context["portion"].left == min(count, REVIEWS_A_DAY)
    assert len(page.context["cards"]) == min(count, REVIEWS_A_DAY)
    assert len(captured) == QUERIES_OF_PAGE, [query["sql"][:80] for query in captured]


def test_after_a_long_absence_the_exams_and_the_oldest_come_first(learner):
    cards = due_cards(learner, 40)
    other = cards[-1].question.lesson  # the longest due, and no longer of the exam
    other.syllabus_topics.filter(exam="NEET").update(retired=True)

    chosen = cards_to_review(learner, REVIEWS_A_DAY)

    of_exam = [card.question.lesson_id != other.pk for card in chosen]
    assert of_exam == sorted(of_exam, reverse=True)
    assert any(of_exam)
    relevant = [card.due_at for card, is_of in zip(chosen, of_exam, strict=True) if is_of]
    assert relevant == sorted(relevant)


def test_a_card_says_why_it_is_due(learner):
    practise(learner, [("Kinematics", False, 1000)])
    ReviewCard.objects.update(due_at=database_now() - timedelta(hours=1))

    (card,) = cards_to_review(learner, 5)

    assert card.misses == 1
    assert card.missed_at is not None


def test_the_page_says_how_many_why_and_how_long(web, learner):
    practise(learner, [("Kinematics", False, 1000), ("Laws of motion", False, 1000)])
    ReviewCard.objects.update(due_at=database_now() - timedelta(hours=1))

    page = web.get("/review/").content.decode()

    assert "2 questions" in page
    assert page.count("Missed on") == 2
    assert "3 min" in page


def test_a_double_click_makes_one_set(web, learner):
    due_cards(learner, 3)

    first = web.post("/review/")
    second = web.post("/review/")

    assert first["Location"] == second["Location"]
    assert Quiz.objects.filter(kind=QuizKind.REVIEW).count() == 1


def test_the_end_says_when_each_comes_back(web, learner):
    due_cards(learner, 3)
    place = web.post("/review/")["Location"]
    answer_all(learner, Quiz.objects.get(kind=QuizKind.REVIEW))

    page = web.get(place)

    assert "This review is done" in page.content.decode()
    assert [one.due_at for one in page.context["dated"]] == sorted(
        ReviewCard.objects.values_list("due_at", flat=True)
    )
    assert "Nothing more is due today." in page.content.decode()


def test_with_nothing_due_the_next_date_is_named(web, learner):
    cards = due_cards(learner, 1, days_ago=-5)

    page = web.get("/review/")

    assert "Nothing is due" in page.content.decode()
    assert page.context["next_at"] == cards[0].due_at


def test_when_the_portion_is_done_nothing_more_is_asked(web, learner):
    due_cards(learner, REVIEWS_A_DAY + 5)
    while portion_of(learner).left:
        answer_all(learner, Quiz.objects.get(items=start_review(user=learner).rows[0]))

    page = web.get("/review/").content.decode()
    again = web.post("/review/")

    assert "portion is done" in page
    assert again["Location"] == reverse("study:home")
    assert portion_of(learner) == Portion(5, REVIEWS_A_DAY)


def test_no_review_is_put_off_beyond_the_exam():
    walk = Walk(questions=15)
    exam = database_now().date() + timedelta(days=12)
    walk.user.learner.exam_date = exam
    walk.user.learner.save(update_fields=["exam_date"])
    at = database_now()
    missed = walk.waiting[0].question_version.question
    walk.answer(right=False, at=at)
    walk.waiting = [i for i in walk.waiting if i.question_version.question == missed]
    for days in (3, 8):
        walk.answer(right=True, at=at + timedelta(days=days))

        card = ReviewCard.objects.get(learner=walk.user)
        assert at + timedelta(days=days) < card.due_at <= at + timedelta(days=12)
