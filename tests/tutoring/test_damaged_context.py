"""A context damaged by hand stops no study act, and nothing of it is lost."""

import pytest
from django.urls import reverse

from sessions_app.models import StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.lifecycle import start_session
from tests.factories import make_learner
from tests.tutoring.factories import (
    analyzing_session,
    fresh,
    learning_session,
    make_wish,
    planned_session,
    quizzing_session,
)
from tutoring.selectors.progress import topics_of
from tutoring.services.answers import answer_item
from tutoring.services.plans import make_plan
from tutoring.services.topics import start_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
damages = pytest.mark.parametrize("raw", ["text", [1], {"extra_data": [1]}, {"misconceptions": 5}])


def damage(session, raw):
    StudySession.objects.filter(pk=session.pk).update(current_context=raw)


@damages
def test_a_plan_is_made(raw):
    session = start_session(user_id=make_learner().pk, exam_type="JEE")
    damage(session, raw)

    make_plan(session_id=session.pk, wish=make_wish())
    damage(session, raw)
    make_plan(session_id=session.pk, wish=make_wish())

    assert fresh(session).phase == "PLANNING"


@damages
def test_a_topic_is_started(raw):
    session = planned_session()
    wanted = fresh(session).current_context["extra_data"]
    damage(session, raw)

    start_topic(session_id=session.pk, topic_id=topics_of(session)[0].pk)

    session = fresh(session)
    assert session.phase == "LEARNING"
    assert session.current_context["extra_data"] == wanted
    assert examine(session) is None


@damages
def test_the_last_answer_is_counted(raw):
    session, quiz = quizzing_session()
    damage(session, raw)

    for item in quiz.items.all():
        answer_item(session_id=session.pk, item_id=item.pk, answer=item.key["option"])

    session = fresh(session)
    assert session.phase == "ANALYZING"
    assert examine(session) is None


@damages
@pytest.mark.parametrize("make", [planned_session, learning_session, analyzing_session])
def test_every_page_of_the_session_is_there(client, raw, make):
    session = make()
    damage(session, raw)
    client.force_login(session.user)

    pages = [
        "/",
        "/sessions/",
        *(
            reverse(f"study:{name}", args=[session.pk])
            for name in ("session", "plan", "lesson", "quiz", "analysis", "summary")
        ),
    ]

    statuses = {page: client.get(page, follow=True).status_code for page in pages}
    assert set(statuses.values()) == {200}
