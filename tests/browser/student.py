"""A student at the pages: presses what is there and reads what is said."""

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import StudySession
from tutoring.models import QuizItem

PASSWORD = "a short sentence to keep"
LETTERS = "ABCDEFGH"


class Student:
    """Walks through the study pages with one browser page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_up(self, email: str) -> User:
        self.page.goto("/")
        self.page.get_by_role("link", name="Start studying").click()
        self.page.get_by_label("Your name").fill("Asha")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign up").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Welcome, Asha")
        return User.objects.get(email=email)

    def make_plan(self, *, clicks: int = 1) -> StudySession:
        self.page.get_by_role("link", name="Start studying").click()
        self.page.get_by_label("NEET").check()
        self.press("Make my plan", clicks=clicks)
        self.page.wait_for_url("**/plan/")
        found = re.search(r"/sessions/([0-9a-f-]{36})/", self.page.url)
        return StudySession.objects.get(pk=found[1])

    def start_lesson(self, *, clicks: int = 1) -> None:
        self.press("Start the lesson", clicks=clicks)
        self.page.wait_for_url("**/lesson/")

    def take_quiz(self, *, clicks: int = 1) -> None:
        self.press("Take the quiz", clicks=clicks)
        self.page.wait_for_url("**/quiz/")
        self.sees_question(1)

    def press(self, name: str, *, clicks: int = 1) -> None:
        """Press a button or a link that looks like one, twice in a moment if asked to."""
        button = self.page.locator("main, aside").locator(".button").filter(has_text=name)
        button.first.click(click_count=clicks)

    def sees_question(self, number: int) -> None:
        expect(self.page.locator(".dots-label")).to_have_text(f"Question {number} of 5")

    def choose(self, letter: str) -> None:
        """Choose an option by mouse or finger."""
        self.page.locator("[data-option]").nth(LETTERS.index(letter)).click()

    def sees_feedback(self, *, is_right: bool) -> None:
        words = re.compile("^Right$" if is_right else "^Not quite")
        expect(self.page.locator(".feedback .notice-title")).to_have_text(words)


def item_at(session: StudySession, number: int) -> QuizItem:
    """Return a question of the session's newest quiz."""
    items = QuizItem.objects.filter(quiz__session=session, position=number)
    return items.order_by("-quiz__created_at").first()


def right_letter(item: QuizItem) -> str:
    """Return the letter of the right option as shown."""
    return LETTERS[[o["id"] for o in item.shown["options"]].index(item.key["option"])]


def wrong_letter(item: QuizItem) -> str:
    """Return the letter of a wrong option as shown."""
    return "B" if right_letter(item) == "A" else "A"
