"""The autopilot's pages: start, live, paused, report; no key of an open question in them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.clock import ClockNow, database_now
from autopilot.models import Asset, AutopilotRun
from autopilot.selectors.run_pages import units_of
from autopilot.services.steering import RunWish, settle_wait, start_run
from sessions_app.models import SessionPresence
from tests.accounts.factories import GuardianshipFactory
from tests.autopilot.driving import asked_item, drive, fresh_run, right_option, work
from tests.factories import make_child_profile, make_learner
from tests.tutoring.factories import planned_session
from tests.tutoring.typed_items import KINDS, ask_instead
from tutoring.models import Attempt, QuizItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
HTMX = {"HX-Request": "true"}
MOST_QUERIES = 24


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


@pytest.mark.parametrize("acts", [3, 12])
def test_the_live_page_takes_few_queries_however_long_the_run(
    web, session, acts, django_assert_max_num_queries
):
    drive(started(session), steps=acts)

    with django_assert_max_num_queries(MOST_QUERIES):
        shown(web, session)
    with django_assert_max_num_queries(MOST_QUERIES):
        web.get(url("part", session.pk), headers=HTMX)


def test_what_cannot_be_read_is_asked_for_again_as_it_was_written(web, session):
    run = asking(session)
    ask_instead(asked_item(run), "integer")
    item = asked_item(run)
    fields = {"item": str(item.pk), "kind": item.shown["response"]["kind"], "answer": "twelve-ish"}

    for extra in ({}, {"headers": HTMX}):
        page = web.post(url("answer", session.pk), fields, **extra).content.decode()
        assert 'value="twelve-ish"' in page
        assert 'aria-invalid="true"' in page

    assert not Attempt.objects.exists()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_question_is_asked_and_answered(web, session, name):
    run = asking(session, answer_seconds=None)
    ask_instead(asked_item(run), name)
    item = asked_item(run)
    page = shown(web, session)

    fields = {"item": str(item.pk), "kind": item.shown["response"]["kind"], **KINDS[name].right}

    response = web.post(url("answer", session.pk), fields)

    assert str(item.pk) in page
    assert response.status_code == 302
    assert Attempt.objects.get(quiz_item=item).correct


def test_paused_because_nobody_was_there_goes_on_when_the_page_opens(web, session):
    run = asking(session)
    item = asked_item(run)
    leave(session, hours=1)
    settle_wait(session_id=session.pk, run_id=run.pk)
    assert fresh_run(run).pause_reason == "away"

    page = shown(web, session)

    assert fresh_run(run).status == "running"
    assert str(item.pk) in page


def test_an_hour_away_costs_no_question_even_if_nothing_swept(web, session):
    run = asking(session)
    item = asked_item(run)
    leave(session, hours=1)
    AutopilotRun.objects.filter(pk=run.pk).update(
        wait_since=ClockNow() - timedelta(hours=1), wait_until=ClockNow() - timedelta(minutes=59)
    )

    page = shown(web, session)

    assert asked_item(run) == item
    assert str(item.pk) in page
    assert not Attempt.objects.exists()


def make_guardian_of(learner):
    guardian = make_learner()
    GuardianshipFactory(guardian=guardian, learner=learner.learner)
    return guardian


def leave(session, *, hours) -> None:
    gone = ClockNow() - timedelta(hours=hours)
    SessionPresence.objects.filter(session=session).update(seen_at=gone)
    AutopilotRun.objects.filter(session=session).update(wait_since=gone)


@pytest.mark.parametrize("page", ["plan", "lesson", "quiz"])
def test_the_sessions_own_pages_tell_that_the_autopilot_is_at_it(web, session, page):
    acts = {"plan": 0, "lesson": 0, "quiz": 2}[page]
    drive(started(session), steps=acts)
    at = reverse(f"study:{page}", args=[session.pk])

    while_live = web.get(at).content.decode()
    web.post(url("stop", session.pk))
    after = web.get(at).content.decode()

    assert "The autopilot is running here" in while_live
    assert "The autopilot is running here" not in after


def test_the_mission_shows_every_step_with_what_it_left(web, session):
    drive(started(session), steps=5)

    page = web.get(reverse("autopilot:mission", args=[session.pk])).content.decode()

    assert "Teach the idea" in page
    assert "The numbers behind this choice" in page
    for asset in Asset.objects.filter(mission__session=session, status="ready"):
        assert url("asset", asset.pk) in page
        opened = web.get(url("asset", asset.pk), follow=True)
        assert opened.status_code == 200
    lesson = Asset.objects.filter(mission__session=session, subtype="lesson").first()
    file = web.get(url("asset-markdown", lesson.pk))
    assert file["Content-Type"] == "text/markdown; charset=utf-8"
    assert file.content.decode() == lesson.content["markdown"]


def test_a_quiz_left_shows_no_key_of_an_open_question(web, session):
    run = asking(session)
    quiz = Asset.objects.get(mission=run.mission, subtype="quiz")

    page = web.get(url("asset", quiz.pk)).content.decode()
    file = web.get(url("asset-markdown", quiz.pk)).content.decode()

    assert "Still open" in page
    assert url("asset-markdown", quiz.pk) in page
    assert file.startswith(f"# {quiz.name}\n")
    for item in QuizItem.objects.filter(quiz_id=quiz.content["quiz_id"]):
        assert item.shown["stem"].strip()[:40] in file
        assert item.key["explanation"][:40] not in page + file


def test_a_report_is_downloaded_as_markdown(web, session):
    run = drive(started(session), steps=5)
    web.post(url("stop", session.pk))

    file = web.get(url("report-markdown", run.pk))

    assert file["Content-Disposition"].startswith('attachment; filename="report-')
    assert "## What changed" in file.content.decode()


def test_pages_of_a_run_are_a_strangers_404(client, session):
    run = asking(session)
    asset = Asset.objects.filter(mission=run.mission, status="ready").first()
    client.force_login(make_learner())

    for at in (
        url("live", session.pk),
        url("part", session.pk),
        url("report", run.pk),
        url("asset", asset.pk),
    ):
        assert client.get(at).status_code == 404
    for verb in ("start", "pause", "resume", "stop", "proceed", "answer"):
        assert client.post(url(verb, session.pk), {"minutes": "15"}).status_code == 404


def test_a_guardian_of_a_learner_with_a_log_in_only_looks_on(client, session, learner):
    guardian = make_guardian_of(learner)
    asking(session)
    client.force_login(guardian)

    page = shown(client, session)

    assert "You are looking on" in page
    assert "What it did, and why" not in page
    assert url("pause", session.pk) not in page
    assert client.post(url("pause", session.pk)).status_code == 403


def test_looking_on_is_not_being_there(client, session, learner):
    asking(session)
    leave(session, hours=1)
    client.force_login(make_guardian_of(learner))

    shown(client, session)

    assert SessionPresence.objects.get(session=session).seen_at < database_now() - timedelta(
        minutes=59
    )


def test_a_guardian_steers_the_run_of_a_child_profile(client):
    child = make_child_profile()
    guardian = make_guardian_of(child)
    session = planned_session(child)
    client.force_login(guardian)

    client.post(
        url("start", session.pk), {"minutes": "15", "pace": "timed", "topics": slugs_of(session)}
    )
    page = shown(client, session)

    assert AutopilotRun.objects.get(session=session).status == "running"
    assert url("pause", session.pk) in page


def slugs_of(session) -> list[str]:
    return [slug for _, topics in units_of(session) for slug, _ in topics]
