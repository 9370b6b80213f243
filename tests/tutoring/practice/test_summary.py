"""Figures: a summary equals a recount, percentages round half up, trends need evidence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.clock import database_now
from accounts.models import User
from sessions_app.models import StudySession
from sessions_app.services.lifecycle import move_session
from tests.factories import make_learner
from tests.tutoring.practice.calls import attempt, fetched
from tutoring.models import Attempt, QuizItem, SessionTotal
from tutoring.selectors.practice import Scope
from tutoring.selectors.summary import (
    Tally,
    days_in_a_row,
    progress_of,
    session_summary,
    trend_between,
    weakest_topic,
)
from tutoring.services.practice import answer_question, choose_questions, serve_questions

TOPICS = ("Kinematics", "Laws of motion", "Work, energy and power")


def practise(learner, answers):
    """A set for each topic named, with its answers: (topic, right, milliseconds)."""
    session = None
    for topic, right, time_ms in answers:
        batch = choose_questions(learner_id=learner.pk, scope=Scope("Physics", topic), count=1)
        served = serve_questions(batch=batch)
        session, item = StudySession.objects.get(pk=served.session_id), served.rows[0]
        places = [option["id"] == item.key["option"] for option in item.shown["options"]]
        answer_question(
            learner_id=learner.pk,
            item_id=item.pk,
            selected=places.index(right),
            time_spent_ms=time_ms,
        )
    return session


def recounted(session):
    """The figures of a summary, from the attempts alone."""
    attempts = Attempt.objects.filter(session=session).select_related(
        "question_version__question__lesson"
    )
    by_topic = {}
    for row in attempts:
        topic = row.question_version.question.lesson.unit
        total, right, time_ms = by_topic.get(topic, (0, 0, 0))
        by_topic[topic] = (total + 1, right + row.correct, time_ms + (row.time_spent_ms or 0))
    total = sum(row[0] for row in by_topic.values())
    right = sum(row[1] for row in by_topic.values())
    time_ms = sum(row[2] for row in by_topic.values())
    return {
        "questions_attempted": total,
        "questions_correct": right,
        "accuracy": half_up(100 * right, total),
        "total_time_ms": time_ms,
        "avg_time_per_question_ms": half_up(time_ms, total),
        "subjects_practiced": ["Physics"] if total else [],
        "by_topic": [
            {
                "topic": topic,
                "attempted": count,
                "correct": good,
                "accuracy": half_up(100 * good, count),
                "total_time_ms": spent,
            }
            for topic, (count, good, spent) in sorted(by_topic.items())
        ],
    }


def half_up(part, whole):
    """Rounded by decimal text rather than by the formula under test."""
    from decimal import ROUND_HALF_UP, Decimal

    if not whole:
        return 0
    return int((Decimal(part) / Decimal(whole)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


ANSWERS = st.lists(
    st.tuples(st.sampled_from(TOPICS), st.booleans(), st.integers(0, 90_000)),
    min_size=1,
    max_size=8,
)


@pytest.mark.django_db
@pytest.mark.usefixtures("curriculum")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(answers=ANSWERS)
def test_a_summary_equals_a_recount(answers):
    session = practise(make_learner(), answers)

    summary = session_summary(session)

    assert {name: summary[name] for name in recounted(session)} == recounted(session)
    assert summary["questions_attempted"] == len(answers)
    assert summary["questions_correct"] == sum(right for _, right, _ in answers)
    assert summary["total_time_ms"] == sum(time_ms for _, _, time_ms in answers)


@pytest.mark.django_db
@pytest.mark.usefixtures("curriculum")
def test_a_session_without_answers_has_a_summary(client, learner):
    session_id = fetched(client, learner)["session_id"]

    summary = client.get(f"/api/sessions/{session_id}/summary").json()

    del summary["session"]
    assert summary == {
        "questions_attempted": 0,
        "questions_correct": 0,
        "accuracy": 0,
        "total_time_ms": 0,
        "avg_time_per_question_ms": 0,
        "subjects_practiced": [],
        "by_topic": [],
        "trend": None,
        "compared_with": {
            "window_days": 30,
            "accuracy": None,
            "avg_time_per_question_ms": None,
        },
    }


@pytest.mark.parametrize(
    ("tally", "accuracy", "average"),
    [
        (Tally(0, 0, 0), 0, 0),
        (Tally(8, 1, 4), 13, 1),  # 12.5 and 0.5 go up
        (Tally(200, 1, 99), 1, 0),  # 0.5 goes up, 0.495 down
        (Tally(3, 2, 10), 67, 3),
        (Tally(7, 7, 7), 100, 1),
    ],
)
def test_figures_round_half_up(tally, accuracy, average):
    assert (tally.accuracy, tally.average_ms) == (accuracy, average)


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        (Tally(20, 11), Tally(20, 10), "improving"),
        (Tally(20, 10), Tally(20, 11), "declining"),
        (Tally(25, 13), Tally(20, 10), "flat"),
        (Tally(19, 19), Tally(20, 0), None),
        (Tally(20, 20), Tally(19, 0), None),
        (Tally(0, 0), Tally(0, 0), None),
    ],
)
def test_a_trend_needs_twenty_answers_on_both_sides_and_five_points(now, before, trend):
    assert trend_between(now, before) == trend


def totals(session, attempted, correct, *, topic="Kinematics", time_ms=0):
    SessionTotal.objects.create(
        session=session,
        subject="Physics",
        topic=topic,
        attempted=attempted,
        correct=correct,
        time_ms=time_ms,
    )


def earlier(session, **ago):
    StudySession.objects.filter(pk=session.pk).update(
        started_at=session.started_at - timedelta(**ago)
    )


@pytest.fixture
def sessions(learner):
    """Three practice sessions of the learner, the last one active; and a stranger's."""
    from sessions_app.services.lifecycle import start_session

    made = []
    for number in range(3):
        made.append(start_session(user_id=learner.pk, kind="practice", name=str(number)))
        if number < 2:
            move_session(session_id=made[-1].pk, verb="complete")
    stranger = start_session(user_id=make_learner().pk, kind="practice", name="other")
    totals(stranger, 100, 0)
    return [StudySession.objects.get(pk=row.pk) for row in made]


