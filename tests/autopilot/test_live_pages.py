"""The autopilot's pages: start, live, paused, report; no key of an open question in them."""

import re

import pytest
from django.urls import reverse

from autopilot.models import AutopilotRun
from autopilot.services.steering import RunWish, start_run
from tests.autopilot.driving import asked_item, drive, fresh_run, right_option, work
from tests.factories import make_learner
from tests.tutoring.factories import planned_session
from tutoring.models import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def learner():
    return make_learner(name="Asha")


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def session(learner):
    return planned_session(learner)


def started(session, **wish) -> AutopilotRun:
    return start_run(session_id=session.pk, wish=RunWish(**{"seed": 7, **wish}))


def asking(session, **wish) -> AutopilotRun:
    """Return a run that asks its first question."""
    return drive(started(session, **wish), steps=2)


def url(name, key):
    return reverse(f"autopilot:{name}", args=[key])


def shown(web, session, **extra) -> str:
    response = web.get(url("live", session.pk), **extra)
    assert response.status_code == 200
    return response.content.decode()


def fields_of(item, option) -> dict:
    return {"item": str(item.pk), "kind": "", "option": option}


def answer(web, session, item, option, **extra):
    return web.post(url("answer", session.pk), fields_of(item, option), **extra)


def test_the_start_page_starts_a_run_with_what_was_chosen(web, session):
    page = shown(web, session)
    slugs = re.findall(r'name="topics" value="([^"]+)"', page)

    response = web.post(
        url("start", session.pk),
        {"minutes": "15", "pace": "untimed", "topics": slugs[:2]},
    )

    run = AutopilotRun.objects.get(session=session)
    assert response["Location"] == url("live", session.pk)
    assert (run.target_minutes, run.answer_seconds) == (15, None)
    assert run.choices["in"] == slugs[:2]


def test_every_topic_is_no_narrowing(web, session):
    slugs = re.findall(r'name="topics" value="([^"]+)"', shown(web, session))

    web.post(url("start", session.pk), {"minutes": "30", "pace": "timed", "topics": slugs})

    run = AutopilotRun.objects.get(session=session)
    assert (run.choices["in"], run.answer_seconds) == ([], 60)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"minutes": "other", "pace": "timed", "topics": "all"}, "Say how many minutes."),
        (
            {"minutes": "other", "other_minutes": "3", "pace": "timed", "topics": "all"},
            "greater than or equal to 5",
        ),
        ({"minutes": "30", "pace": "timed"}, "Choose at least one topic."),
    ],
)
def test_a_start_that_cannot_be_says_why(web, session, wish, words):
    slugs = re.findall(r'name="topics" value="([^"]+)"', shown(web, session))
    if wish.get("topics") == "all":
        wish = {**wish, "topics": slugs}

    page = web.post(url("start", session.pk), wish).content.decode()

    assert words in page
    assert not AutopilotRun.objects.exists()


def test_a_lesson_is_read_and_next_goes_on(web, session):
    run = work(started(session))
    page = shown(web, session)
    assert "Read in your own time" in page
    assert url("proceed", session.pk) in page

    web.post(url("proceed", session.pk))

    assert fresh_run(run).waiting_for == ""
    assert "Preparing the lesson" in shown(web, session)


def test_an_answer_shows_its_feedback_above_the_next_question(web, session):
    run = asking(session)
    item = asked_item(run)

    page = answer(web, session, item, right_option(item), follow=True).content.decode()

    assert Attempt.objects.get(quiz_item=item).correct
    assert page.index("Your last answer") < page.index('dots-label">Question 2 of 3')


def test_an_open_question_keeps_its_key(web, session):
    run = asking(session)
    item = asked_item(run)

    for page in (shown(web, session), web.get(url("part", session.pk), headers=HTMX).content):
        text = page if isinstance(page, str) else page.decode()
        assert item.shown["options"][0]["id"] in text
        assert item.key["explanation"][:40] not in text
        assert "option-right" not in text
        assert "Not quite" not in text


def test_no_answer_is_asked_for_again(web, session):
    run = asking(session)

    part = web.post(
        url("answer", session.pk), {"item": str(asked_item(run).pk), "kind": ""}, headers=HTMX
    ).content.decode()

    assert "Choose an answer first." in part
    assert "data-again" in part
    assert not Attempt.objects.exists()


def test_an_answer_to_another_question_changes_nothing(web, session):
    run = asking(session)
    first = asked_item(run)
    answer(web, session, first, right_option(first))

    page = answer(web, session, first, right_option(first), follow=True).content.decode()

    assert "Another question is asked now." in page
    assert Attempt.objects.count() == 1


def test_pause_and_resume_keep_the_question(web, session):
    run = asking(session)
    item = asked_item(run)

    web.post(url("pause", session.pk))
    paused = shown(web, session)
    web.post(url("resume", session.pk))

    assert "waits as it is" in paused
    assert str(item.pk) in paused
    assert asked_item(run) == item
    assert fresh_run(run).status == "running"


def test_stop_leads_to_the_report(web, session):
    run = drive(started(session), steps=5)

    page = web.post(url("stop", session.pk), follow=True).content.decode()

    assert "What this run did" in page
    assert "3 of 3" in page
    assert url("report-markdown", run.pk) in page


def test_a_part_of_a_run_that_ended_leads_to_the_report(web, session):
    run = started(session)

    stopped = web.post(url("stop", session.pk), headers=HTMX)
    asked = web.get(url("part", session.pk), headers=HTMX)

    assert stopped["X-Leads-To"] == asked["X-Leads-To"] == url("report", run.pk)


def test_a_veto_leaves_the_topic(web, session):
    run = asking(session)
    left = run.hop.name

    web.post(url("veto", session.pk), {"veto": "not_now"})

    run = work(fresh_run(run))
    assert run.hop.name != left


def test_an_unchanged_part_is_a_304(web, session):
    asking(session)
    first = web.get(url("part", session.pk), headers=HTMX)

    again = web.get(url("part", session.pk), headers={**HTMX, "If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
