"""While a model plans, the page says what is going on, step by step and without script."""

import pytest
from django.http import StreamingHttpResponse
from django.urls import reverse

from accounts.ids import uuid7
from sessions_app.models import StudySession
from sessions_app.services.lifecycle import start_session
from tests.factories import make_learner
from tests.tutoring.agents_model import provider as fake
from tests.tutoring.factories import planned_session
from tests.tutoring.test_plan_needs import know
from tutoring.models import StudyPlan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum", "provider")]
WISH = {"goal": "Be sure of mechanics", "days": 14, "hours_per_day": 2, "exam_date": ""}


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def parts_of(response: StreamingHttpResponse) -> list[str]:
    assert response.streaming
    return [part.decode() for part in response.streaming_content]


def test_the_goal_page_tells_each_step_and_leads_to_the_plan(web, learner):
    session = start_session(user_id=learner.pk, exam_type="NEET")

    parts = parts_of(web.post(reverse("study:goal", args=[session.pk]), WISH))

    assert "<h1>Making your plan</h1>" in parts[0]
    assert "Drafting the plan." in parts[0]
    assert "Version 1 is drafted; checking it." in parts[1]
    assert reverse("study:plan", args=[session.pk]) in parts[-2]
    assert parts[-1].rstrip().endswith("</html>")
    session.refresh_from_db()
    assert session.phase == "PLANNING"


def test_the_first_part_is_there_before_the_model_is_asked(web, learner, provider):
    session = start_session(user_id=learner.pk, exam_type="NEET")

    response = web.post(reverse("study:goal", args=[session.pk]), WISH)

    first = next(iter(response.streaming_content))
    assert b"Drafting the plan." in first
    assert provider.log == []


def test_onboarding_begins_one_session_for_two_clicks(web, learner):
    fields = {**WISH, "exam": "NEET", "key": uuid7()}

    for _ in range(2):
        parts = parts_of(web.post(reverse("study:onboarding"), fields))
        assert "Your plan is ready" in "".join(parts)

    session = StudySession.objects.get(user=learner)
    assert StudyPlan.objects.filter(session=session, was_accepted=True).count() == 1


def test_a_wish_that_cannot_be_planned_comes_back_with_the_form(web, learner):
    session = start_session(user_id=learner.pk, exam_type="CAT")

    response = web.post(reverse("study:goal", args=[session.pk]), WISH)

    assert not response.streaming
    assert "no syllabus for CAT" in response.content.decode()


def test_planning_again_tells_its_steps(web, learner):
    session = planned_session(learner)
    know(learner, theta=4.0)

    parts = parts_of(web.post(reverse("study:plan-again", args=[session.pk])))

    assert "keeps every check" in "".join(parts)
    assert StudyPlan.objects.filter(session=session, was_accepted=False).exists()


def test_a_model_that_fails_leads_to_a_plan_all_the_same(web, learner, provider):
    provider.reply = fake.failing(401)
    session = start_session(user_id=learner.pk, exam_type="NEET")

    parts = parts_of(web.post(reverse("study:goal", args=[session.pk]), WISH))

    assert "correcting it" in "".join(parts)
    assert "Your plan is ready" in "".join(parts)


def test_a_refusal_on_the_way_is_said_on_the_page(web, learner):
    session = start_session(user_id=learner.pk, exam_type="NEET")

    response = web.post(reverse("study:goal", args=[session.pk]), WISH)
    StudySession.objects.filter(pk=session.pk).update(status="paused")

    content = "".join(parts_of(response))
    assert "Resume it to go on." in content
    assert "Your plan is ready" not in content
