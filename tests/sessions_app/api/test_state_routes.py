"""The seeds' three routes: start, state, save."""

from uuid import uuid4

import pytest

from sessions_app.models import AgentAction, StudySession
from tests.accounts.factories import GuardianshipFactory
from tests.factories import StudySessionFactory, make_child_profile, make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db


def url(session, name):
    return f"/api/session/{getattr(session, 'pk', session)}/{name}"


def save(client, session, body, **headers):
    return client.post(url(session, "save"), body, format="json", headers=headers)


# -- start -----------------------------------------------------------------------------------


def test_start_answers_the_id_alone(client, learner):
    response = client.post("/api/session/start", {}, format="json")

    session = StudySession.objects.get()
    assert (response.status_code, response.json()) == (200, {"session_id": str(session.pk)})
    assert (session.user_id, session.exam_type, session.phase, session.status) == (
        learner.pk,
        "NEET",
        "INTAKE",
        "active",
    )
    assert session.chat is not None


def test_start_takes_exam_in_any_case_name_and_metadata(client, learner):
    body = {
        "user_id": str(learner.pk),
        "exam_type": "jee",
        "name": "Mock",
        "metadata": {"source": {"kind": "app"}},
    }

    response = client.post("/api/session/start", body, format="json")

    session = StudySession.objects.get(pk=response.json()["session_id"])
    assert (session.exam_type, session.name, session.metadata) == (
        "JEE",
        "Mock",
        {"source": {"kind": "app"}},
    )


def test_start_is_always_a_new_session(client):
    answers = [client.post("/api/session/start", {}, format="json").json() for _ in range(2)]

    assert answers[0] != answers[1]


def test_start_for_a_child_profile_is_the_guardians(client, learner):
    child = make_child_profile()
    GuardianshipFactory(guardian=learner, learner=child.learner)

    response = client.post("/api/session/start", {"user_id": str(child.pk)}, format="json")

    session = StudySession.objects.get(pk=response.json()["session_id"])
    entry = AgentAction.objects.get(session=session)
    assert (session.user_id, entry.metadata) == (child.pk, {"by": str(learner.pk)})


def test_start_for_a_ward_with_a_log_in_is_refused(client, learner):
    ward = make_learner()
    GuardianshipFactory(guardian=learner, learner=ward.learner)

    response = client.post("/api/session/start", {"user_id": str(ward.pk)}, format="json")

    assert_problem(response, 403, "forbidden")
    assert not StudySession.objects.exists()


@pytest.mark.parametrize("who", ["somebody", "nobody"])
def test_start_for_somebody_else_finds_nobody(client, who):
    user_id = make_learner().pk if who == "somebody" else uuid4()

    response = client.post("/api/session/start", {"user_id": str(user_id)}, format="json")

    assert_problem(response, 404, "not_found")
    assert not StudySession.objects.exists()


def test_staff_start_for_anyone(client_of, learner):
    staff = make_learner(is_staff=True)

    response = client_of(staff).post(
        "/api/session/start", {"user_id": str(learner.pk)}, format="json"
    )

    session = StudySession.objects.get(pk=response.json()["session_id"])
    assert session.user_id == learner.pk


# -- state -----------------------------------------------------------------------------------


def test_state_of_a_session_that_never_saved(client, session, learner):
    response = client.get(url(session, "state"))

    assert (response.status_code, response["ETag"]) == (200, '"1"')
    assert response.json() == {
        "phase": "INTAKE",
        "context": {
            "user_id": str(learner.pk),
            "session_id": str(session.pk),
            "current_topic": None,
            "last_quiz_score": None,
            "misconceptions": [],
            "plan_cache_key": None,
            "extra_data": {},
        },
        "status": "active",
        "version": 1,
        "valid_actions": ["generate_plan"],
        "valid_verbs": ["pause", "complete", "archive"],
    }


def test_state_after_saves_and_moves(client, learner):
    context = {"current_topic": "Work", "last_quiz_score": 75, "extra_data": {"a": [1]}}
    session = StudySessionFactory(user=learner, phase="LEARNING", context=context, status="paused")

    body = client.get(url(session, "state")).json()

    assert {name: body["context"][name] for name in context} == context
    assert (body["phase"], body["status"], body["version"]) == ("LEARNING", "paused", 5)
    assert (body["valid_actions"], body["valid_verbs"]) == ([], ["resume", "complete", "archive"])


