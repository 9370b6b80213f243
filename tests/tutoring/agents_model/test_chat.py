"""Questions about a lesson answered by a model: with the place named, without any open key."""

import pytest

from sessions_app.models import ChatMessage
from tests.tutoring.agents_model import provider as fake
from tests.tutoring.agents_model.requests import LESSON
from tests.tutoring.agents_model.test_faults import FAILURES
from tests.tutoring.agents_model.test_injection import (
    CORPUS,
    assert_data_stays_inside_its_marks,
    tool_call,
)
from tests.tutoring.factories import fresh, learning_session, quizzing_session
from tutoring.agents import get_tutor
from tutoring.agents.answering import LessonQuestion
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.requests import LessonRequest, Said
from tutoring.models import Attempt, QuizItem
from tutoring.selectors.lesson_chat import lesson_turns
from tutoring.services.tutor_chat import answer_question

KNOWN = "Static friction grows with the push until the block slides."


def question(text="Why does static friction grow?", **values) -> LessonQuestion:
    return LessonQuestion(**{"topic": "Friction", "lesson": LESSON, "question": text, **values})


def words(answer=KNOWN, section="Static friction", *, is_known=True) -> fake.Reply:
    return fake.saying({"is_known": is_known, "answer": answer, "section": section})


def asked(**values):
    tutor = get_tutor()
    return tutor.answer(question(**values)), tutor.turns


def test_an_answer_cites_the_section_it_used(provider):
    provider.reply = words()

    answer, (turn,) = asked()

    assert (answer.text, answer.section, answer.anchor) == (KNOWN, "Static friction", "step-1")
    assert (turn.agent, turn.spent.input_tokens, turn.spent.output_tokens) == ("model", 100, 20)


@pytest.mark.parametrize("section", ["A chapter that is not there", None])
def test_a_section_that_does_not_exist_is_repaired(section, provider):
    provider.reply = words(section=section)

    answer, (turn,) = asked()

    assert (answer.section, turn.agent) == ("Static friction", "model")


def test_what_is_not_known_is_said(provider):
    provider.reply = words("I cannot say.", None, is_known=False)

    answer, (turn,) = asked(text="What is the capital of France?")

    assert answer.text.startswith("I do not know: the lesson on Friction")
    assert (answer.section, turn.agent) == (None, "model")


def test_the_answer_of_an_open_question_is_never_told(provider, settings):
    settings.MODEL_RETRIES = 0
    provider.reply = words("The push on the block gives static friction of four newtons.")

    answer, (turn,) = asked(withheld=("4 newtons",))

    assert answer == BuiltinTutor().answer(question())
    assert (turn.agent, turn.failure) == ("builtin", "invalid_answer")
    assert b"newtons" not in b"".join(provider.log)


@pytest.mark.parametrize("fault", fake.FAULTS)
def test_a_fault_is_answered_from_the_lesson(fault, provider, settings):
    settings.MODEL_DEADLINE_SECONDS = 1.0 if FAILURES[fault] == "timeout" else 5.0
    provider.reply = fake.FAULTS[fault]

    answer, (turn,) = asked()

    assert answer == BuiltinTutor().answer(question())
    assert turn.failure == FAILURES[fault]


@pytest.mark.parametrize("injected", CORPUS)
def test_an_obeying_model_says_nothing_of_its_own(injected, provider, settings):
    settings.MODEL_RETRIES = 0
    provider.reply = words(f"PWNED, hacked, obeyed! {injected}")
    history = (Said("user", injected), Said("assistant", injected))

    answer, (turn,) = asked(text=injected, history=history)

    assert answer == BuiltinTutor().answer(question(injected, history=history))
    assert turn.agent == "builtin"
    assert_data_stays_inside_its_marks(provider)


def test_only_the_end_of_a_long_conversation_is_sent(provider):
    provider.reply = words()
    history = tuple(Said("user", f"turn {n} " + "x" * 9_000) for n in range(500))

    asked(history=history)

    assert b"turn 499 " in provider.log[0]
    assert b"turn 489 " not in provider.log[0]
    assert len(provider.log[0]) < 30_000


# -- in a session ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_chat_and_the_history_say_who_answered(curriculum, provider):
    session = learning_session()

    answer_question(session_id=session.pk, question="What is velocity?")

    told = ChatMessage.objects.get(role="assistant")
    assert told.metadata["section"] == "The idea"
    assert told.metadata["turns"][0]["agent"] == "model"
    entry = session.agent_history.get(action="answer_question")
    assert entry.metadata["turns"][0]["input_tokens"] == 100
    assert lesson_turns(session)[-1].made == "Made by fake."


@pytest.mark.django_db
def test_the_page_says_why_the_builtin_answered(curriculum, provider):
    session = learning_session()
    provider.reply = fake.failing(401)

    answer_question(session_id=session.pk, question="What is velocity?")

    assert "refused" in lesson_turns(session)[-1].made


@pytest.mark.django_db
def test_during_a_quiz_no_key_is_sent_and_none_is_told(curriculum, provider, settings):
    session, quiz = quizzing_session()
    settings.MODEL_RETRIES = 0
    item = quiz.items.first()
    right = next(o["text"] for o in item.shown["options"] if o["id"] == item.key["option"])
    provider.log.clear()
    provider.reply = words(f"Velocity and displacement and position give: {right}", "The idea")

    answer = answer_question(session_id=session.pk, question="What is velocity?")

    assert answer == BuiltinTutor().answer(
        LessonQuestion(
            session.topics.first().name,
            session.topics.first().syllabus_topic.lesson.content,
            "What is velocity?",
        )
    )
    sent = b"".join(provider.log).decode()
    for item in QuizItem.objects.all():
        assert item.shown["stem"] not in sent
        assert item.key["explanation"] not in sent


@pytest.mark.django_db
@pytest.mark.parametrize("injected", CORPUS[:6])
def test_an_obeying_model_moves_no_session(injected, curriculum, provider, settings):
    settings.MODEL_RETRIES = 0
    session, _ = quizzing_session()
    before = fresh(session)
    provider.reply = tool_call

    answer_question(session_id=session.pk, question=injected[:500].replace("\x00", ""))

    after = fresh(session)
    assert (after.phase, after.status, after.version) == (
        before.phase,
        before.status,
        before.version,
    )
    assert after.current_context == before.current_context
    assert not Attempt.objects.exists()


# -- context, history and difficulty of an explanation --------------------------------------------


def test_context_history_and_difficulty_reach_the_model(provider):
    said = (Said("user", "Where does a block hold?"),)

    get_tutor().explain(LessonRequest("Friction", LESSON, "hard", "I study slopes.", said))

    assert b"I study slopes." in provider.log[0]
    assert b"Where does a block hold?" in provider.log[0]
    assert b'\\"difficulty\\": \\"hard\\"' in provider.log[0]
