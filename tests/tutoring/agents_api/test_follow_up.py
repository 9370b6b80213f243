"""Follow-up: what was said before changes what the tutor says next."""

import pytest

from sessions_app.models import ChatMessage
from tests.problems import assert_problem
from tests.tutoring.agents_api.test_tutor import FRICTION

ASKED = {"role": "user", "content": "Why does friction point up the slope?"}
CHAT = {"topic_id": "friction", "messages": [ASKED], "reply": True}


def explained(post, **values):
    return post("tutor/explain", {**FRICTION, **values}).json()


@pytest.mark.parametrize(
    "values",
    [
        {"history": [ASKED]},
        {"context": "We did vectors. Why does friction point up the slope? It is late."},
    ],
)
def test_what_was_asked_is_answered_in_front(post, values):
    plain, aimed = explained(post), explained(post, **values)

    assert aimed["intuition"].startswith(plain["intuition"].strip())
    assert "You asked about this: Inclines." in aimed["intuition"]
    assert aimed["steps"] == plain["steps"]


def test_difficulty_chooses_steps_and_analogies(post):
    medium = explained(post)
    easy, hard = explained(post, difficulty="easy"), explained(post, difficulty="hard")

    assert any(step["analogy"] for step in medium["steps"])
    assert easy["steps"] == medium["steps"][: (len(medium["steps"]) + 1) // 2]
    assert [step["title"] for step in hard["steps"]] == [s["title"] for s in medium["steps"]]
    assert not any(step["analogy"] for step in hard["steps"])


def test_the_stream_is_aimed_too(post):
    response = post("tutor/stream", {**FRICTION, "history": [ASKED]})

    text = b"".join(response.streaming_content).decode()
    assert "You asked about this: Inclines." in text


def test_a_reply_comes_from_the_lesson_and_is_kept(post):
    answer = post("tutor/chat", CHAT).json()

    asked, told = answer["messages"]
    assert asked == ASKED
    assert told["role"] == "assistant"
    assert ChatMessage.objects.get(role="assistant").metadata["section"] == "Inclines"


def test_asking_again_adds_nothing(post):
    first = post("tutor/chat", CHAT).json()

    assert post("tutor/chat", CHAT).json() == first


def test_a_question_without_words_is_read_with_the_one_before(post):
    first = post("tutor/chat", CHAT).json()["messages"]
    messages = [*first, {"role": "user", "content": "why?"}]

    told = post("tutor/chat", {**CHAT, "messages": messages}).json()["messages"][-1]

    assert told["content"] == first[-1]["content"]


def test_a_reply_needs_a_question_of_the_user(post):
    body = {**CHAT, "messages": [{"role": "assistant", "content": "Hello."}]}

    assert_problem(post("tutor/chat", body), 400, "invalid")
    assert_problem(post("tutor/chat", {**CHAT, "messages": []}), 400, "invalid")


def test_a_reply_needs_a_topic_of_the_syllabus(post):
    assert_problem(post("tutor/chat", {**CHAT, "topic_id": "alchemy"}), 400, "unknown_topic")
    assert not ChatMessage.objects.exists()
