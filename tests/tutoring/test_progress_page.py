"""The progress page: figures as the API gives them, charts that say the same in words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now
from sessions_app.services.lifecycle import move_session
from tests.factories import make_learner
from tests.tutoring.practice.test_summary import practise
from tutoring.drawings import BOTTOM, HEIGHT, TOP, bars_of, line_of
from tutoring.models import Attempt
from tutoring.selectors.progress_days import MOST_WEEKS, answers_along
from tutoring.selectors.summary import progress_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]
# Log-in, user, learner, six figures, clock, days, practices, where to continue.
QUERIES = 13
ANSWERS = [
    ("Kinematics", True, 1000),
    ("Kinematics", False, 1000),
    ("Laws of motion", True, 1000),
]


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


@pytest.mark.parametrize("window", ["7d", "30d", "all"])
def test_the_days_add_up_to_the_answers(learner, window):
    practise(learner, ANSWERS)
    for days, attempt in zip((0, 2, 20), Attempt.objects.order_by("pk"), strict=True):
        Attempt.objects.filter(pk=attempt.pk).update(
            answered_at=attempt.answered_at - timedelta(days=days)
        )

    spans = answers_along(learner, window, database_now())

    figures = progress_of(learner.pk, window)
    assert sum(span.tally.attempted for span in spans) == figures["attempted"]
    assert sum(span.tally.correct for span in spans) == figures["correct"]
    assert len(spans) == {"7d": 7, "30d": 30}.get(window, 3 if len(spans) == 3 else 4)


def test_all_time_is_by_weeks_and_has_an_end(learner):
    practise(learner, ANSWERS)
    Attempt.objects.update(answered_at=database_now() - timedelta(days=7 * MOST_WEEKS + 30))

    spans = answers_along(learner, "all", database_now())

    assert len(spans) <= MOST_WEEKS
    assert not sum(span.tally.attempted for span in spans)


def test_the_page_says_the_figures_and_draws_them(web, learner):
    session = practise(learner, ANSWERS)
    move_session(session_id=session.pk, verb="complete")
    practise(learner, ANSWERS[:1])

    page = web.get("/progress/", {"window": "7d"})
    content = page.content.decode()

    assert page.context["figures"] == progress_of(learner.pk, "7d")
    assert "3 of 4" in content
    assert "75 %" in content
    assert "3 of 4 answers were right." in content
    assert "From 67 % right to 100 % over 2 practices." in content
    assert content.count('viewBox="0 0 360 180"') == 2


@pytest.mark.parametrize("sets", [1, 4])
def test_the_page_takes_the_same_queries_however_many_answers(web, learner, sets):
    practise(learner, ANSWERS * sets)

    with CaptureQueriesContext(connection) as captured:
        web.get("/progress/")

    assert len(captured) <= QUERIES


def test_an_odd_window_is_a_month(web):
    assert web.get("/progress/", {"window": "1y"}).context["window"] == "30d"


def test_without_answers_it_leads_to_practice(web):
    assert "No answers in this time" in web.get("/progress/").content.decode()


def test_the_end_of_a_practice_stands_beside_the_one_before(web, learner):
    first = practise(learner, ANSWERS)
    move_session(session_id=first.pk, verb="complete")
    second = practise(learner, ANSWERS[:1])
    move_session(session_id=second.pk, verb="complete")

    page = web.get(f"/practice/{second.pk}/").content.decode()

    assert "Beside what came before" in page
    assert "The one before" in page
    assert "67 %" in page
    assert "Beside what came before" not in web.get(f"/practice/{first.pk}/").content.decode()


def test_bars_stand_on_the_base_within_their_room():
    plot = bars_of([("a", 1, 4), ("b", 0, 0), ("c", 8, 8)])

    assert plot.most == 8
    for bar in plot.bars:
        assert bar.y + bar.height == plot.base == HEIGHT - BOTTOM
        assert bar.right_y + bar.right_height == plot.base
        assert TOP <= bar.y <= bar.right_y <= plot.base
    assert [bar.height for bar in plot.bars] == [69, 0, 138]


def test_no_bar_is_without_its_room_when_nothing_was_answered():
    assert [bar.height for bar in bars_of([("a", 0, 0)]).bars] == [0]
    assert bars_of([]).bars == []


def test_a_line_goes_from_the_oldest_to_the_newest():
    line = line_of([(0, 4), (2, 4), (4, 4)])

    assert [point.percent for point in line.points] == [0, 50, 100]
    assert line.points[0].y == line.base
    assert line.last.y == line.top
    assert [p.x for p in line.points] == sorted(p.x for p in line.points)
