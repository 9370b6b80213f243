"""The missions API and link-mission, as owner, guardian, stranger and nobody."""

import pytest
from rest_framework.test import APIClient

from accounts.ids import uuid7
from accounts.tokens import issue_access_token
from sessions_app.services.lifecycle import start_session
from tests.accounts.factories import LearnerFactory
from tests.autopilot.factories import mission_of

pytestmark = pytest.mark.django_db


def client_of(user) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
    return client


@pytest.fixture
def learner():
    return LearnerFactory().user


@pytest.fixture
def client(learner):
    return client_of(learner)


def test_create_answers_the_mission_of_the_contract(client):
    answer = client.post("/api/missions/", {"name": "Mechanics", "goal": "All"}, format="json")

    assert answer.status_code == 201
    body = answer.json()
    assert {key: body[key] for key in body if key not in {"id", "created_at"}} == {
        "name": "Mechanics",
        "description": "",
        "goal": "All",
        "success_criteria": [],
        "status": "awaiting_approval",
        "session_id": None,
        "current_hop_id": None,
        "hops": [],
        "assets": [],
        "valid_verbs": ["accept", "cancel"],
        "ended_at": None,
    }


def test_accept_twice_is_the_same_as_once(client, learner):
    mission = mission_of(learner)

    answers = [client.post(f"/api/missions/{mission.pk}/accept") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json()["status"] for answer in answers] == ["in_progress", "in_progress"]


def test_accept_of_a_cancelled_mission_is_a_conflict_with_what_is_allowed(client, learner):
    mission = mission_of(learner)
    client.post(f"/api/missions/{mission.pk}/cancel")

    answer = client.post(f"/api/missions/{mission.pk}/accept")

    assert (answer.status_code, answer.json()["valid_verbs"]) == (409, [])


@pytest.mark.parametrize(
    "body",
    [
        {"status": "completed"},
        {"user_id": "x"},
        {"name": ""},
        {"name": 5},
        {"success_criteria": "all"},
        {"success_criteria": [1]},
    ],
)
def test_patch_refuses_what_is_not_a_missions_words(client, learner, body):
    mission = mission_of(learner)

    assert client.patch(f"/api/missions/{mission.pk}", body, format="json").status_code == 400


def test_list_shows_own_missions_in_cursor_pages(client, learner):
    mine = [str(mission_of(learner).pk) for _ in range(3)]
    mission_of(LearnerFactory().user)

    first = client.get("/api/missions/?limit=2").json()
    second = client.get(first["next"]).json()

    shown = [mission["id"] for mission in first["results"] + second["results"]]
    assert shown == mine[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_every_length(client, learner, count, django_assert_num_queries):
    for _ in range(count):
        mission_of(learner)

    with django_assert_num_queries(4):  # who is calling, the page, its hops, its assets
        client.get("/api/missions/")


@pytest.mark.parametrize("query", ["status=zzz", "user=1", "cursor=zzz", "limit=0", "status=%00"])
def test_list_refuses_what_it_does_not_know(client, query):
    assert client.get(f"/api/missions/?{query}").status_code == 400


@pytest.mark.parametrize("verb", ["accept", "cancel"])
def test_a_strangers_mission_does_not_exist(client, verb):
    mission = mission_of(LearnerFactory().user)

    foreign = client.post(f"/api/missions/{mission.pk}/{verb}")
    unknown = client.post(f"/api/missions/{uuid7()}/{verb}")

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.json()["detail"] == unknown.json()["detail"]


def test_nobody_gets_401():
    assert APIClient().get("/api/missions/").status_code == 401


def test_link_mission_shows_it_in_the_session(client, learner):
    session, mission = start_session(user_id=learner.pk), mission_of(learner)

    answers = [
        client.post(f"/api/sessions/{session.pk}/link-mission/{mission.pk}") for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    body = client.get(f"/api/sessions/{session.pk}").json()
    assert (body["mission_id"], body["mission"]["id"]) == (str(mission.pk), str(mission.pk))


def test_link_mission_elsewhere_is_a_conflict(client, learner):
    linked = start_session(user_id=learner.pk)
    mission = mission_of(learner, session_id=linked.pk)
    other = start_session(user_id=learner.pk)

    answer = client.post(f"/api/sessions/{other.pk}/link-mission/{mission.pk}")

    assert (answer.status_code, answer.json()["code"]) == (409, "mission_linked_elsewhere")


@pytest.mark.parametrize("foreign", ["session", "mission", "unknown mission"])
def test_link_mission_with_a_foreign_side_is_404(client, learner, foreign):
    stranger = LearnerFactory().user
    session = start_session(user_id=stranger.pk if foreign == "session" else learner.pk)
    mission_id = mission_of(stranger if foreign == "mission" else learner).pk
    if foreign == "unknown mission":
        mission_id = uuid7()

    answer = client.post(f"/api/sessions/{session.pk}/link-mission/{mission_id}")

    assert answer.status_code == 404


def test_create_is_done_once_per_idempotency_key(client):
    headers = {"Idempotency-Key": "mission-1"}
    body = {"name": "Mechanics"}

    first = client.post("/api/missions/", body, format="json", headers=headers)
    second = client.post("/api/missions/", body, format="json", headers=headers)

    assert first.json() == second.json()
    assert len(client.get("/api/missions/").json()["results"]) == 1
