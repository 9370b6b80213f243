"""Questions of every kind in a browser: by keyboard alone, by touch, and without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.student import Student
from tests.browser.test_pages import look_at
from tests.factories import make_learner
from tests.tutoring.factories import quizzing_session
from tests.tutoring.typed_items import KINDS, ask_instead, first_item
from tutoring.models import Attempt, Quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORDER = ("Prophase", "Metaphase", "Anaphase")
LENGTH = 5  # questions of a quiz


@pytest.fixture
def learner(site):
    return make_learner()


def quizzes_of_every_kind(learner) -> dict[str, str]:
    """Ask every kind in quizzes of five; return the address of each quiz by its first kind."""
    names = list(KINDS)
    starts = {}
    for begin in range(0, len(names), LENGTH):
        session, quiz = quizzing_session(learner)
        some = names[begin : begin + LENGTH]
        for item, name in zip(quiz.items.order_by("position"), some, strict=False):
            ask_instead(item, name)
        starts[names[begin]] = f"/sessions/{session.pk}/quiz/"
    return starts


def order_by_keyboard(page) -> None:
    """Bring the items in order with the arrow keys on the arrows beside them."""
    for place, text in enumerate(ORDER):
        arrow = page.locator("[data-row]", has_text=text).get_by_role("button", name="Move up")
        arrow.focus()
        for _ in range(rows(page).index(text) - place):
            page.keyboard.press("ArrowUp")
            expect(arrow).to_be_focused()
    expect(page.locator("[data-said]")).not_to_be_empty()
    assert rows(page) == list(ORDER)


def rows(page) -> list[str]:
    return [text.strip() for text in page.locator(".sequence-text").all_inner_texts()]


def match_by_keyboard(page, answer) -> None:
    for name, values in answer.items():
        for value in values:
            page.locator(f'[name="{name}"][value="{value}"]').focus()
            page.keyboard.press("Space")


def answer_by_keyboard(page, name: str) -> None:
    """Give the right answer and press Enter, or reach the button where Enter moves an item."""
    answer = KINDS[name].right
    if "option" in answer:
        for option in [answer["option"]] if isinstance(answer["option"], str) else answer["option"]:
            page.keyboard.press(option[0])
    elif name == "sequence":
        order_by_keyboard(page)
        page.get_by_role("button", name="Check").focus()
    elif name == "matching":
        match_by_keyboard(page, answer)
    else:
        texts = [answer["answer"]] if isinstance(answer["answer"], str) else answer["answer"]
        page.keyboard.type(texts[0])  # the first sign moves the focus into the field
        for text in texts[1:]:
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") != "INPUT":
                page.locator("[data-typed] input").last.focus()
            page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_every_kind_is_answered_by_keyboard_alone(visitor, learner):
    student = Student(visitor(learner).new_page())
    page, names = student.page, list(KINDS)

    for begin, address in quizzes_of_every_kind(learner).items():
        page.goto(address)
        for name in names[names.index(begin) :][:LENGTH]:
            answer_by_keyboard(page, name)
            student.sees_feedback(is_right=True)
            expect(page.locator(".feedback")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator(".feedback")).to_have_count(0)

    assert list(Attempt.objects.values_list("correct", flat=True)) == [True] * len(KINDS)


def test_items_are_drawn_into_order(visitor, learner):
    session, _ = quizzing_session(learner)
    first_item(session, "sequence")
    student = Student(visitor(learner).new_page())
    page = student.page
    page.goto(f"/sessions/{session.pk}/quiz/")

    grip = page.locator("[data-row]", has_text="Anaphase").locator("[data-grip]")
    last = page.locator("[data-row]").last.bounding_box()
    grip.hover()
    page.mouse.down()
    page.mouse.move(last["x"] + 20, last["y"] + last["height"] - 2, steps=12)
    page.mouse.up()

    assert rows(page) == list(ORDER)
    student.press("Check", clicks=2)
    student.sees_feedback(is_right=True)
    assert Attempt.objects.count() == 1


def test_answers_are_given_by_touch(visitor, learner):
    session, quiz = quizzing_session(learner)
    names = ("matching", "choice_set", "sequence", "scientific", "true_false")
    for item, name in zip(quiz.items.order_by("position"), names, strict=True):
        ask_instead(item, name)
    student = Student(visitor(learner, has_touch=True, is_mobile=True).new_page())
    page = student.page
    page.goto(f"/sessions/{session.pk}/quiz/")

    for name in names:
        tap_answer(page, name)
        page.get_by_role("button", name="Check").tap()
        student.sees_feedback(is_right=True)
        if name != names[-1]:
            page.locator("main .button", has_text="Next").tap()
            expect(page.locator(".feedback")).to_have_count(0)


def tap_answer(page, name: str) -> None:
    answer = KINDS[name].right
    if name == "matching":
        for field, values in answer.items():
            page.locator(".match", has=page.locator(f'[name="{field}"][value="{values[0]}"]')).tap()
    elif name == "sequence":
        for _ in range(2):
            row = page.locator("[data-row]", has_text="Anaphase")
            row.get_by_role("button", name="Move down").tap()
    elif name == "scientific":
        page.locator("[data-typed] input").fill("1.602")
        for sign in ("x 10^", "-"):
            page.locator(f'[data-sign="{sign}"]').tap()
        page.keyboard.type("19")
    else:
        for option in [answer["option"]] if isinstance(answer["option"], str) else answer["option"]:
            page.locator(f'[data-option][data-key="{option[0]}"]').tap()


def test_every_kind_is_answered_without_script(visitor, learner):
    student = Student(visitor(learner, java_script_enabled=False).new_page())
    page, names = student.page, list(KINDS)

    for begin, address in quizzes_of_every_kind(learner).items():
        page.goto(address)
        some = names[names.index(begin) :][:LENGTH]
        for name in some:
            fill_in(page, KINDS[name].right)
            student.press("Check", clicks=2)
            student.sees_feedback(is_right=True)
            page.goto(address)

    assert list(Attempt.objects.values_list("correct", flat=True)) == [True] * len(KINDS)


def fill_in(page, answer) -> None:
    """Fill in the fields of a form by their names."""
    for name, given in answer.items():
        values = [given] if isinstance(given, str) else given
        if name.startswith("place-"):
            page.locator(f'[name="{name}"]').select_option(given)
        elif name == "answer":
            for field, text in zip(page.locator('[name="answer"]').all(), values, strict=True):
                field.fill(text)
        else:
            for value in values:
                page.locator(f'[name="{name}"][value="{value}"]').check(force=True)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_cannot_be_read_is_kept_with_its_note(visitor, learner, script):
    session, _ = quizzing_session(learner)
    first_item(session, "quantity")
    student = Student(visitor(learner, java_script_enabled=script).new_page())
    page = student.page
    page.goto(f"/sessions/{session.pk}/quiz/")
    field = page.locator("[data-typed] input")

    field.fill("rather fast")
    student.press("Check")

    expect(page.locator(".field-error")).to_be_visible()
    expect(field).to_have_value("rather fast")
    expect(field).to_have_attribute("aria-invalid", "true")
    if script:
        expect(field).to_be_focused()
    assert not Attempt.objects.exists()
    field.fill("57.13 m/s")
    student.press("Check")
    student.sees_feedback(is_right=True)


def test_pages_of_every_kind_are_accessible_and_fit(visitor, learner):
    page, found = visitor(learner).new_page(), {}
    for begin, address in quizzes_of_every_kind(learner).items():
        names = list(KINDS)[list(KINDS).index(begin) :][:LENGTH]
        for name in names:
            item = Quiz.objects.get(session_id=address.split("/")[2]).items
            item = item.filter(attempt=None).order_by("position").first()
            found |= look_at(page, {name: address})
            fields = {"item": str(item.pk), "kind": item.shown["response"]["kind"]}
            send(page, address, {**fields, **KINDS[name].wrong})
            found |= look_at(page, {f"{name} answered": f"{address}{item.position}/"})

    assert found == {}


def send(page, address: str, fields) -> None:
    """Send an answer form from the page that is open."""
    page.evaluate(
        """async ([url, fields]) => {
          const body = new URLSearchParams();
          for (const [name, given] of Object.entries(fields))
            for (const value of [given].flat()) body.append(name, value);
          const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
          await fetch(url, {method: "POST", body, headers: {"X-CSRFToken": token}});
        }""",
        [f"{address}answer/", fields],
    )
