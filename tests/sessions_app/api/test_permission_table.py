"""Who may do what with a session, cell by cell, in the policy and through every route."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.errors import NotAllowed
from accounts.models import Guardianship
from sessions_app.errors import SessionNotFound
from sessions_app.models import AgentAction, StudySession
from sessions_app.permissions import (
    POLICY,
    Act,
    Relation,
    Rule,
    access,
    can,
    find_session,
    is_allowed,
    learner_id_for,
    relation_of,
)
from tests.accounts.factories import GuardianshipFactory
from tests.factories import StudySessionFactory, make_child_profile, make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db
YES, NO = Rule.YES, Rule.NO
TABLE = {
    # act: owner, guardian, collaborator, viewer, staff
    "read session, summary, plan": (YES, YES, YES, YES, YES),
    "read chat and free text": (YES, Rule.IF_SHARED, YES, NO, Rule.LOGGED),
    "read agent history, events": (YES, Rule.SUMMARY, YES, NO, YES),
    "save, act, answer, autopilot": (YES, Rule.CHILD_PROFILE, NO, NO, NO),
    "chat": (YES, Rule.CHILD_PROFILE, YES, NO, NO),
    "pause, complete, archive": (YES, Rule.CHILD_PROFILE, NO, NO, YES),
    "share, export, erase": (YES, Rule.CHILD_PROFILE, NO, NO, Rule.LOGGED),
}


def test_the_policy_is_the_written_table():
    assert {act.value: tuple(POLICY[act][who] for who in Relation) for act in POLICY} == TABLE
    assert list(POLICY) == list(Act)


# Who asks: how they stand to the session, and what each act comes to.
ALLOWED = {
    "owner": dict.fromkeys(Act, True),
    "guardian of a child profile": dict.fromkeys(Act, True),
    "guardian": {act: act in {Act.READ, Act.READ_HISTORY} for act in Act},
    "guardian with whom free text is shared": {
        act: act in {Act.READ, Act.READ_HISTORY, Act.READ_CHAT} for act in Act
    },
    "staff": {act: act not in {Act.WRITE, Act.CHAT} for act in Act},
    "revoked guardian": None,
    "stranger": None,
}


@pytest.fixture
def cast(db):
    """Return a maker of (caller, session) for a kind of caller."""

    def make(who):
        owner = make_child_profile() if who == "guardian of a child profile" else make_learner()
        session = StudySessionFactory(user=owner)
        if who == "owner":
            return owner, session
        caller = make_learner(is_staff=who == "staff")
        if "guardian" in who:
            GuardianshipFactory(guardian=caller, learner=owner.learner)
        if who == "revoked guardian":
            Guardianship.objects.update(status="revoked", revoked_at="2026-01-01T00:00:00Z")
        if who == "guardian with whom free text is shared":
            owner.learner.shares_free_text = True
            owner.learner.save()
        return caller, session

    return make


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("who", ALLOWED)
def test_the_policy_judges_every_caller(cast, who, act):
    caller, session = cast(who)

    if ALLOWED[who] is None:
        assert relation_of(caller, session) is None
        with pytest.raises(SessionNotFound):
            access(caller, session, act)
    elif ALLOWED[who][act]:
        assert access(caller, session, act).session == session
        assert find_session(caller, session.pk, act).session == session
    else:
        with pytest.raises(NotAllowed):
            access(caller, session, act)
    assert can(caller, session, act) is bool(ALLOWED[who] and ALLOWED[who][act])


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("who", [Relation.COLLABORATOR, Relation.VIEWER])
def test_the_rules_of_shares_need_nothing_else(session, who, act):
    expected = {
        Relation.COLLABORATOR: {Act.READ, Act.READ_CHAT, Act.READ_HISTORY, Act.CHAT},
        Relation.VIEWER: {Act.READ},
    }

    assert is_allowed(POLICY[act][who], session) is (act in expected[who])


def test_an_unknown_session_is_found_by_nobody(learner):
    with pytest.raises(SessionNotFound):
        find_session(learner, uuid4(), Act.READ)


ROUTES = {
    # name: (method, path, body, the act it is)
    "state": ("get", "/api/session/{id}/state", None, Act.READ),
    "save": (
        "post",
        "/api/session/{id}/save",
        {"context_data": {"current_topic": "x"}, "phase": "INTAKE"},
        Act.WRITE,
    ),
    "retrieve": ("get", "/api/sessions/{id}", None, Act.READ),
    "rename": ("patch", "/api/sessions/{id}", {"name": "Other"}, Act.WRITE),
    "put": ("put", "/api/sessions/{id}", {"session_metadata": {"a": 1}}, Act.WRITE),
    "status": ("patch", "/api/sessions/{id}", {"status": "paused"}, Act.STEER),
    "activity": ("post", "/api/sessions/{id}/activity", None, Act.WRITE),
    "actions": ("post", "/api/sessions/{id}/actions", {"action": "generate_plan"}, Act.WRITE),
    "pause": ("post", "/api/sessions/{id}/pause", None, Act.STEER),
    "complete": ("post", "/api/sessions/{id}/complete", None, Act.STEER),
    "end": ("post", "/api/sessions/{id}/end", None, Act.STEER),
    "resume": ("post", "/api/sessions/{id}/resume", None, Act.STEER),
    "archive": ("post", "/api/sessions/{id}/archive", None, Act.STEER),
    "restore": ("post", "/api/sessions/{id}/restore", None, Act.STEER),
    "history": ("get", "/api/sessions/{id}/history", None, Act.READ_HISTORY),
    "messages": ("get", "/api/sessions/{id}/messages", None, Act.READ_CHAT),
    "say": ("post", "/api/sessions/{id}/messages", {"content": "hi"}, Act.CHAT),
}
# These are 409 from an active session: allowed, but outside the table.
NOT_FROM_ACTIVE = {"restore"}


def call(client, route, session_id):
    method, path, body, _ = ROUTES[route]
    return getattr(client, method)(path.format(id=session_id), body, format="json")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("who", ALLOWED)
def test_every_route_keeps_the_table(cast, client_of, who, route):
    caller, session = cast(who)

    response = call(client_of(caller), route, session.pk)

    row = StudySession.objects.get(pk=session.pk)
    if ALLOWED[who] is None:
        assert response.status_code == 404
    elif not ALLOWED[who][ROUTES[route][3]]:
        assert response.status_code == 403
    elif route in NOT_FROM_ACTIVE:
        assert response.status_code == 409
    else:
        assert response.status_code in {200, 201}
        return
    assert (row.version, row.history_length, row.status) == (1, 1, "active")


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_is_asked_to_log_in(session, route):
    response = call(APIClient(), route, session.pk)

    assert_problem(response, 401, "unauthorized")
    assert response["WWW-Authenticate"] == "Bearer"


def without_request_id(response):
    return {name: value for name, value in response.json().items() if name != "request_id"}


@pytest.mark.parametrize("route", ROUTES)
def test_a_strangers_session_looks_like_none_at_all(client, route):
    other = StudySessionFactory()

    foreign = call(client, route, other.pk)
    unknown = call(client, route, uuid4())

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert without_request_id(foreign) == without_request_id(unknown)
    headers = {"Content-Type", "Allow", "Vary"}
    assert {h: foreign[h] for h in headers} == {h: unknown[h] for h in headers}


@pytest.mark.parametrize("path", ["/api/sessions/{}", "/api/sessions/{}/messages"])
def test_options_tell_a_stranger_nothing(client, path):
    other = StudySessionFactory()

    foreign, unknown = client.options(path.format(other.pk)), client.options(path.format(uuid4()))

    assert foreign.status_code == unknown.status_code
    assert foreign.json() | {"request_id": 0} == unknown.json() | {"request_id": 0}


# -- what each reader sees ---------------------------------------------------------------------


def test_a_guardian_sees_the_summary_actions_without_their_words(cast, client_of):
    caller, session = cast("guardian")
    owner = client_of(session.user)
    call(owner, "save", session.pk)
    call(owner, "actions", session.pk)

    entries = call(client_of(caller), "history", session.pk).json()["results"]

    assert [entry["action"] for entry in entries] == ["session_started", "generate_plan"]
    assert {(entry["reasoning"], str(entry["metadata"])) for entry in entries} == {("", "{}")}
    assert "current_topic" not in str(entries)


def test_a_guardian_sees_no_chat_unless_it_is_shared(cast, client_of):
    for who, sees in (("guardian", False), ("guardian with whom free text is shared", True)):
        caller, session = cast(who)
        call(client_of(session.user), "say", session.pk)

        chat = call(client_of(caller), "retrieve", session.pk).json()["chat"]

        assert bool(chat) is sees


def test_staff_ask_for_the_chat_and_it_is_noted(cast, client_of):
    caller, session = cast("staff")
    staff = client_of(caller)
    call(client_of(session.user), "say", session.pk)

    plain = staff.get(f"/api/sessions/{session.pk}").json()
    before = AgentAction.objects.filter(session=session).count()
    asked = staff.get(f"/api/sessions/{session.pk}?include=chat").json()
    listed = call(staff, "messages", session.pk).json()

    notes = AgentAction.objects.filter(session=session, action="chat_read")
    assert (plain["chat"], before) == (None, 1)
    assert [message["content"] for message in asked["chat"]["messages"]] == ["hi"]
    assert len(listed["results"]) == 1
    assert [note.metadata for note in notes] == [{"by": str(caller.pk)}] * 2


def test_staff_reading_an_ended_sessions_chat_is_noted_too(cast, client_of):
    caller, session = cast("staff")
    call(client_of(caller), "complete", session.pk)

    assert call(client_of(caller), "messages", session.pk).status_code == 200
    assert AgentAction.objects.filter(session=session, action="chat_read").count() == 1


def test_lists_of_wards_and_for_staff(cast, client_of):
    for who in ("guardian", "staff"):
        caller, session = cast(who)
        client = client_of(caller)

        named = client.get(f"/api/sessions/?child_id={session.user_id}").json()
        own = client.get("/api/sessions/").json()

        assert [row["id"] for row in named["sessions"]] == [str(session.pk)]
        assert own["total"] == 0


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("owner", True, True),
        ("guardian", True, NotAllowed),
        ("guardian of a child profile", True, True),
        ("staff", True, True),
        ("revoked guardian", SessionNotFound, SessionNotFound),
        ("stranger", SessionNotFound, SessionNotFound),
    ],
)
def test_whose_sessions_are_meant(cast, who, reads, writes):
    caller, session = cast(who)

    for to_write, expected in ((False, reads), (True, writes)):
        if expected is True:
            found = learner_id_for(caller, session.user_id, to_write=to_write)
            assert found == session.user_id
        else:
            with pytest.raises(expected):
                learner_id_for(caller, session.user_id, to_write=to_write)
    assert learner_id_for(caller, None, to_write=True) == caller.pk
