"""A plan made again: proposed, taken, kept, taken back; nothing begun is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.clock import database_now
from sessions_app.errors import SessionNotActive
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.lifecycle import move_session, start_session
from tests.concurrency import run_together
from tests.factories import make_learner
from tests.tutoring.factories import analyzing_session, fresh, make_wish, planned_session
from tests.tutoring.test_plan_needs import know
from tutoring.errors import NoPlanYet, PlanVersionNotFound
from tutoring.models import Attempt, StudyPlan, Topic
from tutoring.selectors.plan_differences import MovedTopic, difference
from tutoring.selectors.plan_pages import plan_view
from tutoring.selectors.progress import topics_of
from tutoring.services.plan_versions import set_version_aside, take_version
from tutoring.services.plans import make_plan
from tutoring.services.replanning import replan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
SHORT = make_wish(days=3, hours_per_day=1.0)


def proposed_session(user=None, wish=SHORT) -> tuple[StudySession, StudyPlan]:
    """A session with a plan of 14 days and a proposed one that is much shorter."""
    session = planned_session(user)
    return fresh(session), make_plan(session_id=session.pk, wish=wish)


def accepted(session: StudySession) -> StudyPlan:
    return StudyPlan.objects.get(session=session, was_accepted=True)


def decisions(session: StudySession) -> list[str]:
    entries = AgentAction.objects.filter(session=session, action="plan_updated").order_by("seq")
    return [entry.metadata["decision"] for entry in entries]


def names_of(plan: StudyPlan) -> list[str]:
    topics = (topic["name"] for day in plan.plan["schedule"] for topic in day["topics"])
    return list(dict.fromkeys(topics))


def test_another_plan_stands_beside_the_accepted_one():
    session, proposed = proposed_session()

    assert not proposed.was_accepted
    assert accepted(session).plan["total_days"] == 14
    assert fresh(session).current_context["extra_data"]["days"] == 14
    assert [topic.name for topic in topics_of(session)] == names_of(accepted(session))
    assert decisions(session) == ["proposed"]
    assert plan_view(session).proposed.number == proposed.version
    assert examine(fresh(session)) is None


def test_the_same_proposal_again_changes_nothing():
    session, proposed = proposed_session()

    assert make_plan(session_id=session.pk, wish=SHORT) == proposed
    assert decisions(session) == ["proposed"]


def test_another_proposal_takes_the_place_of_an_open_one():
    session, first = proposed_session()

    second = make_plan(session_id=session.pk, wish=make_wish(days=4))

    assert second.version == first.version + 1
    assert not StudyPlan.objects.filter(pk=first.pk).exists()


def test_a_taken_version_is_the_plan_in_every_place():
    session, proposed = proposed_session()

    take_version(session_id=session.pk, version=proposed.version)

    session = fresh(session)
    assert accepted(session) == proposed
    assert session.current_context["extra_data"] == {
        "goal": "Be sure of mechanics",
        "days": 3,
        "hours_per_day": 1.0,
    }
    assert session.phase == "PLANNING"
    assert [topic.name for topic in topics_of(session)] == names_of(proposed)
    assert decisions(session) == ["proposed", "taken"]
    assert plan_view(session).proposed is None
    assert examine(session) is None
    make_plan(session_id=session.pk, wish=SHORT)  # the same wish is the accepted plan now
    assert decisions(session) == ["proposed", "taken"]


def test_taking_is_safe_to_repeat():
    session, proposed = proposed_session()
    take_version(session_id=session.pk, version=proposed.version)
    version = fresh(session).version

    assert take_version(session_id=session.pk, version=proposed.version) == proposed
    assert fresh(session).version == version


def test_the_plan_before_can_be_taken_back():
    session, proposed = proposed_session()
    before, context = accepted(session), session.current_context
    topics = [topic.name for topic in topics_of(session)]
    take_version(session_id=session.pk, version=proposed.version)

    take_version(session_id=session.pk, version=before.version)

    assert accepted(session) == before
    assert fresh(session).current_context == context
    assert [topic.name for topic in topics_of(session)] == topics
    assert examine(fresh(session)) is None


def test_a_kept_plan_leaves_the_other_for_later():
    session, proposed = proposed_session()

    set_version_aside(session_id=session.pk, version=proposed.version)
    set_version_aside(session_id=session.pk, version=proposed.version)

    assert accepted(session).plan["total_days"] == 14
    assert plan_view(session).proposed is None
    assert decisions(session) == ["proposed", "set_aside"]
    assert take_version(session_id=session.pk, version=proposed.version).was_accepted


def test_what_was_begun_is_never_lost():
    learner = make_learner()
    session = analyzing_session(learner, wrong=2)
    begun = topics_of(session)[0]
    attempts = Attempt.objects.filter(session=session).count()
    own = make_wish(days=3, syllabus_text="Optics")
    proposed = make_plan(session_id=session.pk, wish=own)

    take_version(session_id=session.pk, version=proposed.version)

    rows = topics_of(session)
    assert [row.name for row in rows] == ["Optics", begun.name]
    assert rows[1] == begun
    assert (rows[1].status, rows[1].mastery_score) == (begun.status, begun.mastery_score)
    assert Attempt.objects.filter(session=session).count() == attempts
    assert fresh(session).phase == "ANALYZING"


def test_a_step_to_another_version_cannot_be_taken():
    session, _ = proposed_session()

    for version in (1, 99):  # version 1 is the draft that was corrected
        with pytest.raises(PlanVersionNotFound):
            take_version(session_id=session.pk, version=version)


def test_a_paused_session_takes_no_version():
    session, proposed = proposed_session()
    move_session(session_id=session.pk, verb="pause")

    for act in (take_version, set_version_aside):
        with pytest.raises(SessionNotActive):
            act(session_id=session.pk, version=proposed.version)
    with pytest.raises(SessionNotActive):
        make_plan(session_id=session.pk, wish=make_wish(days=5))


@pytest.mark.django_db(transaction=True)
def test_two_tabs_take_two_versions_and_one_is_the_plan(curriculum):
    session, first = proposed_session()
    set_version_aside(session_id=session.pk, version=first.version)
    second = make_plan(session_id=session.pk, wish=make_wish(days=4))

    results = run_together(
        *(
            lambda version=version: take_version(session_id=session.pk, version=version)
            for version in (first.version, second.version)
        )
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert accepted(session) in {first, second}
    assert examine(fresh(session)) is None


# -- planning again -------------------------------------------------------------------------------


def test_planning_again_by_what_is_known_now():
    learner = make_learner()
    session = planned_session(learner)
    slug = know(learner, theta=4.0)

    proposed = replan(session_id=session.pk)

    assert not proposed.was_accepted
    reasons = [topic["rationale"] for day in proposed.plan["schedule"] for topic in day["topics"]]
    assert slug
    assert any("mastery is about 95 of 100" in reason for reason in reasons)


def test_planning_again_without_news_is_the_plan_itself():
    session = planned_session()

    assert replan(session_id=session.pk) == accepted(session)
    assert decisions(session) == []


def test_planning_again_is_for_the_days_that_are_left():
    session = planned_session()
    plans = StudyPlan.objects.filter(session=session)
    plans.update(created_at=database_now() - timedelta(days=5))
    assert replan(session_id=session.pk).plan["total_days"] == 9

    plans.update(created_at=database_now() - timedelta(days=20))
    assert replan(session_id=session.pk) == accepted(session)  # over: as many days again


def test_planning_again_keeps_the_learners_own_syllabus():
    learner = make_learner()
    session = start_session(user_id=learner.pk, exam_type="NEET")
    make_plan(session_id=session.pk, wish=make_wish(syllabus_text="Friction\nOptics"))
    StudyPlan.objects.update(created_at=database_now() - timedelta(days=5))

    assert set(names_of(replan(session_id=session.pk))) == {"Friction", "Optics"}


@pytest.mark.parametrize(
    "damage",
    [
        {"goal": 7, "hours_per_day": "x", "exam_date": 5, "syllabus_text": []},
        {"goal": "x" * 900, "hours_per_day": 1e9, "exam_date": "soon", "syllabus_text": None},
        None,
    ],
)
def test_planning_again_survives_a_damaged_context(damage):
    session = planned_session()
    StudySession.objects.filter(pk=session.pk).update(
        current_context={"extra_data": damage} if damage else "damaged"
    )

    assert replan(session_id=session.pk).plan["total_days"] == 14


def test_without_a_plan_there_is_nothing_to_make_again():
    with pytest.raises(NoPlanYet):
        replan(session_id=start_session(user_id=make_learner().pk).pk)


# -- differences ----------------------------------------------------------------------------------


def plan_of(*days: list[str], hours: float = 1.0) -> dict:
    return {
        "exam_name": "NEET",
        "total_days": len(days),
        "overview": "",
        "critical_topics": [],
        "schedule": [
            {
                "day": number,
                "theme": "Unit",
                "estimated_hours": hours,
                "topics": [{"name": n, "difficulty": "easy", "rationale": ""} for n in names],
            }
            for number, names in enumerate(days, start=1)
        ],
    }


def test_a_difference_names_what_moved_came_and_went():
    found = difference(plan_of(["a"], ["b"], ["c"]), plan_of(["b", "d"], ["a"], hours=2.0))

    assert (found.added, found.removed, found.moved) == (["d"], ["c"], ["b", "a"])
    assert found.days == [MovedTopic("b", 2, 1), MovedTopic("a", 1, 2)]
    assert [move.is_earlier for move in found.days] == [True, False]
    assert (found.hours_before, found.hours_after) == (1.0, 2.0)
    assert (found.total_before, found.total_after) == (3.0, 4.0)
    assert not found.is_empty
    assert difference(plan_of(["a"]), plan_of(["a"])).is_empty


# -- the page -------------------------------------------------------------------------------------


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def press(web, name: str, session: StudySession, *args):
    return web.post(reverse(f"study:{name}", args=[session.pk, *args]), follow=True)


def test_the_page_plans_again_and_shows_what_would_change(web, learner):
    session = planned_session(learner)
    know(learner, theta=4.0)

    content = press(web, "plan-again", session).content.decode()

    assert "A new version of your plan is ready" in content
    assert "Take the new version" in content
    assert content.count("Kept:") >= 6
    version = plan_view(fresh(session)).proposed.number
    taken = press(web, "plan-take", session, version).content.decode()
    assert f"Version {version} is your plan now." in taken
    assert "A new version of your plan is ready" not in taken
    assert "Use version 2" in taken
    back = press(web, "plan-take", session, 2).content.decode()
    assert "Version 2 is your plan now." in back


def test_the_page_keeps_the_plan(web, learner):
    session, proposed = proposed_session(learner)

    content = press(web, "plan-keep", session, proposed.version).content.decode()

    assert "Your plan stays." in content
    assert f"Use version {proposed.version}" in content


def test_the_page_says_when_nothing_has_changed(web, learner):
    assert (
        "Your plan still fits"
        in press(web, "plan-again", planned_session(learner)).content.decode()
    )


def test_the_page_has_no_such_version(web, learner):
    session = planned_session(learner)

    assert press(web, "plan-take", session, 1).status_code == 404
    assert press(web, "plan-keep", session, 99).status_code == 404


@pytest.mark.parametrize("name", ["plan-again", "plan-take", "plan-keep"])
def test_a_stranger_finds_no_plan_to_change(client, name):
    session, proposed = proposed_session()
    client.force_login(make_learner())
    arguments = [] if name == "plan-again" else [proposed.version]

    assert press(client, name, session, *arguments).status_code == 404
    assert not fresh(session).plans.get(pk=proposed.pk).was_accepted


@pytest.mark.parametrize("proposals", [0, 3])
def test_the_page_takes_a_fixed_number_of_queries(learner, proposals, django_assert_num_queries):
    session = planned_session(learner)
    for days in range(3, 3 + proposals):
        row = make_plan(session_id=session.pk, wish=make_wish(days=days))
        set_version_aside(session_id=session.pk, version=row.version)

    with django_assert_num_queries(2):
        assert plan_view(session).proposed is None


def test_topics_of_a_taken_version_have_their_lessons():
    session, proposed = proposed_session(wish=make_wish(days=3, syllabus_text="Friction"))
    take_version(session_id=session.pk, version=proposed.version)

    assert Topic.objects.get(session=session).syllabus_topic is not None
