"""Practice as a learner clicks through it, without a script."""

import re

import pytest
from django.test import Client

from sessions_app.models import StudySession
from tests.factories import make_child_profile, make_learner
from tutoring.models import Attempt, QuizItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(learner):
    client = Client()
    client.force_login(learner)
    return client


def text_of(response):
    return response.content.decode()


def started(browser, **form):
    response = browser.post("/practice/start/", {"subject": "Physics", **form}, follow=True)
    assert response.status_code == 200
    return StudySession.objects.get(kind="practice", status="active"), response


def waiting(session):
    return QuizItem.objects.filter(quiz__session=session, attempt=None).order_by("pk").first()


def answer(browser, session, item, *, right=True, **extra):
    places = [option["id"] == item.key["option"] for option in item.shown["options"]]
    body = {"item": str(item.pk), "option": places.index(right), "shown": ""}
    return browser.post(f"/practice/{session.pk}/answer/", body, follow=True, **extra)


def test_practice_starts_in_two_clicks_from_home(browser):
    assert 'href="/practice/"' in text_of(browser.get("/"))
    page = text_of(browser.get("/practice/"))
    assert '<input type="hidden" name="topic" value="Kinematics">' in page

    session, response = started(browser, topic="Kinematics")

    assert response.redirect_chain == [(f"/practice/{session.pk}/", 302)]
    assert "Question 1 of 5" in text_of(response)


def test_a_set_is_answered_with_feedback_and_ends_in_a_card(browser):
    session, _ = started(browser, topic="Kinematics")

    for number in range(5):
        page = text_of(answer(browser, session, waiting(session), right=number > 0))
        assert ("Not quite" in page) == (number == 0)
        assert "Worked solution" in page
    done = text_of(browser.get(f"/practice/{session.pk}/"))
    assert "This set is done" in done
    assert "4 of 5" in re.sub(r"<[^>]+>", "", done)
    card = text_of(browser.post(f"/practice/{session.pk}/end/", follow=True))

    session.refresh_from_db()
    assert session.status == "completed"
    assert "4 of 5" in card
    assert "80 %" in card
    assert "Practise it again" in card


def test_five_more_go_on_with_the_newest_set(browser):
    session, _ = started(browser, topic="Kinematics")
    for chosen in ({"topic": "Laws of motion"}, {}):
        started(browser, **chosen)
        for _ in range(5):
            answer(browser, session, QuizItem.objects.filter(attempt=None).latest("pk"))

        page = text_of(browser.get(f"/practice/{session.pk}/"))

        assert "This set is done" in page
        assert '<input type="hidden" name="subject" value="Physics">' in page
        for topic in ("Kinematics", "Laws of motion"):
            assert (f'name="topic" value="{topic}"' in page) == (chosen.get("topic") == topic)


def test_a_second_click_on_a_topic_makes_no_second_set(browser):
    session, _ = started(browser, topic="Kinematics")
    started(browser, topic="Kinematics")
    assert QuizItem.objects.filter(quiz__session=session).count() == 5

    started(browser, topic="Laws of motion")
    assert QuizItem.objects.filter(quiz__session=session).count() == 10

    answer(browser, session, QuizItem.objects.latest("pk"))
    started(browser, topic="Laws of motion")
    assert QuizItem.objects.filter(quiz__session=session).count() == 15


def test_no_page_shows_the_key_before_the_answer(browser):
    session, response = started(browser)
    item = waiting(session)

    page = text_of(response)

    assert item.key["explanation"] not in page
    assert "option-right" not in page
    assert not any(slug in page for slug in item.key["misconceptions"].values())


def test_a_second_click_keeps_the_first_answer(browser):
    session, _ = started(browser)
    item = waiting(session)
    answer(browser, session, item, right=True)

    again = answer(browser, session, item, right=False)

    assert Attempt.objects.get(quiz_item=item).correct
    assert "Worked solution" in text_of(again)


def test_an_answer_by_htmx_is_a_part_with_its_address(browser):
    session, _ = started(browser)
    item = waiting(session)

    response = answer(browser, session, item, headers=HTMX)

    assert response["HX-Push-Url"] == f"/practice/{session.pk}/questions/{item.pk}/"
    assert "<html" not in text_of(response)
    assert "Worked solution" in text_of(response)


def test_without_a_choice_the_question_is_asked_again(browser):
    session, _ = started(browser)
    body = {"item": str(waiting(session).pk)}

    plain = browser.post(f"/practice/{session.pk}/answer/", body, follow=True)
    part = browser.post(f"/practice/{session.pk}/answer/", body, headers=HTMX)

    assert "Choose an answer first." in text_of(plain)
    assert "Choose an answer first." in text_of(part)
    assert not Attempt.objects.exists()


def test_an_unanswered_question_has_no_page_of_its_own(browser):
    session, _ = started(browser)

    response = browser.get(f"/practice/{session.pk}/questions/{waiting(session).pk}/")

    assert (response.status_code, response["Location"]) == (302, f"/practice/{session.pk}/")


def test_an_ended_practice_takes_no_answer(browser):
    session, _ = started(browser)
    item = waiting(session)
    browser.post(f"/practice/{session.pk}/end/")

    page = text_of(answer(browser, session, item))

    assert "This practice is finished" in page
    assert not Attempt.objects.exists()


def test_an_unknown_topic_leads_back_to_the_choice(browser):
    response = browser.post("/practice/start/", {"subject": "Physics", "topic": "%"}, follow=True)

    assert response.redirect_chain == [("/practice/", 302)]
    assert "There are no questions on that yet." in text_of(response)
    assert not StudySession.objects.exists()


def test_the_session_list_leads_to_the_practice(browser):
    session, _ = started(browser)

    response = browser.get(f"/sessions/{session.pk}/")
    study_page = browser.get(f"/sessions/{session.pk}/goal/")

    assert response["Location"] == f"/practice/{session.pk}/"
    assert study_page["Location"] == f"/practice/{session.pk}/"


@pytest.mark.parametrize("path", ["", "answer/", "end/"])
def test_a_stranger_finds_no_practice(browser, path):
    session, _ = started(browser)
    stranger = Client()
    stranger.force_login(make_learner())
    method = stranger.post if path else stranger.get
    body = {"item": str(waiting(session).pk), "option": 0} if path else None

    assert method(f"/practice/{session.pk}/{path}", body).status_code == 404
    assert StudySession.objects.get(pk=session.pk).status == "active"


def test_a_guardian_practises_as_their_child(browser, learner):
    child = make_child_profile()
    child.learner.guardianships.create(guardian=learner)
    http_session = browser.session
    http_session["studying_as"] = str(child.pk)
    http_session.save()

    session, _ = started(browser)

    assert session.user_id == child.pk
    answer(browser, session, waiting(session))
    assert Attempt.objects.get().learner_id == child.pk
