"""The calls of the documented StudyBuddy client, in their order."""

import pytest
from rest_framework.test import APIClient

from tests.tutoring.practice.calls import right_text, wrong_text
from tutoring.models import QuizItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
QUESTION_MEMBERS = {
    "id",
    "subject",
    "topic",
    "sub_topic",
    "difficulty",
    "stem",
    "options",
    "source",
    "hash",
    "correct_answer",
    "rationale",
}
SUMMARY_MEMBERS = {
    "session",
    "questions_attempted",
    "questions_correct",
    "accuracy",
    "total_time_ms",
    "avg_time_per_question_ms",
    "subjects_practiced",
    "by_topic",
    "trend",
    "compared_with",
}
ACCOUNT = {"email": "parent@example.org", "password": "a long enough passphrase 7"}


def test_sign_up_log_in_practise_and_read_the_summary():
    client = APIClient()
    client.post("/api/auth/signup", ACCOUNT, format="json")
    token = client.post("/api/auth/login", ACCOUNT, format="json").json()["access_token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    child = client.post("/api/children/", {"name": "Asha", "grade": 11}, format="json").json()

    topics = client.get("/api/questions/topics", {"subject": "Physics"}).json()["topics"]
    subtopics = client.get(
        "/api/questions/subtopics", {"subject": "Physics", "topic": topics[0]["topic"]}
    ).json()["subtopics"]
    wanted = {"child_id": child["id"], "subject": "Physics", "topic": topics[0]["topic"]}
    batch = client.post("/api/questions/fetch", {**wanted, "limit": 5}, format="json").json()
    session_id, questions = batch["session_id"], batch["questions"]

    assert topics == [{"topic": name} for name in sorted(row["topic"] for row in topics)]
    assert batch["selected_subtopic"] in subtopics
    assert len(questions) == 5
    assert all(question.keys() == QUESTION_MEMBERS for question in questions)
    assert {question["topic"] for question in questions} == {topics[0]["topic"]}

    answers = []
    for number, question in enumerate(questions):
        selected = wrong_text(question) if number == 0 else right_text(question)
        body = {
            "child_id": child["id"],
            "question_id": question["id"],
            "selected": selected,
            "time_spent_ms": 30_000,
            "session_id": session_id,
        }
        answers.append(client.post("/api/attempts/", body, format="json"))

    assert [answer.status_code for answer in answers] == [201] * 5
    assert [answer.json()["correct"] for answer in answers] == [False, True, True, True, True]
    assert [answer.json()["expected"] for answer in answers] == [
        right_text(question) for question in questions
    ]

    again = client.post("/api/questions/fetch", wanted, format="json").json()
    session = client.get(f"/api/sessions/{session_id}").json()
    assert again["session_id"] == session_id
    assert (session["kind"], session["child_id"]) == ("practice", child["id"])
    assert (session["subject"], session["topic"]) == ("Physics", topics[0]["topic"])
    assert session["subtopic"] == batch["selected_subtopic"]
    assert session["ended_at"] is None

    summary = client.get(f"/api/sessions/{session_id}/summary").json()
    assert summary.keys() == SUMMARY_MEMBERS
    assert summary["session"]["id"] == session_id
    assert summary["questions_attempted"] == 5
    assert summary["questions_correct"] == 4
    assert summary["accuracy"] == 80
    assert summary["total_time_ms"] == 150_000
    assert summary["avg_time_per_question_ms"] == 30_000
    assert summary["subjects_practiced"] == ["Physics"]
    assert summary["by_topic"] == [
        {
            "topic": topics[0]["topic"],
            "attempted": 5,
            "correct": 4,
            "accuracy": 80,
            "total_time_ms": 150_000,
        }
    ]
    assert summary["trend"] is None

    ended = client.post(f"/api/sessions/{session_id}/end").json()
    history = client.get("/api/sessions", {"child_id": child["id"], "limit": 10}).json()
    progress = client.get(f"/api/progress/{child['id']}").json()
    assert (ended["id"], ended["status"]) == (session_id, "completed")
    assert ended["ended_at"] is not None
    assert [row["id"] for row in history["results"]] == [session_id]
    assert (progress["attempted"], progress["correct"], progress["accuracy"]) == (5, 4, 80)
    assert (progress["current_streak"], progress["day_streak"]) == (4, 1)

    next_batch = client.post("/api/questions/fetch", wanted, format="json").json()
    assert next_batch["session_id"] != session_id


def test_a_stored_question_is_what_was_served(client, learner):
    batch = client.post(
        "/api/questions/fetch", {"child_id": str(learner.pk), "subject": "Physics"}, format="json"
    ).json()

    for question in batch["questions"]:
        item = QuizItem.objects.select_related("quiz").get(pk=question["id"])
        assert item.shown["stem"] == question["stem"]
        assert [option["text"] for option in item.shown["options"]] == question["options"]
        assert (item.quiz.kind, item.quiz.learner_id) == ("practice", learner.pk)
        assert str(item.quiz.session_id) == batch["session_id"]
