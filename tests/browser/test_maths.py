"""Maths is typeset wherever it comes in, and readable where nothing can typeset it."""

import pytest
from playwright.sync_api import expect

from tests.browser.student import Student, item_at, right_letter
from tests.factories import make_learner
from tests.tutoring.factories import learning_session, quizzing_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEX = "$"


def has_maths(item) -> bool:
    texts = [item.shown["stem"], *(option["text"] for option in item.shown["options"])]
    return any(TEX in text for text in texts)


def test_maths_is_typeset_after_a_swap(visitor, site):
    learner = make_learner()
    session, quiz = quizzing_session(learner)
    assert all(has_maths(item) for item in quiz.items.filter(position__lte=2))
    student = Student(visitor(learner).new_page())
    page = student.page
    page.goto(f"/sessions/{session.pk}/")
    page.evaluate("window.isSamePage = true")

    page.keyboard.press(right_letter(item_at(session, 1)))
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_be_focused()
    page.keyboard.press("Enter")
    student.sees_question(2)

    expect(page.locator("#question-place .katex").first).to_be_visible()
    expect(page.locator("#question-place")).not_to_contain_text(TEX)
    assert page.evaluate("window.isSamePage")


def test_maths_is_readable_source_without_script(visitor, site):
    learner = make_learner()
    session = learning_session(learner)
    page = visitor(learner, java_script_enabled=False).new_page()

    page.goto(f"/sessions/{session.pk}/")

    expect(page.locator(".katex")).to_have_count(0)
    expect(page.locator(".lesson")).to_contain_text("$v^2 = u^2 + 2as$")
