"""The topic map: every topic of the exam, its figures recounted, its standing and next act."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.clock import database_now
from tests.factories import make_learner
from tests.tutoring.factories import analyzing_session, learning_session, planned_session
from tests.tutoring.practice.test_summary import practise
from tutoring.mastery.level import EVIDENCE_ANSWERS
from tutoring.models import Attempt, Lesson, ReviewCard, SyllabusTopic, TopicState
from tutoring.rules import STALE_AFTER, STALE_FROM, STRONG_FROM, WEAK_BELOW, topic_standing
from tutoring.selectors.mastery import topic_levels
from tutoring.selectors.topic_map import topic_map
from tutoring.states import TopicStanding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]
FRICTION = "friction"
QUERIES = 8  # session, its topics, syllabus, levels, right answers, due cards, practice, clock
TOPICS = ("Kinematics", "Laws of motion", "Work, energy and power")


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def known(learner, slug=FRICTION, *, theta=3.0, right=9, wrong=1, days_ago=0.0):
    """Give a learner a state in a topic without the answers that led there."""
    lesson = Lesson.objects.get(syllabus_topics__slug=slug, syllabus_topics__exam="NEET")
    at = database_now() - timedelta(days=days_ago)
    return TopicState.objects.create(
        learner=learner, lesson=lesson, theta=theta, right=right, wrong=wrong, last_at=at, days=2
    )


def tile_of(learner, slug=FRICTION, **filters):
    found = topic_map(learner.learner, **filters)
    return next(tile for tile in found.tiles if tile.topic.slug == slug)


@pytest.mark.parametrize(
    ("score", "days_ago", "standing"),
    [
        (None, 1, "untested"),
        (0, 1, "weak"),
        (WEAK_BELOW - 1, 40, "weak"),
        (WEAK_BELOW, 1, "learning"),
        (STALE_FROM - 1, 40, "learning"),
        (STALE_FROM, 40, "stale"),
        (STRONG_FROM - 1, 1, "learning"),
        (STRONG_FROM, 1, "strong"),
        (STRONG_FROM, STALE_AFTER.days, "stale"),
        (100, STALE_AFTER.days - 0.01, "strong"),
    ],
)
def test_each_level_has_one_standing(score, days_ago, standing):
    now = database_now()

    assert topic_standing(score, now - timedelta(days=days_ago), now) == standing


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    answers=st.lists(
        st.tuples(st.sampled_from(TOPICS), st.booleans(), st.just(1000)), min_size=1, max_size=9
    )
)
def test_every_number_equals_a_recount_from_the_attempts(answers):
    learner = make_learner()
    practise(learner, answers)
    attempts = list(
        Attempt.objects.filter(learner=learner, p__isnull=False).select_related(
            "question_version__question"
        )
    )

    found = topic_map(learner.learner)

    for tile in found.tiles:
        own = [a for a in attempts if a.question_version.question.lesson_id == tile.topic.lesson_id]
        assert (tile.answers, tile.right) == (len(own), sum(a.correct for a in own))
        assert (tile.score is None) == (len(own) < EVIDENCE_ANSWERS)
        if own:
            last = max(a.answered_at for a in own)
            assert abs(tile.level.last_at - last) < timedelta(seconds=1)
            assert tile.score == topic_levels(learner.pk)[tile.topic.lesson_id].mastery.score
        due = ReviewCard.objects.filter(learner=learner, question__lesson=tile.topic.lesson_id)
        assert tile.due <= due.count() <= sum(not a.correct for a in own)
    assert sum(tile.answers for tile in found.tiles) == len(answers)
    assert sum(found.counts.values()) == len(found.tiles)
    assert found.counts == {
        standing: sum(t.standing == standing for t in found.tiles)
        for standing in {t.standing for t in found.tiles}
    }


def test_it_holds_every_topic_of_the_exam_once_by_subject_and_unit(learner):
    known(learner)

    found = topic_map(learner.learner)

    slugs = [t.topic.slug for s in found.subjects for u in s.units for t in u.tiles]
    expected = SyllabusTopic.objects.of_exam("NEET").values_list("slug", flat=True)
    assert sorted(slugs) == sorted(expected)
    for subject in found.subjects:
        names = [unit.name for unit in subject.units]
        assert len(names) == len(set(names))


def test_what_was_known_long_ago_is_stale(learner):
    known(learner, days_ago=STALE_AFTER.days + 1)

    tile = tile_of(learner)

    assert tile.standing == TopicStanding.STALE
    assert (tile.right, tile.answers) == (9, 10)


def test_filters_leave_what_they_name_and_nonsense_leaves_everything(learner):
    known(learner)
    known(learner, "collisions", theta=-3.0, right=1, wrong=9)

    whole = topic_map(learner.learner)
    weak = topic_map(learner.learner, standing="weak", subject="Physics")
    odd = topic_map(learner.learner, standing="%", subject="_")

    assert [t.topic.slug for s in weak.subjects for t in s.tiles] == ["collisions"]
    assert weak.counts == whole.counts
    assert [s.name for s in odd.subjects] == [s.name for s in whole.subjects]


@pytest.mark.parametrize("answered", [1, 12])
def test_it_takes_a_fixed_number_of_queries(learner, answered):
    planned_session(learner)
    for topic in SyllabusTopic.objects.of_exam("NEET")[:answered]:
        known(learner, topic.slug)

    with CaptureQueriesContext(connection) as captured:
        topic_map(learner.learner).subjects  # noqa: B018 -- read to the end

    assert len(captured) == QUERIES


def test_the_next_act_is_in_the_open_plan_first(learner):
    session = planned_session(learner)
    tile = tile_of(learner, "motion-in-a-straight-line")
    assert (tile.act.label, tile.act.is_post) == ("Start the lesson", True)
    assert f"/sessions/{session.pk}/topics/" in tile.act.url


def test_the_current_lesson_is_continued_and_others_are_practised(learner):
    session = learning_session(learner)

    tile = tile_of(learner, "motion-in-a-straight-line")
    other = tile_of(learner, "collisions")

    assert (tile.act.label, tile.act.url) == (
        "Continue the lesson",
        f"/sessions/{session.pk}/lesson/",
    )
    assert (other.act.label, other.act.fields["topic"]) == ("Practise", "Work, energy and power")


def test_what_is_due_is_reviewed(learner):
    analyzing_session(learner, wrong=1)
    card = ReviewCard.objects.get(learner=learner)
    ReviewCard.objects.update(due_at=database_now() - timedelta(hours=1))
    slug = SyllabusTopic.objects.get(exam="NEET", lesson=card.question.lesson).slug
    learner.study_sessions.update(status="paused", paused_at=database_now())

    tile = tile_of(learner, slug)

    assert (tile.due, tile.act.label, tile.act.url) == (1, "Review", "/review/")


def test_the_page_says_what_each_tile_is_and_does_what_it_offers(web, learner):
    known(learner)

    page = web.get("/map/").content.decode()

    assert "9 of 10 right, last on" in page
    assert page.count("Not asked yet.") == SyllabusTopic.objects.of_exam("NEET").count() - 1
    assert "Practise<" in page
    act = tile_of(learner).act
    assert web.post(act.url, act.fields).status_code == 302


def test_without_a_beginning_it_leads_to_onboarding(web):
    page = web.get("/map/").content.decode()

    assert "Your map is still white" in page
    assert 'href="/onboarding/"' in page
    assert "mosaic" not in page


def test_the_page_needs_a_log_in(client):
    assert client.get("/map/").status_code == 302
