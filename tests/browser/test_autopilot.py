"""The autopilot in a browser: by keyboard, without script, away and back, on its report."""

import re

import pytest
from playwright.sync_api import expect

from autopilot.models import AutopilotRun
from autopilot.services.steering import RunWish, pause, start_run, stop
from tests.autopilot.driving import asked_item, drive, right_option, work
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_pages import look_at
from tests.factories import make_learner
from tests.tutoring.factories import planned_session
from tests.tutoring.typed_items import ask_instead
from tutoring.models import Attempt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORKING = ".live-work"
LESSON = ".live-lesson"


@pytest.fixture(autouse=True)
def _patience():
    """What happens elsewhere is seen at the next look, some seconds later."""
    expect.set_options(timeout=3 * PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def learner(site):
    return make_learner(name="Asha")


@pytest.fixture
def session(learner):
    return planned_session(learner)


class Run:
    """The run of a session, and the page where it is watched; its steps are worked on demand."""

    def __init__(self, page, session):
        self.page, self.session = page, session
        self.at = f"/sessions/{session.pk}/autopilot/"

    @property
    def row(self) -> AutopilotRun:
        return AutopilotRun.objects.get(session=self.session)

    def worked(self) -> None:
        """Work what is to be worked, once the page says that it is."""
        expect(self.page.locator(WORKING)).to_be_visible()
        work(self.row)

    def start(self) -> None:
        self.page.goto(self.at)
        self.page.get_by_role("button", name="Start").click()
        self.worked()

    def option(self) -> str:
        """Return the letter of the right option of the question asked."""
        item = asked_item(self.row)
        ids = [option["id"] for option in item.shown["options"]]
        return "ABCD"[ids.index(right_option(item))]

    def sees(self, words: str) -> None:
        expect(self.page.locator("#live-doing, .dots-label").first).to_contain_text(words)


def test_a_run_by_keyboard_from_start_to_report(visitor, learner, session):
    page = visitor(learner).new_page()
    run = Run(page, session)
    run.start()
    for _ in range(2):
        expect(page.locator(LESSON)).to_be_visible()
        page.keyboard.press("Enter")
        run.worked()

    run.sees("Question 1 of 3")
    page.keyboard.press(run.option())
    page.keyboard.press("Enter")
    run.sees("Question 2 of 3")
    expect(page.locator(".live-last .notice-title")).to_have_text("Right")
    expect(page.locator(".live-last [data-focus]")).to_be_focused()
    expect(page.locator("#live-said")).to_have_text("Question 2 of 3")

    page.keyboard.press("p")
    expect(page.locator("#live-resume")).to_be_visible()
    page.reload()
    expect(page.locator("#live-resume")).to_be_visible()
    expect(page.get_by_role("button", name="Check")).to_be_disabled()
    page.keyboard.press("p")
    expect(page.locator("#live-pause")).to_be_visible()
    page.keyboard.press(run.option())
    page.keyboard.press("Enter")
    run.sees("Question 3 of 3")

    page.locator("#live-stop summary").press("Enter")
    page.get_by_role("button", name="Stop and show the report").press("Enter")
    page.wait_for_url("**/report/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What this run did")
    expect(page.locator(".facts-large")).to_contain_text("2 of 2")
    assert Attempt.objects.count() == 2


def test_a_run_without_script(visitor, learner, session):
    page = visitor(learner, java_script_enabled=False).new_page()
    run = Run(page, session)
    run.start()
    page.get_by_role("link", name="Look again").click()
    for _ in range(2):
        page.get_by_role("button", name="Next").click()
        run.worked()
        page.get_by_role("link", name="Look again").click()

    run.sees("Question 1 of 3")
    page.locator("[data-option]").nth("ABCD".index(run.option())).click()
    page.get_by_role("button", name="Check").click()
    run.sees("Question 2 of 3")
    expect(page.locator(".live-last .notice-title")).to_have_text("Right")
    page.get_by_role("button", name="Pause").click()
    page.reload()
    page.get_by_role("button", name="Resume").click()
    run.sees("Question 2 of 3")
    page.locator("#live-stop summary").click()
    page.get_by_role("button", name="Stop and show the report").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What this run did")
    assert Attempt.objects.count() == 1


def asking(session, **wish) -> AutopilotRun:
    """Return a run that asks its first question."""
    run = start_run(session_id=session.pk, wish=RunWish(**{"seed": 7, **wish}))
    return drive(run, steps=2)


def test_closing_the_page_and_coming_back_shows_the_same_question(visitor, learner, session):
    asking(session)
    context = visitor(learner)
    page = context.new_page()
    run = Run(page, session)
    page.goto(run.at)
    asked = page.locator("#question-text").inner_text()
    page.close()

    page = context.new_page()
    page.goto(run.at)

    expect(page.locator("#question-text")).to_have_text(re.compile(re.escape(asked[:40])))
    assert not Attempt.objects.exists()


def test_what_is_being_written_survives_what_happens_meanwhile(visitor, learner, session):
    run_row = asking(session, answer_seconds=None)
    ask_instead(asked_item(run_row), "integer")
    page = visitor(learner).new_page()
    run = Run(page, session)
    page.goto(run.at)
    field = page.locator("#answer-1")
    field.fill("42 or")

    with page.expect_response("**/autopilot/part/") as told:  # paused on another device
        pause(session_id=session.pk)
    assert told.value.status == 200

    expect(page.locator("#live-resume")).to_be_visible()
    expect(field).to_have_value("42 or")
    expect(field).to_be_disabled()
    page.locator("#live-resume").click()
    expect(field).to_be_enabled()
    expect(field).to_have_value("42 or")


def test_pages_of_the_autopilot_are_accessible_and_fit(visitor, learner):
    fresh, reading, asked, paused, done = (planned_session(learner) for _ in range(5))
    lesson = start_run(session_id=reading.pk, wish=RunWish(seed=1))
    work(lesson)
    drive(asking(asked), steps=1)
    asking(paused)
    pause(session_id=paused.pk)
    ended = drive(asking(done), steps=5)
    stop(session_id=done.pk)

    assert (
        look_at(
            visitor(learner).new_page(),
            {
                "start": f"/sessions/{fresh.pk}/autopilot/",
                "start again": f"/sessions/{done.pk}/autopilot/",
                "lesson": f"/sessions/{reading.pk}/autopilot/",
                "question": f"/sessions/{asked.pk}/autopilot/",
                "paused": f"/sessions/{paused.pk}/autopilot/",
                "strip": f"/sessions/{paused.pk}/plan/",
                "report": f"/runs/{ended.pk}/report/",
                "mission": f"/sessions/{done.pk}/mission/",
            },
        )
        == {}
    )
