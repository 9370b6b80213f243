"""The study path through its services: every step once, whatever is repeated."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.clock import database_now
from accounts.ids import uuid7
from sessions_app.errors import InvalidTransition, SessionNotActive
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.lifecycle import move_session, start_session
from tests.concurrency import run_together
from tests.factories import make_learner
from tests.tutoring.factories import (
    analyzing_session,
    fresh,
    learning_session,
    make_wish,
    planned_session,
    quizzing_session,
    wrong_option,
)
from tutoring.errors import (
    ExamDatePassed,
    InvalidWish,
    NoCurriculum,
    NoTopicChosen,
    QuizItemNotFound,
    TopicNotFound,
    UnknownOption,
)
from tutoring.models import Attempt, LearnerMisconception, PlanCache, Quiz, StudyPlan, Topic
from tutoring.selectors.progress import topics_of
from tutoring.services.answers import answer_item
from tutoring.services.plan_cache import expire_plans
from tutoring.services.plans import begin_study, make_plan
from tutoring.services.quizzes import take_quiz
from tutoring.services.topics import complete_study, next_topic, start_topic
from tutoring.states import TopicStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
threads = pytest.mark.django_db(transaction=True)


def actions_of(session: StudySession) -> list[str]:
    entries = AgentAction.objects.filter(session=session).order_by("seq")
    return list(entries.values_list("action", flat=True))


def test_make_plan_stores_versions_topics_context_and_history_together():
    session = start_session(user_id=make_learner().pk, exam_type="JEE")

    accepted = make_plan(session_id=session.pk, wish=make_wish(days=10))

    session = fresh(session)
    assert session.phase == "PLANNING"
    assert session.current_context["extra_data"] == {
        "goal": "Be sure of mechanics",
        "days": 10,
        "hours_per_day": 2.0,
    }
    assert session.current_context["plan_cache_key"] == PlanCache.objects.get().cache_key
    versions = StudyPlan.objects.filter(session=session).order_by("version")
    assert [row.was_accepted for row in versions] == [False, True]
    assert versions[1] == accepted
    assert versions[0].verification["is_valid"] is False
    assert versions[1].verification["is_valid"] is True
    planned = list(dict.fromkeys(t["name"] for d in accepted.plan["schedule"] for t in d["topics"]))
    assert [topic.name for topic in topics_of(session)] == planned
    entry = AgentAction.objects.get(session=session, action="generate_plan")
    assert (entry.agent, entry.metadata["iterations_used"]) == ("planner", 2)
    assert entry.reasoning.startswith("12 topics in 10 days") or "no room" in entry.reasoning
    assert examine(session) is None


def test_make_plan_again_with_the_same_wish_changes_nothing():
    session = start_session(user_id=make_learner().pk)
    first = make_plan(session_id=session.pk, wish=make_wish())
    before = fresh(session).version

    assert make_plan(session_id=session.pk, wish=make_wish()) == first
    assert fresh(session).version == before
    assert fresh(session).history_length == AgentAction.objects.filter(session=session).count()


@pytest.mark.parametrize(
    ("exam_type", "wish", "error"),
    [
        ("UPSC", make_wish(), NoCurriculum),
        ("NEET", make_wish(days=0), InvalidWish),
        ("NEET", make_wish(days=366), InvalidWish),
        ("NEET", make_wish(hours_per_day=8.5), InvalidWish),
        ("NEET", make_wish(hours_per_day=0.25), InvalidWish),
        ("NEET", make_wish(goal="x" * 501), InvalidWish),
    ],
)
def test_make_plan_refuses_what_cannot_be_planned(exam_type, wish, error):
    session = start_session(user_id=make_learner().pk, exam_type=exam_type)

    with pytest.raises(error):
        make_plan(session_id=session.pk, wish=wish)

    assert fresh(session).phase == "INTAKE"
    assert not StudyPlan.objects.filter(session=session).exists()


def test_make_plan_ends_the_day_before_the_exam():
    session = start_session(user_id=make_learner(timezone="UTC").pk)
    exam = database_now().date() + timedelta(days=5)

    plan = make_plan(session_id=session.pk, wish=make_wish(days=30, exam_date=exam))

    assert plan.plan["total_days"] == 5
    assert fresh(session).current_context["extra_data"]["exam_date"] == exam.isoformat()
    other = start_session(user_id=make_learner().pk)
    with pytest.raises(ExamDatePassed):
        make_plan(session_id=other.pk, wish=make_wish(exam_date=exam - timedelta(days=9)))


def test_plan_cache_serves_the_same_wish_until_it_expires(settings):
    planned_session()
    planned_session()

    cached = PlanCache.objects.get()
    assert (cached.hits, cached.lease_token) == (1, None)
    assert expire_plans() == {"plans": 0}
    PlanCache.objects.update(expires_at=database_now() - timedelta(seconds=1))
    planned_session()
    assert PlanCache.objects.get().hits == 1  # made anew, not served
    PlanCache.objects.update(expires_at=database_now() - timedelta(seconds=1))
    assert expire_plans() == {"plans": 1}


def test_plan_cache_keeps_plans_of_other_wishes_apart():
    for wish in (make_wish(), make_wish(goal="Other words"), make_wish(days=13)):
        begin_study(user=make_learner(), exam_type="NEET", wish=wish, key=uuid7())

    assert PlanCache.objects.count() == 3


def test_begin_study_makes_one_session_for_each_key():
    user, key = make_learner(), uuid7()
    wish = make_wish()

    first = begin_study(user=user, exam_type="NEET", wish=wish, key=key)
    again = begin_study(user=user, exam_type="NEET", wish=wish, key=key)
    other = begin_study(user=make_learner(), exam_type="NEET", wish=wish, key=key)

    assert first == again
    assert other != first
    assert StudySession.objects.filter(user=user).count() == 1


def test_start_topic_opens_the_lesson_once():
    session = planned_session()
    topic, other = topics_of(session)[:2]

    start_topic(session_id=session.pk, topic_id=topic.pk)
    version = fresh(session).version
    start_topic(session_id=session.pk, topic_id=topic.pk)

    session = fresh(session)
    assert (session.phase, session.version) == ("LEARNING", version)
    assert session.current_context["current_topic"] == topic.name
    topic.refresh_from_db()
    assert topic.status == TopicStatus.LEARNING
    with pytest.raises(InvalidTransition):
        start_topic(session_id=session.pk, topic_id=other.pk)
    other.refresh_from_db()
    assert other.status == TopicStatus.PENDING


def test_start_topic_refuses_the_topic_of_another_session():
    mine, foreign = planned_session(), planned_session()

    with pytest.raises(TopicNotFound):
        start_topic(session_id=mine.pk, topic_id=topics_of(foreign)[0].pk)


def test_take_quiz_twice_returns_the_same_quiz():
    session = learning_session()

    quiz = take_quiz(session_id=session.pk)
    again = take_quiz(session_id=session.pk)

    assert quiz == again
    assert quiz.items.count() == 5
    assert len({item.shown["stem"] for item in quiz.items.all()}) == 5
    assert actions_of(session).count("take_quiz") == 1


def test_take_quiz_needs_a_topic():
    session = planned_session()

    with pytest.raises(NoTopicChosen):
        take_quiz(session_id=session.pk)


def test_quiz_items_keep_the_key_apart_from_what_is_shown():
    _, quiz = quizzing_session()

    for item in quiz.items.all():
        assert set(item.shown) == {"stem", "type", "difficulty", "concept", "options"}
        assert all(set(option) == {"id", "text"} for option in item.shown["options"])
        assert set(item.key["misconceptions"]) | {item.key["option"]} == set("abcd")


def test_answer_item_counts_the_first_answer_only():
    session, quiz = quizzing_session()
    item = quiz.items.get(position=1)

    first = answer_item(
        session_id=session.pk, item_id=item.pk, answer=wrong_option(item), time_spent_ms=900
    )
    again = answer_item(session_id=session.pk, item_id=item.pk, answer=item.key["option"])

    assert first == again
    assert (again.correct, again.time_spent_ms) == (False, 900)
    assert Attempt.objects.filter(quiz_item=item).count() == 1
    assert actions_of(session).count("answer_evaluated") == 1


def test_answer_item_refuses_unknown_options_and_foreign_questions():
    session, quiz = quizzing_session()
    _, foreign = quizzing_session()

    with pytest.raises(UnknownOption) as refused:
        answer_item(session_id=session.pk, item_id=quiz.items.first().pk, answer="e")
    with pytest.raises(QuizItemNotFound):
        answer_item(session_id=session.pk, item_id=foreign.items.first().pk, answer="a")

    assert sorted(refused.value.extra["options"]) == ["a", "b", "c", "d"]
    assert not Attempt.objects.filter(session=session).exists()


@pytest.mark.parametrize(
    ("wrong", "score", "level", "status"),
    [
        (0, 100, 81, TopicStatus.LEARNING),
        (1, 80, 75, TopicStatus.LEARNING),
        (3, 40, 52, TopicStatus.LEARNING),
        (5, 0, 18, TopicStatus.WEAK),
    ],
)
def test_last_answer_scores_the_quiz_and_levels_the_topic(wrong, score, level, status):
    session = analyzing_session(wrong=wrong)

    quiz = Quiz.objects.get(session=session)
    topic = Topic.objects.get(pk=quiz.topic_id)
    assert session.phase == "ANALYZING"
    assert session.current_context["last_quiz_score"] == quiz.score == score
    assert (topic.status, topic.mastery_score) == (status, level)
    assert actions_of(session)[-1] == "submit_answers"
    held = LearnerMisconception.objects.open().filter(learner=session.user)
    names = set(held.values_list("misconception__name", flat=True))
    assert set(session.current_context.get("misconceptions", [])) == names
    assert examine(session) is None


def test_second_quiz_asks_what_was_not_seen_before():
    session = analyzing_session(wrong=5)
    seen = {item.shown["stem"] for item in Quiz.objects.get(session=session).items.all()}
    topic = Quiz.objects.get(session=session).topic

    next_topic(session_id=session.pk)
    start_topic(session_id=session.pk, topic_id=topic.pk)
    quiz = take_quiz(session_id=session.pk)

    assert seen.isdisjoint(item.shown["stem"] for item in quiz.items.all())


def test_next_topic_and_finish_are_safe_to_repeat():
    session = analyzing_session()
    next_topic(session_id=session.pk)
    next_topic(session_id=session.pk)
    assert actions_of(session).count("next_topic") == 1

    done = analyzing_session()
    complete_study(session_id=done.pk)
    complete_study(session_id=done.pk)
    done = fresh(done)
    assert (done.phase, done.status) == ("COMPLETED", "completed")
    assert actions_of(done)[-2:] == ["complete", "session_completed"]
    with pytest.raises(SessionNotActive):
        next_topic(session_id=done.pk)


@pytest.mark.parametrize("act", ["plan", "topic", "quiz", "answer"])
def test_paused_session_takes_no_study_act(act):
    session, quiz = quizzing_session()
    if act in {"topic", "quiz"}:
        session = planned_session() if act == "topic" else learning_session()
    if act == "plan":
        session = start_session(user_id=make_learner().pk)
    move_session(session_id=session.pk, verb="pause")
    acts = {
        "plan": partial(make_plan, session_id=session.pk, wish=make_wish()),
        "topic": lambda: start_topic(session_id=session.pk, topic_id=topics_of(session)[0].pk),
        "quiz": partial(take_quiz, session_id=session.pk),
        "answer": lambda: answer_item(
            session_id=session.pk, item_id=quiz.items.first().pk, answer="a"
        ),
    }

    with pytest.raises(SessionNotActive):
        acts[act]()

    assert not Attempt.objects.filter(session=session).exists()


@threads
def test_double_click_on_begin_makes_one_session(curriculum):
    user, key = make_learner(), uuid7()
    call = partial(begin_study, user=user, exam_type="NEET", wish=make_wish(), key=key)

    results = run_together(call, call)

    assert results[0] == results[1]
    assert StudySession.objects.filter(user=user).count() == 1
    assert StudyPlan.objects.filter(was_accepted=True).count() == 1


@threads
def test_double_click_on_take_quiz_makes_one_quiz(curriculum):
    session = learning_session()
    call = partial(take_quiz, session_id=session.pk)

    results = run_together(call, call)

    assert results[0] == results[1]
    assert Quiz.objects.count() == 1
    assert actions_of(session).count("take_quiz") == 1


@threads
def test_two_tabs_answer_the_last_question_once(curriculum):
    session, quiz = quizzing_session()
    *others, last = quiz.items.order_by("position")
    for item in others:
        answer_item(session_id=session.pk, item_id=item.pk, answer=item.key["option"])

    calls = [
        partial(answer_item, session_id=session.pk, item_id=last.pk, answer=option)
        for option in (last.key["option"], wrong_option(last))
    ]
    results = run_together(*calls)

    assert results[0] == results[1]
    assert Attempt.objects.filter(quiz_item=last).count() == 1
    assert actions_of(session).count("submit_answers") == 1
    assert fresh(session).phase == "ANALYZING"
    assert examine(fresh(session)) is None
