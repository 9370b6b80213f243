"""Missions: proposed from a plan, linked once, moved along their table."""

import threading

import pytest
from django.db import connection

from accounts.ids import uuid7
from autopilot.errors import (
    InvalidMissionMove,
    MissionLinkedElsewhere,
    MissionNotFound,
    MissionNotReady,
    NoPlanYet,
)
from autopilot.models import Mission
from autopilot.services.missions import (
    complete_mission_if_ready,
    link_mission,
    move_mission,
    propose_mission,
    update_mission,
)
from autopilot.states import MISSION_VERBS, MissionStatus
from sessions_app.models import AgentAction
from sessions_app.services.lifecycle import start_session
from tests.accounts.factories import LearnerFactory
from tests.autopilot.factories import mission_of, output_of, session_with_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return LearnerFactory().user


def history_actions(session) -> list[str]:
    entries = AgentAction.objects.filter(session=session).order_by("seq")
    return list(entries.values_list("action", flat=True))


def test_mission_table_is_the_one_of_the_design():
    assert {verb: (sorted(move.sources), move.target) for verb, move in MISSION_VERBS.items()} == {
        "accept": (["awaiting_approval"], "in_progress"),
        "complete": (["in_progress"], "completed"),
        "cancel": (["awaiting_approval", "in_progress"], "cancelled"),
        "fail": (["in_progress"], "failed"),
    }


@pytest.mark.parametrize("verb", MISSION_VERBS)
@pytest.mark.parametrize("status", MissionStatus.values)
def test_move_mission_follows_the_table(learner, status, verb):
    mission, move = mission_of(learner), MISSION_VERBS[verb]
    output_of(mission)
    path = {"in_progress": ["accept"], "completed": ["accept", "complete"], "cancelled": ["cancel"]}
    for step in path.get(status, ["accept", "fail"] if status == "failed" else []):
        move_mission(mission_id=mission.pk, verb=step)

    if status in move.sources or status == move.target:
        assert move_mission(mission_id=mission.pk, verb=verb).status == move.target
    else:
        with pytest.raises(InvalidMissionMove):
            move_mission(mission_id=mission.pk, verb=verb)
        assert Mission.objects.get(pk=mission.pk).status == status


def test_propose_mission_builds_it_from_the_accepted_plan_and_records_it(learner):
    session = session_with_plan(learner)

    mission = propose_mission(session_id=session.pk)

    assert mission.name == "JEE: 2 topics in 2 days"
    assert mission.success_criteria == ["Friction: mastered", "Power: mastered"]
    assert mission.status == "awaiting_approval"
    assert mission.session_id == session.pk
    assert history_actions(session) == ["session_started", "mission_proposed"]


def test_propose_mission_twice_returns_the_same_one(learner):
    session = session_with_plan(learner)

    first = propose_mission(session_id=session.pk)
    second = propose_mission(session_id=session.pk)

    assert first.pk == second.pk
    assert history_actions(session) == ["session_started", "mission_proposed"]


def test_propose_mission_after_a_cancelled_one_makes_a_new_one(learner):
    session = session_with_plan(learner)
    declined = propose_mission(session_id=session.pk)
    move_mission(mission_id=declined.pk, verb="cancel")

    again = propose_mission(session_id=session.pk)

    assert again.pk != declined.pk
    assert Mission.objects.get(pk=declined.pk).session_id is None


def test_propose_mission_without_a_plan_is_refused(learner):
    session = start_session(user_id=learner.pk)

    with pytest.raises(NoPlanYet):
        propose_mission(session_id=session.pk)


def test_link_mission_again_changes_nothing(learner):
    session, mission = start_session(user_id=learner.pk), mission_of(learner)

    link_mission(session_id=session.pk, mission_id=mission.pk)
    link_mission(session_id=session.pk, mission_id=mission.pk)

    assert history_actions(session) == ["session_started", "mission_linked"]


def test_link_mission_of_another_session_is_refused(learner):
    first, second = start_session(user_id=learner.pk), start_session(user_id=learner.pk)
    mission = mission_of(learner, session_id=first.pk)

    with pytest.raises(MissionLinkedElsewhere):
        link_mission(session_id=second.pk, mission_id=mission.pk)


def test_link_mission_to_a_session_that_has_one_is_refused(learner):
    session = start_session(user_id=learner.pk)
    mission_of(learner, session_id=session.pk)

    with pytest.raises(MissionLinkedElsewhere):
        link_mission(session_id=session.pk, mission_id=mission_of(learner).pk)


@pytest.mark.parametrize("whose", ["nobody", "stranger"])
def test_link_mission_that_is_not_the_learners_is_not_found(learner, whose):
    session = start_session(user_id=learner.pk)
    mission_id = uuid7() if whose == "nobody" else mission_of(LearnerFactory().user).pk

    with pytest.raises(MissionNotFound):
        link_mission(session_id=session.pk, mission_id=mission_id)


@pytest.mark.django_db(transaction=True)
def test_link_mission_to_two_sessions_at_once_links_one(learner):
    sessions = [start_session(user_id=learner.pk) for _ in range(2)]
    mission = mission_of(learner)
    outcomes, barrier = [], threading.Barrier(2)

    def link(session):
        barrier.wait(5)
        try:
            link_mission(session_id=session.pk, mission_id=mission.pk)
            outcomes.append("linked")
        except MissionLinkedElsewhere:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=link, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["linked", "refused"]


def test_update_mission_of_an_ended_one_is_refused(learner):
    mission = mission_of(learner)
    move_mission(mission_id=mission.pk, verb="cancel")

    with pytest.raises(InvalidMissionMove):
        update_mission(mission_id=mission.pk, name="Other words")


@pytest.mark.parametrize("outputs", [[], ["pending"], ["ready", "pending"], ["error"], ["expired"]])
def test_a_mission_whose_outputs_are_not_all_ready_does_not_complete(learner, outputs):
    mission = mission_of(learner)
    move_mission(mission_id=mission.pk, verb="accept")
    for status in outputs:
        output_of(mission, status)

    assert not complete_mission_if_ready(mission.pk)
    with pytest.raises(MissionNotReady):
        move_mission(mission_id=mission.pk, verb="complete")
    assert Mission.objects.get(pk=mission.pk).status == "in_progress"


@pytest.mark.parametrize("outputs", [["ready"], ["ready", "ready"], ["expired", "ready"]])
def test_a_mission_completes_when_its_outputs_are_ready(learner, outputs):
    mission = mission_of(learner)
    move_mission(mission_id=mission.pk, verb="accept")
    for status in outputs:
        output_of(mission, status)

    assert complete_mission_if_ready(mission.pk)
    assert not complete_mission_if_ready(mission.pk)
    assert Mission.objects.get(pk=mission.pk).status == "completed"


@pytest.mark.parametrize("status", ["awaiting_approval", "cancelled"])
def test_ready_outputs_complete_no_mission_that_is_not_under_way(learner, status):
    mission = mission_of(learner)
    if status == "cancelled":
        move_mission(mission_id=mission.pk, verb="cancel")
    output_of(mission)

    assert not complete_mission_if_ready(mission.pk)
    assert Mission.objects.get(pk=mission.pk).status == status
