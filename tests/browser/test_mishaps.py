"""Reload, the back button, double clicks and two tabs: one attempt, the same place."""

import pytest
from playwright.sync_api import expect

from sessions_app.models import StudySession
from tests.browser.student import Student, item_at, right_letter, wrong_letter
from tests.factories import make_learner
from tests.tutoring.factories import quizzing_session
from tutoring.models import Attempt, Quiz

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("choices_only"),  # the other kinds: test_typed.py
]


@pytest.fixture
def learner(site):
    return make_learner()


def answered(session: StudySession) -> list[int]:
    """Return the numbers of the questions that have their one answer."""
    items = Attempt.objects.filter(quiz_item__quiz__session=session)
    return list(items.order_by("pk").values_list("quiz_item__position", flat=True))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_double_clicks_do_everything_once(visitor, script):
    student = Student(visitor(java_script_enabled=script).new_page())
    student.sign_up("twice@example.org")

    session = student.make_plan(clicks=2)
    student.start_lesson(clicks=2)
    student.take_quiz(clicks=2)
    for number in range(1, 6):
        student.sees_question(number)
        student.choose(right_letter(item_at(session, number)))
        student.press("Check", clicks=2)
        student.sees_feedback(is_right=True)
        student.press("See what it showed" if number == 5 else "Next", clicks=2)
    student.page.wait_for_url("**/analysis/")
    student.press("Next topic", clicks=2)
    student.page.wait_for_url("**/plan/")

    assert StudySession.objects.get() == session
    assert Quiz.objects.count() == 1
    assert answered(session) == [1, 2, 3, 4, 5]
    session.refresh_from_db()
    assert session.phase == "PLANNING"


def test_reload_and_back_stay_in_place(visitor, learner):
    session, _ = quizzing_session(learner)
    student = Student(visitor(learner).new_page())
    page = student.page
    page.goto(f"/sessions/{session.pk}/")
    page.keyboard.press(right_letter(item_at(session, 1)))
    page.keyboard.press("Enter")
    student.sees_feedback(is_right=True)

    page.reload()
    student.sees_feedback(is_right=True)
    page.go_back()  # to the quiz, which asks what is still to be answered
    student.sees_question(2)
    page.go_forward()
    student.sees_feedback(is_right=True)
    student.press("Next")
    student.sees_question(2)

    assert answered(session) == [1]


def test_two_tabs_answer_one_question_once(visitor, learner):
    session, _ = quizzing_session(learner)
    item = item_at(session, 1)
    context = visitor(learner)
    first, second = Student(context.new_page()), Student(context.new_page())
    for tab in (first, second):
        tab.page.bring_to_front()
        tab.page.goto(f"/sessions/{session.pk}/")
        tab.sees_question(1)

    first.page.bring_to_front()
    first.choose(wrong_letter(item))
    first.press("Check")
    first.sees_feedback(is_right=False)
    second.page.bring_to_front()
    second.choose(right_letter(item))
    second.press("Check")

    second.sees_feedback(is_right=False)  # what was answered first holds
    kept = Attempt.objects.get(quiz_item=item).answer
    expect(second.page.locator("[data-option] input:checked")).to_have_value(kept)
    assert answered(session) == [1]
    assert kept != item.key["option"]
