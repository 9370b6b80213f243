"""Explanations and the chat about a topic."""

import pytest

from sessions_app.models import AgentAction, Chat, ChatMessage
from tests.accounts.factories import GuardianshipFactory
from tests.concurrency import run_together
from tests.factories import StudySessionFactory, make_child_profile, make_learner
from tests.problems import assert_problem
from tests.tutoring.agents_api.conftest import client_of
from tests.tutoring.agents_api.shapes import EXPLANATION, STEP
from tests.tutoring.factories import (
    analyzing_session,
    fresh,
    learning_session,
    planned_session,
    quizzing_session,
)
from tutoring.models import Topic
from tutoring.services.topic_chats import read_topic_chat, save_topic_chat

FRICTION = {"topic": "Friction"}


def said(*texts):
    """Messages by turns: user, assistant, user..."""
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": text} for n, text in enumerate(texts)]


# -- explain ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("Friction", "Friction"),
        ("  friction ", "Friction"),
        ("newtons-laws", "Newton's laws of motion"),
        ("Newton's laws", "Newton's laws of motion"),
        ("NEWTON’S LAWS OF MOTION", "Newton's laws of motion"),
        ("why does friction point up the slope?", "Friction"),
        ("potential energy", "Potential energy and its conservation"),
        ("collision", "Collisions"),
    ],
)
def test_a_topic_is_found_by_the_words_of_the_syllabus(post, words, topic):
    response = post("tutor/explain", {"topic": words})

    body = response.json()
    assert set(body) == EXPLANATION
    assert body["topic"] == topic
    assert all(set(step) == STEP for step in body["steps"])
    assert [step["step_number"] for step in body["steps"]] == list(range(1, len(body["steps"]) + 1))


@pytest.mark.parametrize("words", ["Kinematics", "motion", "Photosynthesis", "%", "_", "😀", "'"])
@pytest.mark.parametrize("route", ["explain", "stream"])
def test_an_unknown_topic_comes_with_the_nearest(post, route, words):
    problem = assert_problem(post(f"tutor/{route}", {"topic": words}), 400, "unknown_topic")

    assert len(problem["nearest"]) == 3


def test_the_nearest_share_words(post):
    problem = post("tutor/explain", {"topic": "circular motion"}).json()

    assert set(problem["nearest"][:2]) == {"Uniform circular motion", "Dynamics of circular motion"}


def test_context_and_history_are_taken(post):
    body = {**FRICTION, "context": "c" * 10_000, "history": said("why", "so"), "difficulty": "hard"}

    assert post("tutor/explain", body).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "x" * 10_000),
        ("topic", ""),
        ("topic", 1),
        ("topic", None),
        ("topic", ["Friction"]),
        ("context", "c" * 10_001),
        ("difficulty", "Medium"),
        ("history", "why"),
        ("history", [{"role": "oracle", "content": "x"}]),
        ("history", [{"role": "user", "content": "x", "key": 1}]),
        ("session_id", 7),
        ("student", "x"),
    ],
)
@pytest.mark.parametrize("route", ["explain", "stream"])
def test_a_wrong_member_is_named(post, route, name, value):
    response = post(f"tutor/{route}", {**FRICTION, name: value})

    assert assert_problem(response, 400, "invalid")["errors"].keys() == {name}


@pytest.mark.parametrize("route", ["explain", "stream"])
def test_with_a_session_the_topic_is_opened(post, learner, route):
    session = planned_session(learner)

    response = post(f"tutor/{route}", {"topic": "Friction", "session_id": str(session.pk)})

    assert response.status_code == 200
    session = fresh(session)
    assert (session.phase, session.current_context["current_topic"]) == ("LEARNING", "Friction")
    entry = AgentAction.objects.get(session=session, action="start_topic")
    assert entry.metadata["lesson"] == "physics/friction"


def test_the_open_topic_again_moves_nothing(post, learner):
    session = learning_session(learner)
    name = session.current_context["current_topic"]

    response = post("tutor/explain", {"topic": name, "session_id": str(session.pk)})

    assert response.status_code == 200
    assert fresh(session).history_length == session.history_length


def test_another_topic_than_the_open_one_is_a_conflict(post, learner):
    session = learning_session(learner)

    response = post("tutor/explain", {"topic": "Collisions", "session_id": str(session.pk)})

    assert_problem(response, 409, "invalid_transition", phase="LEARNING")


@pytest.mark.parametrize("phase", ["INTAKE", "QUIZZING", "ANALYZING"])
def test_in_another_phase_it_is_a_conflict_and_nothing_is_written(post, learner, phase):
    session = {
        "INTAKE": lambda: StudySessionFactory(user=learner),
        "QUIZZING": lambda: quizzing_session(learner)[0],
        "ANALYZING": lambda: analyzing_session(learner),
    }[phase]()
    topics = Topic.objects.filter(session=session).count()

    response = post("tutor/explain", {"topic": "Power", "session_id": str(session.pk)})

    assert_problem(response, 409, "invalid_transition", phase=phase)
    assert fresh(session).history_length == session.history_length
    assert Topic.objects.filter(session=session).count() == topics


