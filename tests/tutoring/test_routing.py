"""One line in the learner's own words: where it leads, what it fills, what is asked back."""

import pytest
from django.urls import reverse

from sessions_app.models import AgentAction, StudySession
from sessions_app.services.lifecycle import start_session
from tests.factories import make_learner
from tests.tutoring.agents_model.test_injection import CORPUS
from tests.tutoring.factories import (
    analyzing_session,
    fresh,
    learning_session,
    planned_session,
    quizzing_session,
)
from tutoring.errors import LineTooLong
from tutoring.models import Quiz, StudyPlan
from tutoring.selectors.practice import active_practice
from tutoring.selectors.progress import current_topic_name, topics_of
from tutoring.services.routing import route_line

pytestmark = pytest.mark.usefixtures("choices_only")


@pytest.fixture
def learner(curriculum):
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def go(web, line, **chosen):
    return web.post(reverse("study:route"), {"line": line, **chosen})


def text_of(response) -> str:
    return response.content.decode()


# -- leading ----------------------------------------------------------------------------------


def test_a_lesson_of_the_plan_is_opened(web, learner):
    session = planned_session(learner)
    topic = topics_of(session)[0]

    response = go(web, f"explain {topic.name}")

    assert response["Location"] == reverse("study:session", args=[session.pk])
    session = fresh(session)
    assert (session.phase, current_topic_name(session)) == ("LEARNING", topic.name)


def test_the_open_lesson_is_shown_and_another_waits(web, learner):
    session = learning_session(learner)
    first, second = topics_of(session)[:2]
    lesson = reverse("study:lesson", args=[session.pk])

    assert go(web, f"explain {first.name}")["Location"] == lesson
    other = go(web, f"explain {second.name}")

    assert other["Location"] == lesson
    assert current_topic_name(fresh(session)) == first.name


@pytest.mark.parametrize(
    ("make", "line", "place"),
    [
        (learning_session, "quiz me", "lesson"),
        (lambda user: quizzing_session(user)[0], "quiz me", "quiz"),
        (analyzing_session, "how am I doing", "plan"),
        (learning_session, "I have a doubt", "lesson"),
        (learning_session, "you decide", "lesson"),
        (planned_session, "I have a doubt", "plan"),
    ],
)
def test_a_line_leads_within_the_session(web, learner, make, line, place):
    session = make(learner)

    location = go(web, line)["Location"]

    assert location.split("#")[0] == reverse(f"study:{place}", args=[session.pk])


@pytest.mark.parametrize(
    ("line", "place"),
    [("practise", "practise"), ("revise my mistakes", "review"), ("quiz me", "onboarding"),
     ("explain friction", "onboarding"), ("how am I doing", "onboarding")],
)  # fmt: skip
def test_a_line_leads_without_a_session(web, line, place):
    assert go(web, line)["Location"] == reverse(f"study:{place}")


@pytest.mark.parametrize("line", ["practise friction", "5 sawal friction par"])
def test_practice_begins_on_what_was_named(web, learner, line):
    response = go(web, line)

    active = active_practice(learner.pk)
    assert response["Location"] == reverse("study:practice", args=[active.pk])
    assert Quiz.objects.get(session=active).topic_name == "Laws of motion"


def test_a_plan_is_asked_for_with_the_form_filled(web):
    text = text_of(go(web, "plan for JEE in 30 days, 3 hours a day, only friction"))

    assert "Read from your words" in text
    assert 'value="30"' in text
    assert "Friction" in text
    assert not StudySession.objects.exists()


# -- asking back ------------------------------------------------------------------------------


def test_an_unclear_line_is_asked_about_and_the_choice_leads(web, learner):
    session = learning_session(learner)

    asked = text_of(go(web, "hello"))
    assert "What do you want to do?" in asked
    assert 'name="intent" value="quiz"' in asked

    chosen = go(web, "hello", intent="quiz")
    assert chosen["Location"] == reverse("study:lesson", args=[session.pk])


def test_an_unclear_topic_is_asked_about(web, learner):
    learning_session(learner)

    asked = text_of(go(web, "explain motion"))

    assert "Which topic do you mean?" in asked
    assert 'name="topic" value="relative-motion"' in asked


