"""Redemption under a wrong answer, and hints on the pages: with and without script."""

import pytest
from django.urls import reverse

from sessions_app.services.lifecycle import move_session
from tests.concurrency import run_together
from tests.factories import make_learner
from tests.tutoring.agents_api.conftest import client_of
from tests.tutoring.factories import analyzing_session, quizzing_session, wrong_option
from tutoring.errors import NothingWrong
from tutoring.models import Attempt, HintUse, LearnerMisconception, Quiz, QuizItem, SessionTotal
from tutoring.services.redemption import answer_redemption, redeem

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("choices_only")


@pytest.fixture
def learner(curriculum):
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def session(learner):
    return analyzing_session(learner, wrong=5)


@pytest.fixture
def mistake(session):
    """A wrong answer that betrayed a belief."""
    return wrong_answers(session)[0]


def wrong_answers(session):
    rows = Attempt.objects.filter(session=session, misconception__isnull=False)
    return list(rows.select_related("misconception").order_by("pk"))


def url(name, *args):
    return reverse(f"study:{name}", args=args)


def answer_fields(item, option):
    """What the form of a question with options sends."""
    return {"item": str(item.pk), "kind": "choice", "option": option}


def press(web, name, mistake, data=None, **headers):
    return web.post(url(name, mistake.session_id, mistake.pk), data or {}, headers=headers)


# -- the service ------------------------------------------------------------------------------


def test_a_redemption_is_another_question_made_once(mistake):
    made = redeem(attempt=mistake)

    assert redeem(attempt=mistake) == made
    assert made.quiz.redeems == mistake
    assert made.question_version_id != mistake.question_version_id
    assert made.shown["stem"] != mistake.quiz_item.shown["stem"]
    assert Quiz.objects.filter(kind="redemption").count() == 1
    actions = mistake.session.agent_history.filter(action="redemption_made")
    assert actions.get().agent == "misconception"


def test_the_history_names_the_idea_only_where_the_question_tempts_it(session):
    for mistake in wrong_answers(session):
        made = redeem(attempt=mistake)

        said = session.agent_history.filter(action="redemption_made").order_by("pk").last()
        tempts = mistake.misconception.slug in made.key["misconceptions"].values()
        assert (mistake.misconception.name in said.reasoning) is tempts


def test_a_right_answer_needs_no_redemption(learner):
    session = analyzing_session(learner)

    with pytest.raises(NothingWrong):
        redeem(attempt=Attempt.objects.filter(session=session).first())


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one(curriculum):
    mistake = wrong_answers(analyzing_session(make_learner(), wrong=5))[0]

    made = run_together(*[lambda: redeem(attempt=mistake)] * 6)

    assert len({item.pk for item in made}) == 1
    assert QuizItem.objects.filter(quiz__kind="redemption").count() == 1


def test_its_answer_counts_in_the_session_and_for_the_belief(session, mistake):
    before = sum(SessionTotal.objects.values_list("attempted", flat=True))
    item = redeem(attempt=mistake)

    attempt = answer_redemption(item_id=item.pk, answer=item.key["option"])

    assert attempt.correct
    assert attempt.session_id == session.pk
    assert sum(SessionTotal.objects.values_list("attempted", flat=True)) == before + 1
    assert answer_redemption(item_id=item.pk, answer=wrong_option(item)) == attempt
    held = LearnerMisconception.objects.get(misconception=mistake.misconception)
    offers_it = mistake.misconception.slug in item.key["misconceptions"].values()
    assert len(held.clean_days) == int(offers_it)
    assert Quiz.objects.get(pk=item.quiz_id).score == 100


def test_an_answer_with_help_clears_nothing(mistake):
    item = redeem(attempt=mistake)
    HintUse.objects.create(quiz_item=item)

    attempt = answer_redemption(item_id=item.pk, answer=item.key["option"])

    assert attempt.aided
    held = LearnerMisconception.objects.get(misconception=mistake.misconception)
    assert held.clean_days == []


def test_the_api_serves_the_same_question(learner, mistake):
    made = redeem(attempt=mistake)
    item = mistake.quiz_item
    offered = [option["id"] for option in item.shown["options"]]
    body = {"question_id": str(item.pk), "student_answer_index": offered.index(mistake.answer)}

    served = client_of(learner).post("/api/quiz/misconception/", body, format="json").json()

    assert served["redemption_question"]["id"] == str(made.pk)


