"""From sign-up to summary and on, on a phone: by keyboard, and without a script."""

import pytest
from playwright.sync_api import expect

from sessions_app.models import StudySession
from tests.browser.student import Student, item_at, right_letter, wrong_letter
from tutoring.models import Attempt

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("choices_only"),  # the other kinds: test_typed.py
]
WRONG_AT = {2}  # which questions are answered wrongly


def quiz_by_keyboard(student: Student, session: StudySession) -> None:
    """Answer five questions with A-D and Enter alone."""
    page = student.page
    for number in range(1, 6):
        student.sees_question(number)
        item = item_at(session, number)
        letter = (wrong_letter if number in WRONG_AT else right_letter)(item)
        page.keyboard.press(letter)
        expect(page.locator("[data-option] input:checked")).to_have_count(1)
        page.keyboard.press("Enter")
        student.sees_feedback(is_right=number not in WRONG_AT)
        expect(page.locator(".feedback")).to_be_focused()
        expect(page.locator(".save-light")).to_contain_text("Saved")
        expect(page).to_have_title(f"Question {number} of 5 · Study Mentor")
        page.keyboard.press("Enter")
    page.wait_for_url("**/analysis/")


def quiz_by_form(student: Student, session: StudySession) -> None:
    """Answer five questions with full page loads."""
    for number in range(1, 6):
        student.sees_question(number)
        item = item_at(session, number)
        student.choose((wrong_letter if number in WRONG_AT else right_letter)(item))
        student.press("Check")
        student.sees_feedback(is_right=number not in WRONG_AT)
        student.press("See what it showed" if number == 5 else "Next")
    student.page.wait_for_url("**/analysis/")


@pytest.mark.parametrize("script", [True, False], ids=["by keyboard", "without script"])
def test_whole_journey(visitor, script):
    student = Student(visitor(java_script_enabled=script).new_page())
    page = student.page
    answer = quiz_by_keyboard if script else quiz_by_form

    student.sign_up("asha@example.org")
    session = student.make_plan()
    expect(page.locator(".lead")).to_have_text("“Be ready for NEET”")
    student.start_lesson()
    student.take_quiz()
    answer(student, session)
    expect(page.locator(".facts-large")).to_contain_text("4 of 5")
    expect(page.get_by_role("heading", name="Review your mistakes")).to_be_visible()

    student.press("Next topic")
    page.wait_for_url("**/plan/")
    expect(page.locator(".topic .mastery")).to_have_count(1)
    student.start_lesson()
    student.take_quiz()
    answer(student, session)
    student.press("Finish")
    page.wait_for_url("**/summary/")
    expect(page.locator(".facts-large")).to_contain_text("8 of 10")
    expect(page.locator(".levels .mastery")).to_have_count(2)

    student.press("Continue")
    page.wait_for_url("**/onboarding/")
    session.refresh_from_db()
    assert (session.status, Attempt.objects.count()) == ("completed", 10)


def test_continue_leads_to_the_very_question(visitor):
    student = Student(visitor().new_page())
    student.sign_up("ravi@example.org")
    session = student.make_plan()
    student.start_lesson()
    student.take_quiz()
    student.page.keyboard.press(right_letter(item_at(session, 1)))
    student.page.keyboard.press("Enter")
    student.sees_feedback(is_right=True)
    link = student.page.locator("#continue-link")
    expect(link).to_contain_text("Question 2 of 5")  # the header follows without a new page

    student.page.goto("/")
    expect(student.page.get_by_role("heading", level=2).first).to_contain_text("Question 2 of 5")
    student.press("Continue")

    student.sees_question(2)
