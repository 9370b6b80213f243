"""The mission page: propose, accept, set aside; a stranger's is a 404."""

import pytest
from django.urls import reverse

from autopilot.models import Mission
from sessions_app.services.lifecycle import start_session
from tests.accounts.factories import LearnerFactory
from tests.autopilot.factories import session_with_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    user = LearnerFactory().user
    client.force_login(user)
    return user


def steer(client, session, verb):
    return client.post(reverse("autopilot:steer", args=[session.pk, verb]), follow=True)


def test_a_learner_proposes_and_accepts_a_mission(client, learner):
    session = session_with_plan(learner)

    steer(client, session, "propose")
    page = steer(client, session, "accept")

    assert Mission.objects.get(session=session).status == "in_progress"
    assert "Friction: mastered" in page.content.decode()


def test_a_double_click_on_propose_makes_one_mission(client, learner):
    session = session_with_plan(learner)

    steer(client, session, "propose")
    steer(client, session, "propose")

    assert Mission.objects.count() == 1


def test_proposing_without_a_plan_says_what_to_do(client, learner):
    session = start_session(user_id=learner.pk)

    page = steer(client, session, "propose")

    assert "Make a plan first" in page.content.decode()


def test_a_strangers_mission_page_does_not_exist(client, learner):
    session = session_with_plan(LearnerFactory().user)

    assert client.get(reverse("autopilot:mission", args=[session.pk])).status_code == 404
    assert steer(client, session, "propose").status_code == 404