@pytest.mark.parametrize("raw", ["text", ["a", "list"], 7, {"misconceptions": "all"}])
def test_state_of_a_damaged_context_is_the_empty_one_and_the_raw_value_stays(client, session, raw):
    StudySession.objects.filter(pk=session.pk).update(current_context=raw)

    response = client.get(url(session, "state"))

    session.refresh_from_db()
    assert response.status_code == 200
    assert response.json()["context"]["misconceptions"] == []
    assert session.current_context == raw


# -- save ------------------------------------------------------------------------------------


def test_save_answers_ok_and_version_only_when_stored(client, session):
    body = {"context_data": {"current_topic": "Work", "mood": "calm"}, "phase": "PLANNING"}

    response = save(client, session, body)

    assert (response.status_code, response.json()) == (200, {"ok": True, "version": 2})
    assert response["ETag"] == '"2"'
    state = client.get(url(session, "state")).json()
    assert (state["phase"], state["version"]) == ("PLANNING", 2)
    assert state["context"]["current_topic"] == "Work"
    assert state["context"]["extra_data"] == {"mood": "calm"}


def test_an_equal_save_answers_the_same_version(client, learner):
    session = StudySessionFactory(user=learner, context={"current_topic": "x"}, status="completed")

    response = save(client, session, {"context_data": {"current_topic": "x"}, "phase": "INTAKE"})

    assert response.json() == {"ok": True, "version": session.version}
    assert StudySession.objects.get().history_length == session.history_length


@pytest.mark.parametrize(
    ("member", "headers"),
    [({"version": 1}, {}), ({}, {"if-match": '"1"'}), ({}, {"if-match": 'W/"1"'})],
)
def test_save_with_a_stale_version_is_a_conflict(client, session, member, headers):
    save(client, session, {"context_data": {"current_topic": "first"}, "phase": "INTAKE"})

    response = save(
        client,
        session,
        {"context_data": {"current_topic": "second"}, "phase": "INTAKE", **member},
        **headers,
    )

    body = assert_problem(response, 409, "version_conflict", current_version=2, phase="INTAKE")
    assert body["context"]["current_topic"] == "first"
    assert StudySession.objects.get().version == 2


@pytest.mark.parametrize(
    ("member", "headers"),
    [({"version": 1}, {}), ({}, {"if-match": '"1"'}), ({}, {"if-match": "*"}), ({}, {})],
)
def test_save_with_the_present_version_goes_through(client, session, member, headers):
    body = {"context_data": {"current_topic": "x"}, "phase": "INTAKE", **member}

    assert save(client, session, body, **headers).json() == {"ok": True, "version": 2}


def test_save_that_leaps_lists_what_is_allowed(client, session):
    response = save(client, session, {"context_data": {}, "phase": "COMPLETED"})

    assert_problem(
        response, 409, "invalid_transition", valid_actions=["generate_plan"], phase="INTAKE"
    )


def test_save_that_leaps_by_force_is_recorded(client, session, learner):
    response = save(client, session, {"context_data": {}, "phase": "QUIZZING", "force": True})

    last = AgentAction.objects.filter(session=session).latest("seq")
    assert response.json() == {"ok": True, "version": 2}
    assert last.metadata == {
        "by": str(learner.pk),
        "forced": True,
        "previous_phase": "INTAKE",
    }


@pytest.mark.parametrize("status", ["paused", "completed", "abandoned", "archived"])
def test_save_needs_an_active_session(client, learner, status):
    session = StudySessionFactory(user=learner, status=status)

    response = save(client, session, {"context_data": {"current_topic": "x"}, "phase": "INTAKE"})

    assert_problem(
        response,
        409,
        "session_not_active",
        session_status=status,
        valid_verbs=session.valid_verbs,
    )


def test_save_of_the_last_phase_completes(client, learner):
    session = StudySessionFactory(user=learner, phase="ANALYZING")

    response = save(client, session, {"context_data": {}, "phase": "COMPLETED"})

    state = client.get(url(session, "state")).json()
    assert (state["status"], state["version"]) == ("completed", response.json()["version"])


def test_a_context_over_64_kilobytes_is_too_large(client, nothing_written):
    body = {"context_data": {"extra_data": {"a": "x" * 65_000}}, "phase": "INTAKE"}

    assert_problem(save(client, nothing_written, body), 413, "free_form_too_large", limit=64_000)