def test_a_topic_that_the_plan_left_out_joins_the_session(post, learner):
    session = StudySessionFactory(user=learner, phase="PLANNING")

    response = post("tutor/explain", {"topic": "Power", "session_id": str(session.pk)})

    assert response.status_code == 200
    topic = Topic.objects.get(session=session)
    assert (topic.name, topic.status, topic.position) == ("Power", "learning", 1)


@pytest.mark.parametrize("route", ["explain", "stream"])
def test_a_strangers_session_is_not_there(stranger, learner, route):
    body = {**FRICTION, "session_id": str(planned_session(learner).pk)}

    assert_problem(stranger.post(f"/api/tutor/{route}", body, format="json"), 404, "not_found")


def test_a_paused_session_takes_no_topic(post, learner):
    session = StudySessionFactory(user=learner, phase="PLANNING", status="paused")

    response = post("tutor/explain", {**FRICTION, "session_id": str(session.pk)})

    assert_problem(response, 409, "session_not_active")


def test_a_key_replays_the_explanation(post, learner):
    session = planned_session(learner)
    body = {**FRICTION, "session_id": str(session.pk)}

    first = post("tutor/explain", body, **{"idempotency-key": "k"})
    again = post("tutor/explain", body, **{"idempotency-key": "k"})

    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")


@pytest.mark.parametrize("accept", ["*/*", "text/plain", "text/markdown"])
def test_the_stream_is_the_lesson_part_by_part(client, accept):
    direct = client.post("/api/tutor/explain", FRICTION, format="json").json()

    response = client.post("/api/tutor/stream", FRICTION, format="json", headers={"accept": accept})

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    parts = [part.decode() for part in response.streaming_content]
    assert len(parts) == len(direct["steps"]) + 4
    assert parts[0].startswith(f"# Friction\n\n{direct['intuition'].strip()}")
    assert [line for line in "".join(parts).splitlines() if line.startswith("## ")] == [
        *(f"## {step['step_number']}. {step['title']}" for step in direct["steps"]),
        "## In the real world",
        "## Where many slip",
        "## Try it",
    ]


def test_an_explanation_costs_few_queries(post, learner, django_assert_num_queries):
    with django_assert_num_queries(4):  # who, their exam, the syllabus, the lesson
        post("tutor/explain", FRICTION)


# -- the chat about a topic -------------------------------------------------------------------


def test_a_chat_that_was_never_saved_is_empty(client):
    response = client.get("/api/tutor/chat?topic_id=friction")

    assert response.json() == {"messages": [], "explanation": None}
    assert not Chat.objects.exists()


def test_a_saved_chat_comes_back(client, post):
    body = {"topic_id": "friction", "messages": said("why", "so"), "explanation": "# Friction"}

    saved = post("tutor/chat", body)

    expected = {"messages": said("why", "so"), "explanation": "# Friction"}
    assert (saved.status_code, saved.json()) == (200, expected)
    assert client.get("/api/tutor/chat?topic_id=friction").json() == expected
    assert client.get("/api/tutor/chat?topic_id=power").json()["messages"] == []


@pytest.mark.parametrize(
    ("stored", "sent", "kept"),
    [
        ([], ["a", "b"], ["a", "b"]),
        (["a", "b"], ["a", "b"], ["a", "b"]),
        (["a", "b"], ["a", "b", "c"], ["a", "b", "c"]),
        (["a", "b"], ["a"], ["a", "b"]),
        (["a", "b"], [], ["a", "b"]),
        (["a", "b", "c"], ["a", "b", "d"], ["a", "b", "c", "d"]),
        (["a"], ["b"], ["a", "b"]),
    ],
)
def test_the_common_beginning_is_kept_and_the_rest_appended(learner, stored, sent, kept):
    def messages(texts):
        return [{"role": "user", "content": text} for text in texts]

    save_topic_chat(user_id=learner.pk, topic_id="t", messages=messages(stored))

    chat = save_topic_chat(user_id=learner.pk, topic_id="t", messages=messages(sent))

    assert chat["messages"] == messages(kept)
    assert read_topic_chat(user_id=learner.pk, topic_id="t") == chat
    seqs = list(ChatMessage.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(kept) + 1))


def test_the_same_words_in_another_role_are_another_message(learner):
    save_topic_chat(user_id=learner.pk, topic_id="t", messages=said("a"))
    changed = [{"role": "assistant", "content": "a"}]

    chat = save_topic_chat(user_id=learner.pk, topic_id="t", messages=changed)

    assert chat["messages"] == said("a") + changed