@pytest.mark.parametrize(
    "fields",
    [{"line": ""}, {"line": "x" * 10_000}, {}, {"line": "quiz me", "intent": "drop"},
     {"line": "quiz me", "topic": "'; --"}, {"line": "a\0b"}],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_refused(web, fields):
    response = web.post(reverse("study:route"), fields)

    assert response.status_code == 400
    assert "field-error" in text_of(response)


@pytest.mark.parametrize("text", CORPUS)
def test_injected_text_writes_nothing(web, learner, text):
    session = learning_session(learner)
    before = (session.phase, session.version, session.current_context)

    response = go(web, f"hello {text.replace(chr(0), '')}"[:500])

    session = fresh(session)
    assert response.status_code in (200, 302)
    assert (session.phase, session.version, session.current_context) == before
    assert "<script>fetch" not in text_of(response)


def test_the_history_tells_how_a_line_was_understood_but_not_the_line(web, learner):
    session = learning_session(learner)

    go(web, "quiz me, my secret is 4711")

    entry = AgentAction.objects.get(session=session, agent="router")
    assert (entry.action, entry.metadata["intent"]) == ("route", "quiz")
    assert entry.metadata["asked"] is None
    assert "4711" not in f"{entry.reasoning} {entry.metadata}"


def test_a_line_leads_nobody_elsewhere(client, learner):
    planned_session(learner)
    stranger = make_learner()
    client.force_login(stranger)

    assert go(client, "quiz me")["Location"] == reverse("study:onboarding")
    assert not AgentAction.objects.filter(agent="router").exists()


def test_the_service_refuses_a_long_line(learner):
    with pytest.raises(LineTooLong):
        route_line(learner=learner, line="x" * 501)


def test_home_and_practice_need_a_log_in(client):
    assert client.post(reverse("study:route"), {"line": "quiz"}).status_code == 302
    assert client.get(reverse("study:route")).status_code in (302, 405)


# -- filling forms ----------------------------------------------------------------------------


def words(web, line, **chosen):
    return web.post(reverse("study:onboarding-words"), {"line": line, **chosen})


def test_onboarding_is_filled_from_a_line(web, learner):
    text = text_of(words(web, "neet, 6 weeks, 90 minutes a day, only friction and collisions"))

    assert 'value="42"' in text
    assert 'value="1.5"' in text
    assert 'value="NEET"' in text
    assert "Friction\nCollisions" in text
    assert not StudySession.objects.exists()


def test_several_exams_are_offered_as_choices(web):
    text = text_of(words(web, "NEET or JEE? 20 days"))

    assert "Which exam is it for?" in text
    assert 'name="exam" value="JEE"' in text
    settled = text_of(words(web, "NEET or JEE? 20 days", exam="JEE"))
    assert "Which exam is it for?" not in settled
    assert 'value="20"' in settled


@pytest.mark.parametrize("line", ["", "x" * 10_000])
def test_onboarding_refuses_a_line_that_cannot_be_read(web, line):
    assert words(web, line).status_code == 400


def test_focus_makes_a_plan_of_these_topics(web, learner):
    fields = {"exam": "NEET", "goal": "", "days": 7, "hours_per_day": 2, "exam_date": ""}
    fields |= {"focus": "Friction\nCollisions", "key": "01980000-0000-7000-8000-000000000009"}

    web.post(reverse("study:onboarding"), fields)

    session = StudySession.objects.get(user=learner)
    assert [topic.name for topic in topics_of(session)] == ["Friction", "Collisions"]


def test_a_goal_is_filled_from_a_line_and_noted(web, learner):
    session = start_session(user_id=learner.pk, exam_type="NEET")

    response = web.post(
        reverse("study:goal-words", args=[session.pk]), {"line": "ten days, 3 hours, friction"}
    )

    assert response.status_code == 200
    assert 'value="10"' in text_of(response)
    assert AgentAction.objects.filter(session=session, agent="router").count() == 1
    assert not StudyPlan.objects.exists()


def test_a_stranger_fills_no_goal(client, learner):
    session = start_session(user_id=learner.pk, exam_type="NEET")
    client.force_login(make_learner())

    response = client.post(reverse("study:goal-words", args=[session.pk]), {"line": "ten days"})

    assert response.status_code == 404
