"""The whole path through the pages, as a browser without script walks it."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.ids import uuid7
from sessions_app.models import StudySession
from sessions_app.services.lifecycle import move_session, start_session
from sessions_app.services.phases import perform_action
from tests.factories import make_learner
from tests.tutoring.factories import (
    analyzing_session,
    fresh,
    learning_session,
    planned_session,
    quizzing_session,
    wrong_option,
)
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.selectors.pages import analysis_view, lesson_view, summary_view
from tutoring.selectors.places import place_of
from tutoring.selectors.plan_pages import plan_view
from tutoring.selectors.progress import topics_of
from tutoring.selectors.questions_shown import question_view
from tutoring.services.answers import answer_item
from tutoring.services.topics import complete_study, next_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def wish_fields(**values) -> dict:
    fields = {"goal": "Be sure of mechanics", "days": 14, "hours_per_day": 2, "exam_date": ""}
    return {**fields, **values}


def page(web, name: str, session: StudySession, *args, **kwargs):
    return web.get(reverse(f"study:{name}", args=[session.pk, *args]), **kwargs)


def press(web, name: str, session: StudySession, *args, data=None, **kwargs):
    url = reverse(f"study:{name}", args=[session.pk, *args])
    return web.post(url, data or {}, follow=True, **kwargs)


def text_of(response) -> str:
    return response.content.decode()


def test_anonymous_home_is_a_landing_page(client):
    response = client.get("/")

    assert response.status_code == 200
    assert reverse("accounts:signup") in text_of(response)


def test_whole_path_from_onboarding_to_summary(web, learner):
    form = web.get(reverse("study:onboarding"))
    key = re.search(r'name="key" value="([^"]+)"', text_of(form))[1]
    response = web.post(reverse("study:onboarding"), wish_fields(exam="JEE", key=key), follow=True)
    session = StudySession.objects.get(user=learner)
    assert response.redirect_chain[-1][0] == reverse("study:plan", args=[session.pk])
    assert "Be sure of mechanics" in text_of(response)

    topic = topics_of(session)[0]
    response = press(web, "start-topic", session, topic.pk)
    assert "Take the quiz" in text_of(response)

    response = press(web, "take-quiz", session)
    for item in Quiz.objects.get(session=session).items.order_by("position"):
        assert f"Question {item.position} of 5" in text_of(response)
        option = wrong_option(item) if item.position == 1 else item.key["option"]
        response = press(
            web, "answer", session, data={"item": item.pk, "option": option, "shown": ""}
        )
        assert ("Not quite" in text_of(response)) is (item.position == 1)
        assert "Worked solution" in text_of(response)
        if item.position < 5:
            response = page(web, "quiz", session)
    assert "See what it showed" in text_of(response)

    response = page(web, "session", session, follow=True)
    assert "4 of 5 right" in text_of(response)
    assert "Review your mistakes" in text_of(response)

    response = press(web, "finish", session)
    assert response.redirect_chain[-1][0] == reverse("study:summary", args=[session.pk])
    assert "4 of 5" in text_of(response)
    assert fresh(session).status == "completed"


def test_double_click_on_onboarding_makes_one_session(web, learner):
    fields = wish_fields(exam="NEET", key=str(uuid7()))

    first = web.post(reverse("study:onboarding"), fields)
    again = web.post(reverse("study:onboarding"), fields)

    assert first["Location"] == again["Location"]
    assert StudySession.objects.filter(user=learner).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("days", 0), ("days", 366), ("hours_per_day", 9), ("exam", "UPSC"),
     ("exam_date", "2001-01-01"), ("key", "none")],
)  # fmt: skip
def test_onboarding_asks_again_for_what_cannot_be(web, field, value):
    fields = wish_fields(exam="NEET", key=str(uuid7())) | {field: value}

    response = web.post(reverse("study:onboarding"), fields)

    assert response.status_code == 200
    assert not StudySession.objects.exists()


def test_goal_may_be_left_out_and_is_then_the_exam(web, learner):
    fields = wish_fields(goal=" ", exam="NEET", key=str(uuid7()))

    response = web.post(reverse("study:onboarding"), fields, follow=True)

    assert "Be ready for NEET" in text_of(response)
    context = StudySession.objects.get(user=learner).current_context
    assert context["extra_data"]["goal"] == "Be ready for NEET"


def test_goal_page_makes_the_plan_of_a_session_without_one(web, learner):
    session = start_session(user_id=learner.pk, exam_type="NEET")

    response = page(web, "session", session, follow=True)
    assert "What do you want to reach?" in text_of(response)
    response = press(web, "goal", session, data=wish_fields())

    assert response.redirect_chain[-1][0] == reverse("study:plan", args=[session.pk])
    again = press(web, "goal", session, data=wish_fields())
    assert again.redirect_chain[-1][0] == reverse("study:plan", args=[session.pk])


def test_goal_page_says_when_there_is_no_syllabus(web, learner):
    session = start_session(user_id=learner.pk, exam_type="CAT")

    response = web.post(reverse("study:goal", args=[session.pk]), wish_fields())

    assert "no syllabus for CAT" in text_of(response)


def test_no_key_in_any_response_before_the_answer(web, learner):
    session, quiz = quizzing_session(learner)
    items = list(quiz.items.order_by("position"))
    hidden = [item.key["explanation"].strip()[:40] for item in items]
    urls = ["home", "quiz", "lesson", "plan", "session", "question"]

    for item in items:
        for name in urls:
            arguments = [] if name == "home" else [session.pk]
            arguments += [item.position] if name == "question" else []
            for headers in ({}, HTMX):
                url = reverse(f"study:{name}", args=arguments)
                content = text_of(web.get(url, headers=headers, follow=True))
                still_hidden = hidden[item.position - 1 :]
                assert not [key for key in still_hidden if escape(key) in content]
                assert "option-right" not in content or "Worked solution" in content
        answer_item(session_id=session.pk, item_id=item.pk, answer=item.key["option"])
    assert place_of(fresh(session)).url_name == "study:analysis"


def test_questions_to_come_cannot_be_opened(web, learner):
    session, _ = quizzing_session(learner)

    response = page(web, "question", session, 3)

    assert response["Location"] == reverse("study:quiz", args=[session.pk])


def test_answer_with_htmx_swaps_the_card_and_moves_the_address(web, learner):
    session, quiz = quizzing_session(learner)
    item = quiz.items.get(position=1)
    shown = re.search(r'name="shown" value="([^"]+)"', text_of(page(web, "quiz", session)))[1]

    response = press(
        web,
        "answer",
        session,
        data={"item": item.pk, "option": item.key["option"], "shown": shown},
        headers=HTMX,
    )

    assert response["HX-Push-Url"] == reverse("study:question", args=[session.pk, 1])
    assert text_of(response).lstrip().startswith("<section")
    assert "Right" in text_of(response)
    assert "HX-Request" in response["Vary"]
    assert Attempt.objects.get(quiz_item=item).time_spent_ms is not None


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_check_without_a_choice_asks_to_choose(web, learner, headers):
    session, quiz = quizzing_session(learner)

    response = press(web, "answer", session, data={"item": quiz.items.first().pk}, headers=headers)

    assert "Choose an answer first." in text_of(response)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("kind", ["", "choice_set", "term"])
def test_an_empty_choice_is_no_skipped_question(web, learner, kind):
    session, quiz = quizzing_session(learner)

    response = press(
        web, "answer", session, data={"item": quiz.items.first().pk, "kind": kind, "option": ""}
    )

    assert "Choose an answer first." in text_of(response)
    assert not Attempt.objects.exists()


def test_forged_time_is_not_believed(web, learner):
    session, quiz = quizzing_session(learner)
    item = quiz.items.get(position=1)

    press(web, "answer", session, data={"item": item.pk, "option": "a", "shown": "9:9:9"})

    assert Attempt.objects.get(quiz_item=item).time_spent_ms is None


def test_wrong_phase_leads_to_the_right_place_and_says_so(web, learner):
    session = learning_session(learner)

    for name in ("quiz", "analysis", "summary", "goal"):
        response = page(web, name, session, follow=True)
        assert response.redirect_chain[-1][0] == reverse("study:lesson", args=[session.pk])
        assert "You are here: Lesson" in text_of(response)


def test_a_study_session_under_the_address_of_a_practice_leads_to_its_place(web, learner):
    session = learning_session(learner)

    response = page(web, "practice", session, follow=True)

    assert response.redirect_chain[-1][0] == reverse("study:lesson", args=[session.pk])
    assert press(web, "practice-end", session).status_code == 200
    assert fresh(session).status == "active"


@pytest.mark.parametrize("name", ["take-quiz", "next-topic", "finish"])
def test_buttons_of_another_phase_change_nothing(web, learner, name):
    session = planned_session(learner)
    before = fresh(session).version

    response = press(web, name, session)

    assert response.redirect_chain[-1][0] == reverse("study:plan", args=[session.pk])
    assert fresh(session).version == before


def test_paused_session_offers_resume_and_takes_no_answer(web, learner):
    session, quiz = quizzing_session(learner)
    move_session(session_id=session.pk, verb="pause")
    item = quiz.items.get(position=1)

    response = press(web, "answer", session, data={"item": item.pk, "option": "a"})

    assert "Resume it to go on" in text_of(response)
    assert reverse("sessions:steer", args=[session.pk, "resume"]) in text_of(response)
    assert ">Check<" not in text_of(response)
    assert not Attempt.objects.exists()


def test_lesson_can_be_read_again_during_the_quiz(web, learner):
    session, _ = quizzing_session(learner)

    content = text_of(page(web, "lesson", session))

    assert "Question 1 of 5" in content
    assert "Take the quiz" not in content


@pytest.mark.parametrize(
    "name", ["session", "goal", "plan", "lesson", "quiz", "analysis", "summary"]
)
def test_sessions_of_others_do_not_exist(client, learner, name):
    session, _ = quizzing_session(learner)
    client.force_login(make_learner())

    assert page(client, name, session).status_code == 404


@pytest.mark.parametrize("name", ["take-quiz", "next-topic", "finish", "answer", "goal"])
def test_nobody_else_acts_in_a_session(client, learner, name):
    session, _ = quizzing_session(learner)
    client.force_login(make_learner())

    assert press(client, name, session).status_code == 404


def test_pages_need_a_log_in(client, learner):
    session = planned_session(learner)

    response = page(client, "plan", session)

    assert response["Location"].startswith(reverse("accounts:login"))


def test_session_moved_on_elsewhere_still_has_pages(web, learner):
    """A front end with agents of its own moves phases without topics, quizzes or plans."""
    session = start_session(user_id=learner.pk, exam_type="NEET")
    for action, words in (
        ("generate_plan", "There is no plan yet"),
        ("start_topic", "There is no lesson here"),
        ("take_quiz", "The questions are not made yet"),
        ("submit_answers", "There are no answers to look at"),
        ("complete", "Summary"),
    ):
        perform_action(session_id=session.pk, action=action)
        assert words in text_of(page(web, "session", session, follow=True))


@pytest.mark.parametrize(
    ("make", "label"),
    [
        (lambda user: start_session(user_id=user.pk), "Your goal"),
        (planned_session, "Your plan, next Motion in a straight line"),
        (learning_session, "Lesson, Motion in a straight line"),
        (lambda user: quizzing_session(user)[0], "Question 1 of 5, Motion in a straight line"),
        (analyzing_session, "What the quiz showed, Motion in a straight line"),
    ],
)
def test_home_names_the_exact_place_in_few_queries(
    web, learner, make, label, django_assert_max_num_queries
):
    session = make(learner)

    with django_assert_max_num_queries(9):
        content = text_of(web.get("/"))

    assert label in content
    assert place_of(fresh(session)).url in content


def test_home_without_sessions_offers_one_thing_to_do(web):
    content = text_of(web.get("/"))

    assert content.count(reverse("study:onboarding")) == 1
    assert "Nothing is waiting for you" in content


@pytest.mark.parametrize("finished", [1, 3])
def test_views_take_a_fixed_number_of_queries(learner, finished, django_assert_num_queries):
    session = analyzing_session(learner, wrong=3)
    for _ in range(finished - 1):
        next_topic(session_id=session.pk)
        session = _another_round(session)

    for view, queries in ((plan_view, 3), (lesson_view, 1), (analysis_view, 4), (summary_view, 3)):
        with django_assert_num_queries(queries):
            assert view(session)
    with django_assert_num_queries(2):
        assert question_view(session, 1)


def _another_round(session: StudySession) -> StudySession:
    from tutoring.services.quizzes import take_quiz
    from tutoring.services.topics import start_topic

    topic = topics_of(session)[0]
    start_topic(session_id=session.pk, topic_id=topic.pk)
    quiz = take_quiz(session_id=session.pk)
    for item in QuizItem.objects.filter(quiz=quiz):
        answer_item(session_id=session.pk, item_id=item.pk, answer=wrong_option(item))
    return fresh(session)


def test_guardian_of_a_child_profile_studies_for_it(client):
    from accounts.acting import SESSION_KEY
    from tests.accounts.factories import GuardianshipFactory
    from tests.factories import make_child_profile

    child, guardian = make_child_profile(), make_learner()
    GuardianshipFactory(guardian=guardian, learner=child.learner)
    client.force_login(guardian)
    browser_session = client.session
    browser_session[SESSION_KEY] = str(child.pk)
    browser_session.save()

    client.post(reverse("study:onboarding"), wish_fields(exam="NEET", key=str(uuid7())))

    session = StudySession.objects.get()
    assert session.user == child
    assert "Your plan" in text_of(client.get("/"))
    press(client, "start-topic", session, topics_of(session)[0].pk)
    assert fresh(session).phase == "LEARNING"


def test_guardian_of_a_learner_with_log_in_only_looks_on(client, learner):
    from tests.accounts.factories import GuardianshipFactory

    session = learning_session(learner)
    guardian = make_learner()
    GuardianshipFactory(guardian=guardian, learner=learner.learner)
    client.force_login(guardian)

    content = text_of(page(client, "lesson", session))

    assert "You are looking on" in content
    assert "Take the quiz" not in content
    assert press(client, "take-quiz", session).status_code == 403
    assert fresh(session).phase == "LEARNING"


def test_finished_session_shows_its_summary_only(web, learner):
    session = analyzing_session(learner)
    complete_study(session_id=session.pk)

    assert page(web, "plan", session).status_code == 200
    assert page(web, "analysis", session).status_code == 200
    for name in ("quiz", "lesson", "goal"):
        response = page(web, name, session)
        assert response["Location"] == reverse("study:summary", args=[session.pk])