@pytest.mark.django_db
def test_a_session_is_compared_with_the_days_before_it(sessions):
    old, recent, present = sessions
    earlier(old, days=31)
    earlier(recent, days=29)
    totals(old, 100, 0)
    totals(recent, 10, 5, time_ms=100)
    totals(recent, 10, 5, topic="Laws of motion", time_ms=50)
    totals(present, 20, 11, time_ms=40)

    summary = session_summary(present)

    assert summary["trend"] == "improving"
    assert summary["compared_with"] == {
        "window_days": 30,
        "accuracy": 50,
        "avg_time_per_question_ms": 8,  # 7.5
    }
    assert (summary["questions_attempted"], summary["accuracy"]) == (20, 55)


@pytest.mark.django_db
def test_later_sessions_do_not_change_an_old_summary(sessions):
    old, recent, present = sessions
    earlier(old, days=2)
    earlier(recent, days=1)
    totals(old, 20, 10)
    totals(present, 20, 20)

    summary = session_summary(StudySession.objects.get(pk=old.pk))

    assert (summary["trend"], summary["compared_with"]["accuracy"]) == (None, None)


@pytest.mark.django_db
def test_the_weakest_topic_is_named_unless_all_was_right(sessions):
    session = sessions[-1]
    totals(session, 2, 2, topic="A")
    assert weakest_topic(session) is None

    totals(session, 4, 3, topic="B")
    totals(session, 4, 2, topic="C")
    assert weakest_topic(session).topic == "C"


TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("ago", "streak"),
    [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2, 4], 3), ([1, 2, 3], 3), ([0, 2], 1)],
)
def test_days_in_a_row_end_today_or_yesterday(ago, streak):
    assert days_in_a_row({TODAY - timedelta(days=days) for days in ago}, TODAY) == streak


@pytest.fixture
def answered(client, learner, curriculum):
    """Return a maker of answers at given times, oldest first."""

    def make(*answers):
        items = []
        for right, at in answers:
            question = fetched(client, learner, limit=1)["questions"][0]
            item = QuizItem.objects.get(pk=question["id"])
            places = [option["id"] == item.key["option"] for option in item.shown["options"]]
            assert (
                attempt(client, learner, question, selected=places.index(right)).json()["correct"]
                is right
            )
            Attempt.objects.filter(quiz_item=item).update(answered_at=at)
            items.append(item)
        return items

    return make


@pytest.mark.django_db
def test_progress_counts_the_window_and_the_streak_all(learner, answered):
    now = database_now()
    ages = [(True, 40), (False, 20), (True, 10), (True, 6), (True, 0)]
    answered(*[(right, now - timedelta(days=days)) for right, days in ages])

    counts = {}
    for window in ("7d", "30d", "all"):
        progress = progress_of(learner.pk, window)
        counts[window] = (progress["attempted"], progress["correct"], progress["accuracy"])
        assert (progress["current_streak"], progress["day_streak"]) == (3, 1)
        assert progress["by_subject"]["Physics"]["total"] == progress["attempted"]
        assert sum(row["attempted"] for row in progress["by_topic"]) == progress["attempted"]
        assert progress["trend"] is None

    assert counts == {"7d": (2, 2, 100), "30d": (4, 3, 75), "all": (5, 4, 80)}


@pytest.mark.django_db
def test_progress_compares_a_window_with_the_one_before(learner, answered):
    now = database_now()
    before = [(number < 10, now - timedelta(days=10)) for number in range(20)]
    within = [(number < 11, now - timedelta(days=1)) for number in range(20)]
    answered(*before, *within)

    assert progress_of(learner.pk, "7d")["trend"] == "improving"
    assert progress_of(learner.pk, "30d")["trend"] is None
    assert progress_of(learner.pk, "all")["trend"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "streak"), [("Asia/Kolkata", 2), ("UTC", 1)])
def test_days_are_those_of_the_learners_time_zone(learner, answered, monkeypatch, zone, streak):
    """20:00 UTC is the next day in India: one day in London, two in Kolkata."""
    from tutoring.selectors import summary

    noon = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    answered((True, noon), (True, noon.replace(hour=20)))
    User.objects.filter(pk=learner.pk).update(timezone=zone)
    monkeypatch.setattr(summary, "database_now", lambda: noon.replace(hour=21))

    assert progress_of(learner.pk, "all")["day_streak"] == streak


@pytest.mark.django_db
def test_progress_of_nothing_is_nothing(client, learner):
    assert client.get(f"/api/progress/{learner.pk}").json() == {
        "attempted": 0,
        "correct": 0,
        "accuracy": 0,
        "current_streak": 0,
        "day_streak": 0,
        "by_subject": {},
        "by_topic": [],
        "trend": None,
    }
