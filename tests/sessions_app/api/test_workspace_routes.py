"""Sessions as workspaces: every route, its success and its refusals."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F

from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from tests.factories import StudySessionFactory, make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db
SCALARS = {
    "id",
    "user_id",
    "child_id",
    "name",
    "kind",
    "status",
    "phase",
    "exam_type",
    "session_metadata",
    "chat_id",
    "mission_id",
    "subject",
    "topic",
    "subtopic",
    "started_at",
    "ended_at",
    "created_at",
    "updated_at",
    "last_activity_at",
    "version",
    "valid_actions",
    "valid_verbs",
}


def url(session, name=""):
    return f"/api/sessions/{getattr(session, 'pk', session)}/{name}"


def post(client, path, body=None):
    return client.post(path, body or {}, format="json")


# -- create and read -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/sessions/", "/api/sessions/initialize"])
def test_create_answers_the_session_twice(client, learner, path):
    response = post(client, path, {"exam_type": "upsc", "session_metadata": {"a": 1}})

    body = response.json()
    session = StudySession.objects.get()
    assert response.status_code == 201
    assert body.keys() == {*SCALARS, "chat", "mission", "user_session"}
    assert body["user_session"].keys() == {*SCALARS, "chat", "mission"}
    assert (body["id"], body["user_session"]["id"]) == (str(session.pk), str(session.pk))
    assert (body["name"], body["exam_type"], body["kind"]) == ("Session 1", "UPSC", "study")
    assert (body["user_id"], body["child_id"]) == (str(learner.pk), str(learner.pk))
    assert body["session_metadata"] == session.metadata == {"a": 1}
    assert body["chat"] == {"id": body["chat_id"], "title": "Session 1", "messages": []}


def test_create_defaults_to_the_learners_exam(client, learner):
    learner.learner.exam_type = "CAT"
    learner.learner.save()

    assert post(client, "/api/sessions/").json()["exam_type"] == "CAT"


def test_retrieve_is_the_session_in_full(client, session, learner):
    for content in ("one", "two"):
        post(client, url(session, "messages"), {"role": "user", "content": content})

    body = client.get(url(session)).json()

    assert body.keys() == {*SCALARS, "chat", "mission"}
    assert [message["content"] for message in body["chat"]["messages"]] == ["one", "two"]
    assert body["mission"] is None
    for name in ("started_at", "created_at", "updated_at", "last_activity_at"):
        assert body[name].endswith("Z")


def test_the_chat_of_a_session_is_its_latest_50_messages(client, session):
    for number in range(52):
        post(client, url(session, "messages"), {"content": str(number)})

    messages = client.get(url(session)).json()["chat"]["messages"]

    assert [message["seq"] for message in messages] == list(range(3, 53))


# -- list ------------------------------------------------------------------------------------


def put_back(session, hours):
    StudySession.objects.filter(pk=session.pk).update(
        last_activity_at=F("last_activity_at") - timedelta(hours=hours),
        started_at=F("started_at") - timedelta(hours=hours),
    )
    return session


def ids(response):
    body = response.json()
    return [row["id"] for row in body.get("sessions", body.get("results"))]


def test_list_is_newest_activity_first_and_ones_own(client, learner):
    old = put_back(StudySessionFactory(user=learner), 5)
    new = StudySessionFactory(user=learner)
    StudySessionFactory()

    response = client.get("/api/sessions/")

    body = response.json()
    assert ids(response) == [str(new.pk), str(old.pk)]
    assert body.keys() == {"sessions", "total", "page", "per_page"}
    assert (body["total"], body["page"], body["per_page"]) == (2, 1, 20)
    assert body["sessions"][0].keys() == SCALARS


def test_list_by_page(client, learner):
    rows = [put_back(StudySessionFactory(user=learner), hours) for hours in range(5)]

    pages = [client.get(f"/api/sessions/?page={page}&per_page=2") for page in (1, 2, 3, 4)]

    assert [ids(page) for page in pages] == [
        [str(row.pk) for row in rows[0:2]],
        [str(row.pk) for row in rows[2:4]],
        [str(row.pk) for row in rows[4:]],
        [],
    ]
    assert {page.json()["total"] for page in pages} == {5}


def test_list_by_cursor_there_and_back(client, learner):
    rows = [put_back(StudySessionFactory(user=learner), hours) for hours in range(5)]

    first = client.get("/api/sessions/?limit=2")
    second = client.get(first.json()["next"])
    third = client.get(second.json()["next"])
    back = client.get(third.json()["previous"])

    assert ids(first) + ids(second) + ids(third) == [str(row.pk) for row in rows]
    assert ids(back) == ids(second)
    assert (first.json()["previous"], third.json()["next"]) == (None, None)
    assert first.json().keys() == {"next", "previous", "results"}


def test_list_by_cursor_loses_nothing_among_equal_times(client, learner):
    moment = StudySessionFactory(user=learner).last_activity_at
    for _ in range(4):
        StudySessionFactory(user=learner)
    StudySession.objects.update(last_activity_at=moment)
    path, seen = "/api/sessions/?limit=2", []

    while path:
        page = client.get(path)
        seen += ids(page)
        path = page.json()["next"]

    rows = StudySession.objects.order_by("-pk").values_list("pk", flat=True)
    assert seen == [str(pk) for pk in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status_filter=paused", "paused"),
        ("kind=practice", "practice"),
        ("exam_type=jee", "jee"),
        ("status_filter=paused&kind=practice", None),
    ],
)
def test_list_filters(client, learner, query, found):
    rows = {
        "paused": StudySessionFactory(user=learner, status="paused"),
        "practice": StudySessionFactory(user=learner, kind="practice"),
        "jee": StudySessionFactory(user=learner, exam_type="JEE"),
    }

    expected = [str(rows[found].pk)] if found else []
    assert ids(client.get(f"/api/sessions/?{query}")) == expected
    assert ids(client.get(f"/api/sessions/?{query}&limit=5")) == expected


def test_list_filters_by_date(client, learner):
    old = put_back(StudySessionFactory(user=learner), 48)
    new = StudySessionFactory(user=learner)
    border = (new.started_at - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert ids(client.get(f"/api/sessions/?started_after={border}")) == [str(new.pk)]
    assert ids(client.get(f"/api/sessions/?started_before={border}")) == [str(old.pk)]


def test_list_of_a_stranger_finds_nobody(client):
    other = StudySessionFactory()

    for user_id in (other.user_id, uuid4()):
        assert_problem(client.get(f"/api/sessions/?child_id={user_id}"), 404, "not_found")


# -- where to go on --------------------------------------------------------------------------


def test_active_is_null_or_the_latest_open_session_in_full(client, learner):
    assert client.get("/api/sessions/active").json() is None
    StudySessionFactory(user=learner, status="completed")
    StudySessionFactory(user=learner, kind="practice")
    put_back(StudySessionFactory(user=learner), 2)
    paused = StudySessionFactory(user=learner, status="paused")

    body = client.get("/api/sessions/active").json()

    assert (body["id"], body.keys()) == (str(paused.pk), {*SCALARS, "chat", "mission"})


def test_recover_makes_a_new_session_once(client, learner):
    first, second = (post(client, "/api/sessions/recover") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]


def test_recover_resumes_the_newest_abandoned(client, learner):
    session = StudySessionFactory(user=learner, status="abandoned")

    response = post(client, "/api/sessions/recover")

    body = response.json()
    assert (response.status_code, body["id"], body["status"]) == (200, str(session.pk), "active")


@pytest.mark.parametrize(
    ("status", "after"),
    [
        ("active", "active"),
        ("paused", "paused"),
        ("abandoned", "active"),
        ("completed", "completed"),
        ("archived", "archived"),
    ],
)
def test_recover_of_a_named_session(client, learner, status, after):
    named = StudySessionFactory(user=learner, status=status)
    StudySessionFactory(user=learner)

    response = post(client, "/api/sessions/recover", {"session_id": str(named.pk)})

    body = response.json()
    assert (response.status_code, body["id"], body["status"]) == (200, str(named.pk), after)


def test_recover_of_somebody_elses_session_falls_back_to_ones_own(client, learner):
    mine = StudySessionFactory(user=learner)
    other = StudySessionFactory(status="abandoned")

    response = post(client, "/api/sessions/recover", {"session_id": str(other.pk)})

    other.refresh_from_db()
    assert (response.json()["id"], other.status) == (str(mine.pk), "abandoned")


# -- change ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["patch", "put"])
def test_update_changes_name_and_merges_metadata(client, learner, method):
    session = StudySessionFactory(user=learner, metadata={"a": 1, "b": 2})
    change = {"name": "Other", "session_metadata": {"a": None, "c": 3}}

    response = getattr(client, method)(url(session), change, format="json")

    body = response.json()
    assert (response.status_code, body["name"], body["version"]) == (200, "Other", 2)
    assert body["session_metadata"] == {"b": 2, "c": 3}
    assert body.keys() == {*SCALARS, "chat", "mission"}


def test_update_replaces_metadata_when_asked(client, learner):
    session = StudySessionFactory(user=learner, metadata={"a": 1})

    response = client.patch(
        url(session) + "?mode=replace", {"session_metadata": {"b": 2}}, format="json"
    )

    assert response.json()["session_metadata"] == {"b": 2}


def test_update_of_nothing_writes_nothing(client, nothing_written):
    assert client.patch(url(nothing_written), {}, format="json").json()["version"] == 1


def test_update_with_a_stale_version_is_a_conflict(client, nothing_written):
    body = {"name": "Other", "version": 9}

    response = client.patch(url(nothing_written), body, format="json")

    assert_problem(response, 409, "version_conflict", current_version=1)


def test_update_of_an_ended_sessions_name_is_a_conflict(client, learner):
    session = StudySessionFactory(user=learner, status="completed")

    response = client.patch(url(session), {"name": "Other"}, format="json")

    assert_problem(response, 409, "session_not_active", valid_verbs=["archive"])


@pytest.mark.parametrize(
    ("before", "wanted", "verb"),
    [
        ("active", "paused", "session_paused"),
        ("paused", "active", "session_resumed"),
        ("active", "completed", "session_completed"),
        ("completed", "archived", "session_archived"),
        ("archived", "paused", "session_restored"),
    ],
)
def test_status_moves_along_the_table(client, learner, before, wanted, verb):
    session = StudySessionFactory(user=learner, status=before)

    response = client.patch(url(session), {"status": wanted}, format="json")

    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (response.status_code, response.json()["status"]) == (200, wanted)
    assert last.action == verb
    assert client.patch(url(session), {"status": wanted}, format="json").status_code == 200


@pytest.mark.parametrize(
    ("before", "wanted"),
    [("completed", "active"), ("active", "abandoned"), ("archived", "active")],
)
def test_status_outside_the_table_is_a_conflict(client, learner, before, wanted):
    session = StudySessionFactory(user=learner, status=before)

    response = client.patch(url(session), {"status": wanted}, format="json")

    assert_problem(response, 409, "invalid_transition", valid_verbs=session.valid_verbs)


# -- verbs, actions, activity ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "before", "after"),
    [
        ("pause", "active", "paused"),
        ("resume", "paused", "active"),
        ("resume", "abandoned", "active"),
        ("complete", "active", "completed"),
        ("end", "paused", "completed"),
        ("archive", "completed", "archived"),
        ("restore", "archived", "paused"),
    ],
)
def test_a_verb_twice_is_the_same_as_once(client, learner, route, before, after):
    session = StudySessionFactory(user=learner, status=before)

    first, second = (post(client, url(session, route)) for _ in range(2))

    assert (first.status_code, first.json()["status"]) == (200, after)
    assert (second.status_code, second.json()) == (200, first.json())
    session.refresh_from_db()
    assert examine(session) is None


@pytest.mark.parametrize(
    ("route", "before"),
    [
        ("pause", "completed"),
        ("resume", "completed"),
        ("complete", "archived"),
        ("restore", "active"),
    ],
)
def test_a_verb_outside_the_table_is_a_conflict(client, learner, route, before):
    session = StudySessionFactory(user=learner, status=before)

    response = post(client, url(session, route))

    assert_problem(
        response,
        409,
        "invalid_transition",
        session_status=before,
        valid_verbs=session.valid_verbs,
    )


def test_resuming_a_second_practice_names_the_first(client, learner):
    paused = StudySessionFactory(user=learner, kind="practice", status="paused")
    active = StudySessionFactory(user=learner, kind="practice")

    response = post(client, url(paused, "resume"))

    assert_problem(response, 409, "practice_already_active", session_id=str(active.pk))


def test_an_action_moves_the_phase(client, session):
    response = post(client, url(session, "actions"), {"action": "generate_plan", "data": {"d": 7}})

    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (response.status_code, response.json()) == (
        200,
        {
            "phase": "PLANNING",
            "previous_phase": "INTAKE",
            "valid_actions": ["start_topic"],
            "version": 2,
        },
    )
    assert last.metadata["data"] == {"d": 7}


def test_an_action_outside_the_table_leaves_the_phase(client, nothing_written):
    response = post(client, url(nothing_written, "actions"), {"action": "take_quiz"})

    assert_problem(
        response, 409, "invalid_transition", phase="INTAKE", valid_actions=["generate_plan"]
    )


def test_an_unknown_action_is_named_as_such(client, nothing_written):
    response = post(client, url(nothing_written, "actions"), {"action": "explode"})

    body = assert_problem(response, 400, "unknown_action")
    assert body["known_actions"] == [
        "generate_plan",
        "start_topic",
        "take_quiz",
        "submit_answers",
        "next_topic",
        "complete",
    ]


def test_an_action_needs_an_active_session(client, learner):
    session = StudySessionFactory(user=learner, status="paused")

    response = post(client, url(session, "actions"), {"action": "generate_plan"})

    assert_problem(response, 409, "session_not_active")


def test_activity_is_the_servers_time(client, session):
    StudySession.objects.update(last_activity_at=F("last_activity_at") - timedelta(minutes=2))

    first, second = (post(client, url(session, "activity")) for _ in range(2))

    assert first.json() == second.json()
    assert first.json().keys() == {"message", "last_activity_at"}
    assert first.json()["message"] == "Activity updated"
    stored = client.get(url(session)).json()["last_activity_at"]
    assert first.json()["last_activity_at"][:19] == stored[:19]


@pytest.mark.parametrize("status", ["completed", "abandoned", "archived"])
def test_activity_on_an_ended_session_is_a_conflict(client, learner, status):
    session = StudySessionFactory(user=learner, status=status)

    assert_problem(post(client, url(session, "activity")), 409, "session_not_active")
    session.refresh_from_db()
    assert session.status == status


def test_many_calls_of_activity_write_once(client, session):
    StudySession.objects.update(last_activity_at=F("last_activity_at") - timedelta(minutes=2))

    times = {post(client, url(session, "activity")).json()["last_activity_at"] for _ in range(30)}

    assert len(times) == 1


# -- history ---------------------------------------------------------------------------------


@pytest.fixture
def long_history(learner):
    """A session whose history has the seqs 1 to 6."""
    session = StudySessionFactory(user=learner, phase="ANALYZING", context={"a": 1})
    session = StudySession.objects.get(pk=session.pk)
    assert session.history_length == 6
    return session


def seqs(response):
    return [entry["seq"] for entry in response.json()["results"]]


def test_history_is_by_seq(client, long_history):
    response = client.get(url(long_history, "history"))

    body = response.json()
    assert seqs(response) == [1, 2, 3, 4, 5, 6]
    assert (body["next"], body["previous"]) == (None, None)
    entry = body["results"][1]
    assert {name: entry[name] for name in ("seq", "agent", "action", "reasoning", "phase")} == {
        "seq": 2,
        "agent": "learner",
        "action": "generate_plan",
        "reasoning": "",
        "phase": "PLANNING",
    }
    assert entry["at"].endswith("Z")
    assert (entry["metadata"], entry["duration_ms"]) == ({}, None)


def test_history_pages_forwards_and_backwards(client, long_history):
    path = url(long_history, "history")

    first = client.get(f"{path}?limit=4")
    second = client.get(first.json()["next"])
    back = client.get(second.json()["previous"])
    newest = client.get(f"{path}?before_seq=100&limit=2")
    older = client.get(newest.json()["previous"])

    assert [seqs(first), seqs(second), seqs(back)] == [[1, 2, 3, 4], [5, 6], [1, 2, 3, 4]]
    assert second.json()["next"] is None
    assert [seqs(newest), seqs(older)] == [[5, 6], [3, 4]]
    assert seqs(client.get(f"{path}?after_seq=6")) == []


def test_history_filters_by_agent_and_action(client, long_history):
    path = url(long_history, "history")

    assert seqs(client.get(f"{path}?action=take_quiz")) == [4]
    assert seqs(client.get(f"{path}?agent=learner&limit=1")) == [1]
    assert seqs(client.get(f"{path}?agent=tutor")) == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "after_seq=-1", "before_seq=x", "agent=%00", "order=desc"]
)
def test_history_refuses_other_queries(client, session, query):
    assert_problem(client.get(url(session, f"history?{query}")), 400, "invalid")


# -- messages --------------------------------------------------------------------------------


def test_messages_are_posted_and_read_back(client, session):
    posted = post(
        client,
        url(session, "messages"),
        {"role": "assistant", "content": " kept as is ", "metadata": {"m": 1}},
    )

    body = posted.json()
    assert (posted.status_code, body.keys()) == (
        201,
        {"id", "seq", "role", "content", "metadata", "created_at"},
    )
    assert (body["seq"], body["role"], body["content"]) == (1, "assistant", " kept as is ")
    assert client.get(url(session, "messages")).json() == {
        "next": None,
        "previous": None,
        "results": [body],
    }


def test_older_messages_are_reached_by_before(client, session):
    for number in range(5):
        post(client, url(session, "messages"), {"content": str(number)})

    newest = client.get(url(session, "messages?limit=2"))
    older = client.get(newest.json()["previous"])
    oldest = client.get(older.json()["previous"])

    assert [seqs(newest), seqs(older), seqs(oldest)] == [[4, 5], [2, 3], [1]]
    assert oldest.json()["previous"] is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": ""},
        {"content": None},
        {"content": "x" * 32_001},
        {"content": "x", "role": "boss"},
        {"content": "x", "metadata": []},
        {"content": "x", "seq": 1},
    ],
)
def test_a_wrong_message_is_refused(client, nothing_written, body):
    response = post(client, url(nothing_written, "messages"), body)

    assert_problem(response, 400, "invalid")


def test_an_ended_session_takes_no_message(client, learner):
    session = StudySessionFactory(user=learner, status="completed")

    response = post(client, url(session, "messages"), {"content": "late"})

    assert_problem(response, 409, "session_not_active")


def test_a_lost_encryption_key_does_not_stop_studying(client, session, settings):
    make_learner()
    settings.FIELD_ENCRYPTION_KEYS = {"t9": "OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg="}

    state = client.get(f"/api/session/{session.pk}/state")
    saved = post(
        client,
        f"/api/session/{session.pk}/save",
        {"context_data": {"current_topic": "x"}, "phase": "INTAKE"},
    )
    acted = post(client, url(session, "actions"), {"action": "generate_plan"})
    entries = client.get(url(session, "history"))
    full = client.get(url(session))
    listed = client.get("/api/sessions/")

    statuses = [answer.status_code for answer in (state, saved, acted, entries)]
    assert statuses == [200, 200, 200, 200]
    for answer in (full, listed):
        assert_problem(answer, 503, "encryption_key_missing")
        assert answer["Retry-After"] == "2"
