"""What a plan takes from its learner's history, and what of it stands in the cache's key."""

from datetime import timedelta

import pytest

from accounts.clock import database_now
from tests.factories import make_learner
from tests.tutoring.factories import analyzing_session, make_wish
from tutoring.models import Question, ReviewCard, SkillState, SyllabusTopic, TopicState
from tutoring.selectors.plan_needs import STALE_AFTER, known_topics, review_minutes_per_day
from tutoring.services.plan_cache import cache_key
from tutoring.services.plans import plan_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


@pytest.fixture
def learner():
    return make_learner()


def know(learner, *, theta: float = 2.0, right: int = 6, days: int = 2, ago=timedelta()) -> str:
    """Give a learner a level in the first topic of NEET; return its slug."""
    topic = SyllabusTopic.objects.of_exam("NEET").first()
    SkillState.objects.get_or_create(learner=learner)
    TopicState.objects.update_or_create(
        learner=learner,
        lesson=topic.lesson,
        defaults={
            "theta": theta,
            "right": right,
            "days": days,
            "last_at": database_now() - ago,
        },
    )
    return topic.slug


def add_cards(learner, count: int, *, due_in: timedelta) -> None:
    questions = Question.objects.released().order_by("slug")[:count]
    now = database_now()
    ReviewCard.objects.bulk_create(
        ReviewCard(
            learner=learner,
            question=question,
            stability=1,
            difficulty=5,
            due_at=now + due_in,
            last_review_at=now,
        )
        for question in questions
    )


def key_of(learner, **wish) -> str:
    return cache_key(plan_request("NEET", make_wish(**wish), learner))


def test_without_history_nothing_is_known(learner, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert known_topics(learner.pk, "NEET") == {}
    with django_assert_num_queries(1):
        assert review_minutes_per_day(learner.pk, 14) == 0


def test_a_level_is_known_by_the_slug_rounded_down(learner, django_assert_num_queries):
    slug = know(learner)

    with django_assert_num_queries(3):
        known = known_topics(learner.pk, "NEET")

    assert known.keys() == {slug}
    assert known[slug].mastery % 5 == 0
    assert 80 <= known[slug].mastery <= 95
    assert (known[slug].is_mastered, known[slug].is_stale) == (True, False)


def test_too_few_answers_are_no_level(learner):
    know(learner, right=2)

    assert known_topics(learner.pk, "NEET") == {}


def test_one_day_masters_nothing_and_time_makes_stale(learner):
    slug = know(learner, days=1, ago=STALE_AFTER)

    known = known_topics(learner.pk, "NEET")[slug]

    assert (known.is_mastered, known.is_stale) == (False, True)


def test_reviews_count_what_falls_due_within_the_days(learner):
    add_cards(learner, 20, due_in=timedelta(days=5))

    assert review_minutes_per_day(learner.pk, 4) == 0
    assert review_minutes_per_day(learner.pk, 6) == 5  # 20 x 90 s in 6 days
    assert review_minutes_per_day(make_learner().pk, 6) == 0


def test_learners_without_history_share_a_key(learner):
    assert key_of(learner) == key_of(make_learner())


def test_what_changes_the_plan_changes_the_key(learner):
    keys = [key_of(learner)]
    know(learner, theta=-3.0)
    keys.append(key_of(learner))
    know(learner, theta=4.0)
    keys.append(key_of(learner))
    know(learner, theta=4.0, ago=STALE_AFTER)
    keys.append(key_of(learner))
    add_cards(learner, 20, due_in=timedelta(days=5))
    keys.append(key_of(learner))
    keys.append(key_of(learner, days=13))

    assert len(set(keys)) == len(keys)


def test_what_does_not_change_the_plan_does_not_change_the_key(learner):
    know(learner, theta=4.0)
    before = key_of(learner)

    know(learner, theta=4.01, right=7, days=3)

    assert key_of(learner) == before


def test_what_is_known_outside_the_scope_is_left_out(learner):
    slug = know(learner)

    request = plan_request("NEET", make_wish(syllabus_text="Optics"), learner)

    assert slug not in request.known
    assert request.known == {}


def test_a_studied_session_is_seen_by_the_next_plan(learner):
    analyzing_session(learner, wrong=3)

    request = plan_request("NEET", make_wish(), learner)

    assert len(request.known) == 1
    assert request.review_minutes_per_day == 5