# -- the page ---------------------------------------------------------------------------------


def test_a_mistake_is_made_good_without_script(web, session, mistake):
    page = url("analysis", session.pk)
    assert "Try it" in web.get(page).content.decode()

    made = press(web, "redeem", mistake)
    assert made["Location"] == f"{page}#redeem-{mistake.pk}"
    item = QuizItem.objects.get(quiz__redeems=mistake)
    assert f'id="redeem-{mistake.pk}"' in web.get(page).content.decode()

    answered = press(web, "redeem-answer", mistake, answer_fields(item, item.key["option"]))
    assert answered["Location"] == f"{page}#redeem-{mistake.pk}"
    assert Attempt.objects.get(quiz_item=item).correct
    assert "Worked solution" in web.get(page).content.decode()


def test_a_part_of_the_page_is_enough_with_script(web, mistake):
    made = press(web, "redeem", mistake, **HTMX).content.decode()
    assert "<html" not in made
    assert "Check" in made
    item = QuizItem.objects.get(quiz__redeems=mistake)
    assert item.key["explanation"] not in made

    nothing = press(web, "redeem-answer", mistake, **HTMX).content.decode()
    assert "Choose an answer first." in nothing

    wrong = press(web, "redeem-answer", mistake, answer_fields(item, wrong_option(item)), **HTMX)
    assert "Not quite" in wrong.content.decode()


def test_a_stranger_redeems_nothing(client, mistake):
    client.force_login(make_learner())

    assert press(client, "redeem", mistake).status_code == 404
    assert press(client, "redeem-answer", mistake, {"option": "a"}).status_code == 404
    assert not Quiz.objects.filter(kind="redemption").exists()


def test_a_mistake_of_another_session_is_not_found(web, learner, mistake):
    other = analyzing_session(learner)

    assert web.post(url("redeem", other.pk, mistake.pk)).status_code == 404


def test_an_ended_session_makes_no_question(web, session, mistake):
    move_session(session_id=session.pk, verb="complete")

    press(web, "redeem", mistake)

    assert not Quiz.objects.filter(kind="redemption").exists()


def test_a_forged_option_is_no_answer(web, mistake):
    press(web, "redeem", mistake)

    item = QuizItem.objects.get(quiz__redeems=mistake)

    for forged in ("z", "\0", "x" * 5000, '{"correct": true}'):
        fields = answer_fields(item, forged) | {"correct": "true"}
        press(web, "redeem-answer", mistake, fields)
    other = answer_fields(mistake.quiz_item, item.key["option"])
    press(web, "redeem-answer", mistake, other)

    assert not Attempt.objects.filter(quiz_item__quiz__redeems=mistake).exists()


# -- hints on pages ---------------------------------------------------------------------------


def test_hints_open_one_by_one_without_script(web, session, mistake):
    item = redeem(attempt=mistake)
    page = url("analysis", session.pk)

    for number in (1, 2, 3):
        assert "data-hint" in web.get(page).content.decode()
        opened = web.post(url("hint", item.pk), {"number": number})
        assert opened["Location"] == f"{page}#hints-{item.pk}"

    text = web.get(page).content.decode()
    assert all(f"Hint {number}" in text for number in (1, 2, 3))
    assert 'name="number"' not in text
    assert HintUse.objects.get().opened == 3


def test_hints_open_in_place_with_script(web, mistake):
    item = redeem(attempt=mistake)

    part = web.post(url("hint", item.pk), {"number": 1}, headers=HTMX).content.decode()

    assert "<html" not in part
    assert "Hint 1" in part
    assert "Another hint" in part


def test_a_new_question_offers_no_hint(web, learner):
    session, quiz = quizzing_session(learner)

    assert "data-hint" not in web.get(url("quiz", session.pk)).content.decode()
    part = web.post(url("hint", quiz.items.first().pk), headers=HTMX).content.decode()
    assert "Try it yourself first" in part
    assert not HintUse.objects.exists()


def test_a_stranger_opens_no_hint(client, mistake):
    item = redeem(attempt=mistake)
    client.force_login(make_learner())

    assert client.post(url("hint", item.pk)).status_code == 404
    assert client.get(url("hint", item.pk)).status_code == 405


def test_a_hint_has_a_number(web, mistake):
    item = redeem(attempt=mistake)

    for number in ("0", "-1", "x", "9" * 40):
        web.post(url("hint", item.pk), {"number": number})

    assert not HintUse.objects.exists()
