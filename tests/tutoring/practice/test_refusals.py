"""What practice refuses, and that a refusal writes nothing."""

import json
from uuid import uuid4

import pytest

from sessions_app.models import AgentAction, IdempotentReply, StudySession
from sessions_app.services.lifecycle import move_session
from tests.factories import make_learner
from tests.problems import assert_problem
from tests.tutoring.factories import quizzing_session
from tests.tutoring.practice.calls import attempt, fetch, fetched, right_text, wrong_text
from tutoring.models import Attempt, Quiz, QuizItem, SessionTotal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
MODELS = (StudySession, AgentAction, Quiz, QuizItem, Attempt, SessionTotal, IdempotentReply)


def rows():
    return [model.objects.count() for model in MODELS]


# -- fetch -----------------------------------------------------------------------------------

BAD_FETCHES = {
    "limit 0": {"limit": 0},
    "limit -1": {"limit": -1},
    "limit 21": {"limit": 21},
    "limit 10^9": {"limit": 10**9},
    "limit as text": {"limit": "5"},
    "limit 5.5": {"limit": 5.5},
    "limit 5.0": {"limit": 5.0},
    "limit true": {"limit": True},
    "limit null": {"limit": None},
    "no subject": {"subject": None},
    "empty subject": {"subject": ""},
    "subject as number": {"subject": 5},
    "subject of 10 kB": {"subject": "x" * 10_240},
    "topic of 10 kB": {"topic": "%" * 10_240},
    "subtopic of 10 kB": {"subtopic": "_" * 10_240},
    "topic as list": {"topic": ["Kinematics"]},
    "unknown member": {"difficulty": "easy"},
    "child as number": {"child_id": 5},
    "child not canonical": {"child_id": str(uuid4()).upper()},
}


@pytest.mark.parametrize("name", BAD_FETCHES)
def test_a_bad_fetch_is_a_400_and_writes_nothing(client, learner, name):
    before = rows()

    body = assert_problem(fetch(client, learner, **BAD_FETCHES[name]), 400, "invalid")

    assert body["errors"].keys() == BAD_FETCHES[name].keys()
    assert rows() == before


LITERAL = ("%", "_", "Kinematic_", "Kine%", "kinematics", " Kinematics", "' OR 1=1 --", "\\", "*")


@pytest.mark.parametrize("member", ["subject", "topic", "subtopic"])
@pytest.mark.parametrize("text", LITERAL)
def test_names_are_literal_and_unknown_ones_serve_nothing(client, learner, member, text):
    answer = fetched(client, learner, **{member: text})

    assert answer == {"questions": [], "selected_subtopic": None, "session_id": None}
    assert not StudySession.objects.exists()


def test_nothing_to_serve_names_the_session_that_is_open(client, learner):
    session_id = fetched(client, learner)["session_id"]

    assert fetched(client, learner, topic="%")["session_id"] == session_id


@pytest.mark.parametrize("path", ["topics", "subtopics"])
@pytest.mark.parametrize("subject", LITERAL)
def test_unknown_subjects_have_no_topics(client, path, subject):
    response = client.get(f"/api/questions/{path}", {"subject": subject})

    assert (response.status_code, response.json()) == (200, {path: []})


BAD_QUERIES = {
    "no subject": {},
    "subject of 10 kB": {"subject": "x" * 10_240},
    "unknown exam": {"subject": "Physics", "exam_type": "GATE"},
    "grade 13": {"subject": "Physics", "grade": 13},
    "grade in words": {"subject": "Physics", "grade": "ten"},
    "unknown parameter": {"subject": "Physics", "level": "easy"},
    "twice": {"subject": ["Physics", "Chemistry"]},
}


@pytest.mark.parametrize("path", ["topics", "subtopics"])
@pytest.mark.parametrize("name", BAD_QUERIES)
def test_bad_questions_about_topics_are_400(client, path, name):
    assert_problem(client.get(f"/api/questions/{path}", BAD_QUERIES[name]), 400, "invalid")


# -- attempts --------------------------------------------------------------------------------

BAD_ATTEMPTS = {
    "null": {"selected": None},
    "list": {"selected": [0]},
    "object": {"selected": {"option": 0}},
    "true": {"selected": True},
    "0.0": {"selected": 0.0},
    "text of 10 kB": {"selected": "x" * 10_240},
    "correct": {"correct": True},
    "is_correct": {"is_correct": True},
    "score": {"score": 100},
    "time as text": {"time_spent_ms": "30000"},
    "time below zero": {"time_spent_ms": -1},
    "time over a day": {"time_spent_ms": 86_400_001},
    "time null": {"time_spent_ms": None},
    "question as number": {"question_id": 1},
    "session as text": {"session_id": "mine"},
}


