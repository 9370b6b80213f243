"""One level for a topic on every page, also after answers elsewhere; and a plain question."""

import pytest
from django.urls import reverse

from tests.factories import make_learner
from tests.tutoring.factories import analyzing_session
from tests.tutoring.practice.test_summary import practise
from tutoring.models import Topic
from tutoring.retrieval import best_section, sections_of
from tutoring.selectors.pages import lesson_view
from tutoring.services.topics import next_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]


def test_home_plan_and_map_show_one_level_after_answers_in_other_topics(client):
    learner = make_learner()
    session = analyzing_session(learner, wrong=1)
    next_topic(session_id=session.pk)
    stored = Topic.objects.get(session=session, position=1).mastery_score
    practise(learner, [("Laws of motion", False, 1000)] * 4)
    client.force_login(learner)

    tiles = client.get(reverse("study:map")).context["map"].tiles
    (on_map,) = (tile.score for tile in tiles if tile.topic.name == "Motion in a straight line")
    home = client.get("/").context["glance"].topics
    plan = client.get(reverse("study:plan", args=[session.pk])).context["view"].topics

    assert on_map != stored
    assert [topic.mastery_score for topic in home if topic.status != "pending"] == [on_map]
    assert [topic.mastery_score for topic in plan if topic.status != "pending"] == [on_map]


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between speed and velocity?",
        "How do speed and velocity differ?",
        "Compare speed versus velocity",
    ],
)
def test_a_comparison_is_answered_by_the_section_on_both(question):
    lesson = lesson_view(analyzing_session(make_learner())).lesson

    found = best_section(question, sections_of(lesson))

    assert found is not None
    assert found.section.title == "Distance and displacement, speed and velocity"
