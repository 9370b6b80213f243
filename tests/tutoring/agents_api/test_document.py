"""The examples of the agents API in its OpenAPI document are what the routes answer."""

import json

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.tutoring.agents_api.test_quizzes import wrong_index
from tutoring.api.agents.examples import recorded

STREAMS = {"plan_stream_verified", "tutor_stream"}
PATHS = {
    "plan_generate": "plan/generate",
    "plan_generate_verified": "plan/generate-verified",
    "plan_generate_verified_with_history": "plan/generate-verified-with-history",
    "plan_stream_verified": "plan/stream-verified",
    "tutor_explain": "tutor/explain",
    "tutor_stream": "tutor/stream",
    "tutor_chat_save": "tutor/chat",
    "quiz_generate": "quiz/generate",
    "quiz_persistence_save": "quiz/persistence",
    "quiz_evaluate": "quiz/evaluate",
    "quiz_misconception": "quiz/misconception",
    "analyze_performance": "analyze/performance",
}
# What names rows of one learner, and what chance or the clock decides.
SAME_ANSWER = {
    "plan_generate",
    "plan_generate_verified",
    "plan_generate_verified_with_history",
    "tutor_explain",
    "tutor_chat_save",
}


def shape_of(value):
    """The members of a JSON value, whatever they hold."""
    if isinstance(value, dict):
        return {name: shape_of(member) for name, member in value.items()}
    return [shape_of(value[0])] if isinstance(value, list) and value else type(value).__name__


def test_every_operation_has_its_example():
    assert recorded().keys() == PATHS.keys()


@pytest.mark.parametrize("operation", sorted(SAME_ANSWER))
def test_an_example_is_the_answer(post, operation):
    example = recorded()[operation]

    assert post(PATHS[operation], example["request"]).json() == example["answer"]


def test_the_examples_of_a_quiz_are_of_the_shape_of_its_answers(post):
    examples = recorded()
    quiz = post("quiz/generate", examples["quiz_generate"]["request"]).json()
    question = quiz["questions"][0]
    sent = {"question_id": question["id"], "student_answer_index": wrong_index(question)}
    saved = examples["quiz_persistence_save"]["request"]

    answers = {
        "quiz_generate": quiz,
        "quiz_persistence_save": post("quiz/persistence", saved).json(),
        "quiz_evaluate": post("quiz/evaluate", sent).json(),
        "quiz_misconception": post("quiz/misconception", sent).json(),
        "analyze_performance": post("analyze/performance", {"quiz_id": quiz["id"]}).json(),
    }

    assert examples["quiz_evaluate"]["request"].keys() == sent.keys()
    for operation, answer in answers.items():
        assert shape_of(answer).keys() == shape_of(examples[operation]["answer"]).keys()


def test_the_streams_take_their_examples(client, learner):
    for operation in sorted(STREAMS):
        body = recorded()[operation]["request"]
        response = client.post(f"/api/{PATHS[operation]}", body, format="json")
        assert b"".join(response.streaming_content)


def test_the_document_carries_the_examples():
    document = json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str)

    assert document.count("Be sure of friction") == 4
    assert '"nullable": true' in document
