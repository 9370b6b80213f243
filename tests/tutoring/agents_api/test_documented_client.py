"""The calls of the documented clients of S1 and S2, in their order."""

import json

import pytest

from sessions_app.models import AgentAction
from tests.tutoring.agents_api.shapes import (
    EVALUATION,
    EXPLANATION,
    MISCONCEPTION_ANALYSIS,
    OPEN_QUESTION,
    PERFORMANCE,
    QUIZ,
    assert_history,
    assert_open_quiz,
)
from tutoring.models import QuizItem

PHASES = ["INTAKE", "PLANNING", "LEARNING", "QUIZZING", "ANALYZING", "COMPLETED"]


def phase_of(client, session_id):
    return client.get(f"/api/session/{session_id}/state").json()["phase"]


def answers_of(quiz, *, wrong):
    """Index by question: the first ``wrong`` wrong, the others right."""
    for number, question in enumerate(quiz["questions"]):
        item = QuizItem.objects.get(pk=question["id"])
        keys = [option["id"] == item.key["option"] for option in item.shown["options"]]
        yield question, keys.index(number >= wrong)


def test_s2_studies_one_topic_with_the_session_in_every_call(client, post):
    session_id = post("session/start", {"exam_type": "NEET"}).json()["session_id"]
    seen = [phase_of(client, session_id)]
    named = {"session_id": session_id}

    plan = post(
        "plan/generate-verified-with-history",
        {"exam_type": "NEET", "goal": "Mechanics", "days": 14, **named},
    ).json()
    assert_history(plan)
    seen.append(phase_of(client, session_id))

    topic = plan["final_plan"]["schedule"][0]["topics"][0]["name"]
    lesson = post("tutor/explain", {"topic": topic, **named}).json()
    assert set(lesson) == EXPLANATION
    seen.append(phase_of(client, session_id))

    slug = topic.lower().replace(" ", "-")
    chat = {"topic_id": slug, "messages": [{"role": "user", "content": "why?"}]}
    assert post("tutor/chat", {**chat, "explanation": lesson}).status_code == 200
    assert client.get(f"/api/tutor/chat?topic_id={slug}").json()["explanation"] == lesson

    quiz = post("quiz/generate", {"topic": topic, "num_questions": 3, **named}).json()
    assert_open_quiz(quiz)
    seen.append(phase_of(client, session_id))
    saved = {"topic_id": slug, "questions": quiz["questions"]}
    assert post("quiz/persistence", saved).status_code == 200
    assert set(client.get(f"/api/quiz/persistence?topic_id={slug}").json()) == QUIZ

    for question, index in answers_of(quiz, wrong=1):
        sent = {"question_id": question["id"], "student_answer_index": index, **named}
        result = post("quiz/evaluate", sent).json()
        assert set(result) == EVALUATION
        if not result["is_correct"]:
            analysis = post("quiz/misconception", sent).json()
            assert set(analysis) == MISCONCEPTION_ANALYSIS
            assert set(analysis["redemption_question"]) == OPEN_QUESTION
    seen.append(phase_of(client, session_id))

    assert set(post("analyze/performance", named).json()) == PERFORMANCE
    assert post(f"sessions/{session_id}/actions", {"action": "complete"}).status_code == 200
    seen.append(phase_of(client, session_id))

    assert seen == PHASES
    history = AgentAction.objects.filter(session=session_id).order_by("seq")
    moves = [entry.action for entry in history if (entry.change or {}).get("phase")]
    assert moves == [
        "session_started",
        "generate_plan",
        "start_topic",
        "take_quiz",
        "submit_answers",
        "complete",
    ]


def test_s1_moves_the_machine_itself_and_saves_what_the_agents_gave(client, post):
    session_id = post("session/start", {"exam_type": "JEE"}).json()["session_id"]

    def save(phase, **context):
        body = {"phase": phase, "context_data": context}
        response = post(f"session/{session_id}/save", body)
        assert response.json()["ok"] is True

    plan = post("plan/generate-verified", {"exam_type": "JEE", "goal": "Mechanics"}).json()
    save("PLANNING", plan_cache_key="k", extra_data={"plan": plan["overview"]})
    topic = plan["critical_topics"][0]
    stream = client.post("/api/tutor/stream", {"topic": topic}, format="json")
    assert b"".join(stream.streaming_content).decode().startswith(f"# {topic}")
    save("LEARNING", current_topic=topic)
    quiz = post("quiz/generate", {"topic": topic, "num_questions": 2}).json()
    save("QUIZZING")
    results = [
        post("quiz/evaluate", {"question_id": question["id"], "student_answer_index": index})
        for question, index in answers_of(quiz, wrong=1)
    ]
    names = [result.json()["misconception"] for result in results]
    save("ANALYZING", last_quiz_score=50, misconceptions=[name for name in names if name])
    analysis = post("analyze/performance", {"quiz_id": quiz["id"]}).json()
    assert analysis["topic_performance"][0]["accuracy"] == 50
    save("COMPLETED")

    state = client.get(f"/api/session/{session_id}/state").json()
    assert (state["phase"], state["context"]["current_topic"]) == ("COMPLETED", topic)


@pytest.mark.parametrize("route", ["plan/stream-verified"])
def test_a_client_reads_the_stream_line_by_line(client, route):
    body = {"exam_type": "neet", "goal": "", "days": 3}
    response = client.post(f"/api/{route}", body, format="json")

    rest, kinds = b"", []
    for chunk in response.streaming_content:
        *lines, rest = (rest + chunk).split(b"\n")
        kinds += [json.loads(line)["type"] for line in lines]
    assert (rest, kinds[0], kinds[-1]) == (b"", "status", "complete")
