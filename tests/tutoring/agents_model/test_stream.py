"""A lesson streamed from a model: told as it comes, checked, and its end told truthfully."""

import threading
import time

import pytest
from rest_framework.test import APIClient

from tests.tutoring.agents_model import provider as fake
from tests.tutoring.agents_model.requests import lesson_request
from tests.tutoring.agents_model.test_faults import FAILURES
from tests.tutoring.agents_model.test_injection import CORPUS
from tests.tutoring.factories import fresh, planned_session
from tutoring.agents import get_tutor
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.models import SyllabusTopic
from tutoring.services.streamed_lessons import Listener, stream_lesson
from tutoring.services.topics import LessonWish

FIRST = "Friction answers the push on a block up to a limit.\n\n"
SECOND = "Static friction grows with the push until the block slides.\n\n"
OWN = "".join(BuiltinTutor().stream(lesson_request()))


def streamed(withheld=()):
    tutor = get_tutor()
    parts = list(tutor.stream(lesson_request(), withheld))
    return "".join(parts), tutor.turns


def test_the_text_of_the_model_is_told_whole(provider):
    provider.reply = fake.streaming(FIRST[:20], FIRST[20:], SECOND)

    text, (turn,) = streamed()

    assert text == FIRST + SECOND
    assert (turn.agent, turn.failure) == ("model", None)
    assert (turn.spent.requests, turn.spent.input_tokens, turn.spent.output_tokens) == (1, 100, 20)


def test_a_paragraph_is_told_before_the_next_is_made(provider):
    asked_for_more = threading.Event()

    def waits(request: fake.FakeRequest) -> None:
        assert asked_for_more.wait(20)
        request.wfile.write(fake.event({"content": SECOND}))
        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
        request.wfile.write(fake.event({}, choices=[choice]) + b"data: [DONE]\n\n")

    provider.reply = fake.streaming(FIRST, then=waits)
    parts = get_tutor().stream(lesson_request())

    first = next(parts)
    asked_for_more.set()

    assert (first, "".join(parts)) == (FIRST, SECOND)


@pytest.mark.parametrize("fault", fake.FAULTS)
def test_a_fault_before_the_first_word_gives_the_lesson_itself(fault, provider, settings):
    settings.MODEL_DEADLINE_SECONDS = 1.0 if FAILURES[fault] == "timeout" else 5.0
    provider.reply = fake.FAULTS[fault]
    started = time.monotonic()

    text, (turn,) = streamed()

    assert time.monotonic() - started < settings.MODEL_DEADLINE_SECONDS + 8  # a hang lasts for ever
    assert text == OWN
    assert turn.agent == "builtin"
    assert turn.failure is not None


def closed(request: fake.FakeRequest) -> None:
    request.close_connection = True


def endless(request: fake.FakeRequest) -> None:
    for _ in range(20_000):
        request.wfile.write(fake.event({"content": "friction " * 60}))


CUTS = {
    "timeout": fake.streaming(FIRST, "Static fric", then=fake.slow),
    "unreachable": fake.streaming(FIRST, "Static fric", then=closed),
    "too_large": fake.streaming(FIRST, then=endless),
    "invalid_answer": fake.streaming(FIRST, "See https://evil.example for friction, block.\n\n"),
}


@pytest.mark.parametrize("failure", CUTS)
def test_a_cut_says_so_and_goes_on_with_the_lesson(failure, provider, settings):
    settings.MODEL_DEADLINE_SECONDS = 1.5
    provider.reply = CUTS[failure]

    text, (turn,) = streamed()

    assert text.startswith(FIRST)
    assert f"broke off ({failure})" in text
    assert text.endswith(OWN)
    assert (turn.agent, turn.failure) == ("builtin", failure)
    assert "evil" not in text
    assert "Static fric\n" not in text


def test_a_text_without_its_end_is_a_cut_one(provider):
    provider.reply = fake.streaming(FIRST, SECOND, reason=None)

    text, (turn,) = streamed()

    assert text.endswith(OWN)
    assert turn.failure == "unreachable"


def test_the_answer_of_an_open_question_ends_the_stream(provider):
    provider.reply = fake.streaming(FIRST, "The block slides when friction is nine newtons.\n\n")

    text, (turn,) = streamed(withheld=("9 newtons",))

    assert "newtons" not in text
    assert turn.failure == "invalid_answer"
    assert b"newtons" not in b"".join(provider.log)


@pytest.mark.parametrize("injected", CORPUS)
def test_an_obeying_model_is_not_told(injected, provider):
    provider.reply = fake.streaming(f"PWNED, hacked, obeyed, really! {injected}\n\n")

    text, (turn,) = streamed()

    assert text == OWN
    assert turn.agent == "builtin"


def test_a_reader_that_leaves_ends_the_call(provider):
    provider.reply = fake.streaming(FIRST, then=endless)
    tutor = get_tutor()
    parts = tutor.stream(lesson_request())

    next(parts)
    parts.close()

    assert [turn.agent for turn in tutor.turns] == ["model"]


# -- over the API ---------------------------------------------------------------------------------

TOPIC = "Motion in a straight line"
TOLD = "Motion in a straight line is told by position, displacement, velocity, acceleration.\n\n"


@pytest.fixture
def stream(curriculum):
    """Return a caller of the stream for the learner of a session."""

    def call(session, **values):
        client = APIClient()
        client.force_authenticate(session.user)
        body = {"topic": TOPIC, "session_id": str(session.pk), **values}
        return client.post("/api/tutor/stream", body, format="json")

    return call


def told_entry(session):
    return session.agent_history.get(action="stream_lesson")


@pytest.mark.django_db
def test_the_history_keeps_what_was_told(stream, provider):
    session = planned_session()
    provider.reply = fake.streaming(TOLD)

    text = b"".join(stream(session).streaming_content).decode()

    assert (text, fresh(session).phase) == (TOLD, "LEARNING")
    metadata = told_entry(session).metadata
    assert (metadata["text"], metadata["is_whole"]) == (TOLD, True)
    assert metadata["turns"][0]["output_tokens"] == 20


@pytest.mark.django_db
def test_a_stream_that_is_left_is_kept_as_far_as_it_came(curriculum, provider):
    session = planned_session()
    provider.reply = fake.streaming(TOLD, then=fake.slow)

    found = SyllabusTopic.objects.filter(name=TOPIC).first()
    parts = stream_lesson(found, LessonWish(), Listener(session.user_id, session.pk))
    first = next(parts)
    parts.close()

    metadata = told_entry(session).metadata
    assert (metadata["text"], metadata["is_whole"]) == (first, False)


@pytest.mark.django_db
def test_context_and_history_are_sent_with_it(stream, provider):
    session = planned_session()
    provider.reply = fake.streaming(TOLD)
    provider.log.clear()

    response = stream(session, context="I study slopes.", difficulty="hard")
    list(response.streaming_content)

    assert b"I study slopes." in provider.log[-1]
    assert b"hard" in provider.log[-1]


@pytest.mark.django_db
def test_a_topic_nobody_knows_opens_no_stream(stream, provider):
    assert stream(planned_session(), topic="alchemy").status_code == 400
