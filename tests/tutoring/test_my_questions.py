"""My questions: what is listed under which filter, what became of it, page by page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions_app.services.lifecycle import move_session
from tests.factories import make_learner
from tests.tutoring.practice.test_summary import practise
from tests.tutoring.test_ledger import DAY, HOUR, START, Walk
from tutoring.models import Attempt, LearnerMisconception, Quiz, QuizItem
from tutoring.selectors.my_questions import PAGE, Which, my_questions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]
QUERIES = 2


@pytest.fixture
def learner():
    return make_learner()


def web_of(client, user):
    client.force_login(user)
    return client


def shown(learner_id, **which):
    return {row.attempt.pk for row in my_questions(learner_id, Which(**which)).rows}


def missed_and_right(learner):
    practise(
        learner,
        [
            ("Kinematics", False, 1000),
            ("Kinematics", True, 1000),
            ("Laws of motion", False, 1000),
            ("Laws of motion", True, 1000),
        ],
    )
    return list(Attempt.objects.filter(learner=learner).order_by("pk"))


def test_mistakes_are_exactly_the_wrong_answers(learner):
    rows = missed_and_right(learner)

    assert shown(learner.pk) == {row.pk for row in rows}
    assert shown(learner.pk, show="mistakes") == {row.pk for row in rows if not row.correct}


def test_nothing_of_another_learner_is_listed(learner):
    missed_and_right(learner)

    assert shown(make_learner().pk) == set()


def test_a_misconception_goes_from_suspected_over_confirmed_to_mastered():
    walk = Walk()
    first = walk.answer(right=False, at=START).attempt
    row = my_questions(walk.user.pk, Which()).rows[0]
    assert [(step.state, step.at is not None) for step in row.steps] == [
        ("suspected", True),
        ("resolved", False),
    ]
    second = walk.answer(right=False, at=START + HOUR).attempt
    assert shown(walk.user.pk, show="open") == {first.pk, second.pk}
    assert shown(walk.user.pk, show="mastered") == set()

    for day in (1, 2):
        walk.answer(right=True, at=START + day * DAY)

    held = LearnerMisconception.objects.get(learner=walk.user)
    assert held.state == "resolved"
    # Answers are written now, the ledger by the walk's own clock.
    Attempt.objects.filter(pk__in=[first.pk, second.pk]).update(answered_at=START)
    rows = {row.attempt.pk: row for row in my_questions(walk.user.pk, Which()).rows}
    assert [step.state for step in rows[first.pk].steps] == ["suspected", "confirmed", "resolved"]
    assert rows[first.pk].steps[1].at == START + HOUR
    assert rows[first.pk].steps[2].at == held.resolved_at
    assert shown(walk.user.pk, show="open") == set()
    assert shown(walk.user.pk, show="mastered") == {first.pk, second.pk}


def test_a_question_answered_right_since_is_mastered_again(learner):
    rows = missed_and_right(learner)
    missed = next(row for row in rows if not row.correct)
    later = next(row for row in rows if row.correct)
    LearnerMisconception.objects.all().delete()
    assert missed.pk not in shown(learner.pk, show="mastered")

    Attempt.objects.filter(pk=later.pk).update(
        question_version=missed.question_version, answered_at=missed.answered_at + DAY
    )

    assert missed.pk in shown(learner.pk, show="mastered")


@pytest.mark.parametrize("words", ["100%", "_ass", "%", "a\\b"])
def test_words_are_searched_as_they_are(learner, words):
    rows = missed_and_right(learner)
    item = rows[0].quiz_item
    QuizItem.objects.filter(quiz__learner=learner).exclude(pk=item.pk).update(
        shown={**item.shown, "stem": "A mass at rest, 100 of them, aXb."}
    )
    item.shown["stem"] = "At 100% of _ass a\\b"
    item.save(update_fields=["shown"])

    assert shown(learner.pk, words=words) == {rows[0].pk}


def test_topic_and_misconception_narrow_the_list():
    walk = Walk()
    wrong = walk.answer(right=False, at=START).attempt
    right = walk.answer(right=True, at=START + HOUR).attempt
    lesson = wrong.question_version.question.lesson

    assert shown(walk.user.pk, misconception=walk.slug) == {wrong.pk}
    assert shown(walk.user.pk, topic=lesson.slug) == {wrong.pk, right.pk}
    assert shown(walk.user.pk, topic="nothing") == set()


def many(learner, count):
    """So many answers to copies of one question, some of them at the same moment."""
    practise(learner, [("Kinematics", False, 1000)])
    first = Attempt.objects.select_related("quiz_item").get(learner=learner)
    quiz = Quiz.objects.create(learner=learner, kind="requested", topic_name="Kinematics")
    for number in range(1, count):
        item = QuizItem.objects.create(
            quiz=quiz,
            position=number,
            question_version=first.question_version,
            shown=first.quiz_item.shown,
            key=first.quiz_item.key,
        )
        Attempt.objects.create(
            learner=learner,
            quiz_item=item,
            question_version=first.question_version,
            answer=first.answer,
            correct=False,
            misconception=first.misconception,
            answered_at=first.answered_at - timedelta(minutes=number // 3),
        )


@pytest.mark.parametrize("count", [1, 100])
def test_a_page_takes_two_queries_however_many_rows(learner, count):
    many(learner, count)

    with CaptureQueriesContext(connection) as captured:
        page = my_questions(learner.pk, Which())

    assert (len(captured), len(page.rows)) == (QUERIES, min(count, PAGE))


def test_pages_follow_each_other_and_lead_back(learner):
    many(learner, 2 * PAGE + 3)
    pages, mark = [], None
    for _ in range(3):
        pages.append(my_questions(learner.pk, Which(), mark))
        mark = pages[-1].older

    listed = [row.attempt.pk for page in pages for row in page.rows]
    newest_first = Attempt.objects.order_by("-answered_at", "-pk").values_list("pk", flat=True)
    assert listed == list(newest_first)
    assert (pages[0].newer, pages[-1].older) == (None, None)
    back = my_questions(learner.pk, Which(), pages[2].newer)
    assert [r.attempt.pk for r in back.rows] == [r.attempt.pk for r in pages[1].rows]
    first = my_questions(learner.pk, Which(), back.newer)
    assert [r.attempt.pk for r in first.rows] == [r.attempt.pk for r in pages[0].rows]
    assert first.newer is None


def test_the_page_shows_mine_and_the_right_answer_and_a_way_on(client):
    walk = Walk()
    attempt = walk.answer(right=False, at=START).attempt
    web = web_of(client, walk.user)

    page = web.get("/questions/").content.decode()

    assert "My answer" in page
    assert "Right answer" in page
    assert "Worked solution" in page
    assert "Not resolved yet" in page
    concept = attempt.question_version.question.concept
    form = dict(re.findall(r'name="(subject|topic|subtopic)" value="([^"]*)"', page))
    assert form["subtopic"] == concept
    move_session(session_id=walk.session.pk, verb="complete")
    web.post("/practice/start/", form)
    served = QuizItem.objects.get(quiz__kind="practice")
    assert served.question_version.question.concept == concept


@pytest.mark.parametrize(
    "query",
    [{"words": "x" * 201}, {"words": "a\0b"}, {"topic": "' OR 1=1"}, {"show": "everything"}],
)
def test_odd_filters_are_taken_calmly(client, learner, query):
    missed_and_right(learner)

    assert web_of(client, learner).get("/questions/", query).status_code == 200


@pytest.mark.parametrize("at", ["x", "WzFd:1:abc", "a" * 500])
def test_a_forged_place_is_refused(client, learner, at):
    assert web_of(client, learner).get("/questions/", {"at": at}).status_code == 400


def test_pages_of_the_site_keep_the_filter(client, learner):
    many(learner, PAGE + 1)
    web = web_of(client, learner)

    page = web.get("/questions/", {"show": "mistakes"})
    older = web.get(page.context["older"])

    assert "show=mistakes" in page.context["older"]
    assert len(older.context["page"].rows) == 1
    assert older.context["newer"]


def test_without_answers_it_leads_to_practice(client, learner):
    page = web_of(client, learner).get("/questions/").content.decode()

    assert "No answers yet" in page
    assert 'href="/practice/"' in page