def test_an_explanation_stays_until_another_is_given(post):
    body = {"topic_id": "friction", "messages": []}
    post("tutor/chat", {**body, "explanation": {"topic": "Friction"}})

    kept = post("tutor/chat", body)
    cleared = post("tutor/chat", {**body, "explanation": None})

    assert kept.json()["explanation"] == {"topic": "Friction"}
    assert cleared.json()["explanation"] is None


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_lose_nothing(curriculum):
    user = make_learner()
    save_topic_chat(user_id=user.pk, topic_id="t", messages=said("a"))

    def writer(name):
        return lambda: client_of(user).post(
            "/api/tutor/chat",
            {"topic_id": "t", "messages": said("a", *(f"{name}{n}" for n in range(5)))},
            format="json",
        )

    answers = run_together(writer("x"), writer("y"), writer("z"))

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    contents = [m["content"] for m in read_topic_chat(user_id=user.pk, topic_id="t")["messages"]]
    assert contents[0] == "a"
    assert sorted(contents[1:]) == sorted(f"{name}{n}" for name in "xyz" for n in range(5))
    for name in "xyz":
        assert [c for c in contents if c.startswith(name)] == [f"{name}{n}" for n in range(5)]


@pytest.mark.django_db(transaction=True)
def test_the_first_message_of_two_devices_makes_one_chat(curriculum):
    user = make_learner()

    def writer(name):
        return lambda: save_topic_chat(user_id=user.pk, topic_id="t", messages=said(name))

    run_together(writer("x"), writer("y"))

    contents = [m["content"] for m in read_topic_chat(user_id=user.pk, topic_id="t")["messages"]]
    assert (Chat.objects.count(), sorted(contents)) == (1, ["x", "y"])


def test_chats_are_each_learners_own(stranger, post, learner):
    post("tutor/chat", {"topic_id": "friction", "messages": said("mine")})

    theirs = stranger.get("/api/tutor/chat?topic_id=friction")
    asked = stranger.get(f"/api/tutor/chat?topic_id=friction&user_id={learner.pk}")
    written = stranger.post(
        "/api/tutor/chat",
        {"topic_id": "friction", "messages": [], "user_id": str(learner.pk)},
        format="json",
    )

    assert theirs.json()["messages"] == []
    assert_problem(asked, 404, "not_found")
    assert_problem(written, 404, "not_found")


@pytest.mark.parametrize(
    ("ward", "shares", "statuses"),
    [("child", False, (200, 200)), ("teen", False, (403, 403)), ("teen", True, (200, 403))],
)
def test_a_guardian_sees_what_is_shared_and_writes_for_a_child_profile(
    curriculum, ward, shares, statuses
):
    user = make_child_profile() if ward == "child" else make_learner()
    user.learner.shares_free_text = shares
    user.learner.save()
    guardian = GuardianshipFactory(learner=user.learner).guardian
    save_topic_chat(user_id=user.pk, topic_id="t", messages=said("a"))
    client = client_of(guardian)

    read = client.get(f"/api/tutor/chat?topic_id=t&user_id={user.pk}")
    body = {"topic_id": "t", "messages": said("a"), "user_id": str(user.pk)}
    written = client.post("/api/tutor/chat", body, format="json")

    assert (read.status_code, written.status_code) == statuses


def test_staff_read_no_chat_here(learner):
    staff = client_of(make_learner(is_staff=True))

    assert_problem(staff.get(f"/api/tutor/chat?topic_id=t&user_id={learner.pk}"), 403, "forbidden")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic_id", "no slug!"),
        ("topic_id", "x" * 201),
        ("topic_id", 1),
        ("messages", None),
        ("messages", "hi"),
        ("messages", [{"role": "user"}]),
        ("messages", [{"role": "user", "content": 1}]),
        ("messages", [{"role": "user", "content": "x", "seq": 9}]),
        ("messages", [{"role": "user", "content": "x"}] * 501),
        ("explanation", 5),
        ("explanation", ["x"]),
        ("user_id", "me"),
        ("chat_id", "x"),
    ],
)
def test_a_wrong_member_of_a_chat_is_named(post, name, value):
    body = {"topic_id": "friction", "messages": said("a"), name: value}

    assert assert_problem(post("tutor/chat", body), 400, "invalid")["errors"].keys() == {name}
    assert not Chat.objects.exists()


def test_an_explanation_is_bounded(post):
    body = {"topic_id": "friction", "messages": said("a"), "explanation": "x" * 64_001}

    assert_problem(post("tutor/chat", body), 413, "free_form_too_large")
    assert not Chat.objects.exists()


@pytest.mark.parametrize("query", ["", "topic_id=%25_", "topic_id=a&topic_id=b", "topic_id=a&x=1"])
def test_a_wrong_question_for_a_chat_is_refused(client, query):
    assert_problem(client.get(f"/api/tutor/chat?{query}"), 400, "invalid")


@pytest.mark.parametrize("messages", [1, 30])
def test_saving_a_chat_costs_the_same_for_any_number(
    post, learner, messages, django_assert_max_num_queries
):
    save_topic_chat(user_id=learner.pk, topic_id="t", messages=said(*"ab"))
    texts = [str(number) for number in range(messages)]

    with django_assert_max_num_queries(12):
        post("tutor/chat", {"topic_id": "t", "messages": said(*"ab", *texts)})