@pytest.mark.parametrize("name", BAD_ATTEMPTS)
def test_a_bad_attempt_is_a_400_and_writes_nothing(client, learner, name):
    question = fetched(client, learner)["questions"][0]
    before = rows()

    response = attempt(client, learner, question, **BAD_ATTEMPTS[name])

    body = assert_problem(response, 400, "invalid")
    assert body["errors"].keys() == BAD_ATTEMPTS[name].keys()
    assert rows() == before


@pytest.mark.parametrize("member", ["child_id", "question_id", "selected", "time_spent_ms"])
def test_an_attempt_without_a_member_is_a_400(client, learner, member):
    question = fetched(client, learner)["questions"][0]
    body = {"child_id": str(learner.pk), "question_id": question["id"]}
    body |= {"selected": 0, "time_spent_ms": 1}
    del body[member]

    response = client.post("/api/attempts/", body, format="json")

    assert assert_problem(response, 400, "invalid")["errors"].keys() == {member}


@pytest.mark.parametrize("selected", [99, -1, 4, 10**30, "A", "a", "0", "", " "])
def test_what_the_question_does_not_offer_is_a_400(client, learner, selected):
    question = fetched(client, learner)["questions"][0]
    before = rows()

    response = attempt(client, learner, question, selected=selected)

    assert_problem(response, 400, "unknown_option", options=question["options"])
    assert rows() == before


def test_a_second_answer_is_a_409_and_changes_nothing(client, learner):
    question = fetched(client, learner)["questions"][0]
    attempt(client, learner, question, selected=wrong_text(question))
    before = rows()

    for selected in (wrong_text(question), right_text(question)):
        response = attempt(client, learner, question, selected=selected)
        assert_problem(response, 409, "already_answered")

    assert rows() == before
    assert not Attempt.objects.get().correct


@pytest.mark.parametrize("verb", ["complete", "pause", "archive"])
def test_a_session_that_is_not_active_takes_no_attempt(client, learner, verb):
    batch = fetched(client, learner)
    move_session(session_id=batch["session_id"], verb=verb)
    before = rows()

    response = attempt(client, learner, batch["questions"][0])

    assert_problem(response, 409, "session_not_active")
    assert rows() == before


def test_what_was_never_served_to_the_learner_is_a_404(client, client_of, learner):
    other = make_learner()
    foreign = fetched(client_of(other), other)["questions"][0]
    _, quiz = quizzing_session(learner)  # a quiz has its own way of being answered
    of_a_quiz = {"id": str(quiz.items.first().pk)}
    before = rows()

    for question in (foreign, of_a_quiz, {"id": str(uuid4())}):
        assert_problem(attempt(client, learner, question), 404, "quiz_item_not_found")

    assert rows() == before


def test_a_question_of_another_session_is_a_404(client, learner):
    batch = fetched(client, learner)
    move_session(session_id=batch["session_id"], verb="complete")
    later = fetched(client, learner)

    response = attempt(client, learner, later["questions"][0], session_id=batch["session_id"])

    assert_problem(response, 404, "quiz_item_not_found")
    assert later["session_id"] != batch["session_id"]


def test_the_same_key_records_once_and_another_body_is_refused(client, learner):
    question = fetched(client, learner)["questions"][0]
    key = {"idempotency-key": "answer-1"}

    first = attempt(client, learner, question, headers=key)
    again = attempt(client, learner, question, headers=key)
    other = attempt(client, learner, question, headers=key, selected=1)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert_problem(other, 422, "idempotency_key_reused")
    assert Attempt.objects.count() == 1


def test_the_same_key_serves_the_same_questions(client, learner):
    key = {"idempotency-key": "fetch-1"}

    first, again = (fetch(client, learner, headers=key) for _ in range(2))

    assert again.json() == first.json()
    assert Quiz.objects.count() == 1


# -- figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [{"window": "1d"}, {"window": ""}, {"days": "7"}])
def test_a_bad_window_is_a_400(client, learner, query):
    assert_problem(client.get(f"/api/progress/{learner.pk}", query), 400, "invalid")


def test_no_byte_before_the_answer_comes_from_the_key(client, learner):
    answer = fetch(client, learner, limit=20)
    session_id = answer.json()["session_id"]
    paths = (
        f"/api/sessions/{session_id}",
        f"/api/sessions/{session_id}/summary",
        f"/api/sessions/{session_id}/history",
        f"/api/sessions/{session_id}/messages",
        f"/api/progress/{learner.pk}",
        "/api/sessions/?limit=5",
    )
    seen = [answer.content.decode()] + [client.get(path).content.decode() for path in paths]
    seen = "\n".join(seen)

    items = list(QuizItem.objects.all())
    assert len(items) == 20
    for item in items:
        for secret in (item.key["explanation"], *item.key["misconceptions"].values()):
            assert json.dumps(secret)[1:-1] not in seen
            assert secret not in seen
    for question in answer.json()["questions"]:
        assert (question["correct_answer"], question["rationale"]) == ("", "")
        assert all(isinstance(option, str) for option in question["options"])
