"""Questions by a model: quarantined, solved twice without the key, moving nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from tests.factories import make_learner
from tests.tutoring.agents_model import provider as fake
from tests.tutoring.agents_model.test_faults import FAILURES
from tests.tutoring.agents_model.test_injection import CORPUS, assert_data_stays_inside_its_marks
from tutoring.models import (
    Attempt,
    BlindSolve,
    ItemState,
    LearnerItem,
    LearnerMisconception,
    Lesson,
    MasteryStep,
    Question,
    QuizItem,
    ReviewCard,
    TopicState,
)
from tutoring.selectors.unchecked import askable, unchecked_for
from tutoring.services.question_writing import write_questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(curriculum, provider, settings):
    settings.AGENTS = {"quizmaster": "model"}
    return Lesson.objects.get(slug="physics/friction")


def solving(answers: str, *others: str) -> fake.Reply:
    """Answer validly, but solve with these letters, one string for each solve."""
    left = [answers, *others]

    def reply(request: fake.FakeRequest) -> None:
        if request.schema == "SolvedWords":
            fake.saying({"answers": list(left.pop(0))})(request)
        else:
            fake.valid(request)

    return reply


def test_written_questions_are_quarantined_and_solved_twice(lesson, provider):
    writing = write_questions(lesson=lesson, count=2)

    rows = Question.objects.filter(source="model")
    assert {row.status for row in rows} == {"quarantined"}
    assert set(rows) == set(writing.questions)
    assert len(rows) == 2
    assert [solve.agrees for solve in BlindSolve.objects.all()] == [True] * 4
    assert {row.current.key["section"] for row in rows} == {"idea"}
    assert [turn.role for turn in writing.turns] == ["writer", "solver", "solver"]
    assert {turn.spent.input_tokens for turn in writing.turns} == {100}
    assert askable(lesson.pk).count() == 2


def test_a_solver_sees_no_key(lesson, provider):
    write_questions(lesson=lesson, count=1)

    for raw in provider.log[1:]:
        message = json.loads(raw)["messages"][-1]["content"]
        data = json.loads(message.removeprefix("<data>").removesuffix("</data>"))
        assert data.keys() == {"questions"}
        assert {key for question in data["questions"] for key in question} == {"stem", "options"}
    assert provider.log[1] != provider.log[2]


@pytest.mark.parametrize("letters", [("b", "d"), ("a", "a"), ("c", "b")])
def test_a_question_that_one_solve_answers_otherwise_is_never_asked(letters, lesson, provider):
    provider.reply = solving(*letters)

    write_questions(lesson=lesson, count=1)

    assert Question.objects.filter(source="model").count() == 1
    assert not askable(lesson.pk).exists()


def test_a_question_without_its_solves_is_never_asked(lesson, provider):
    provider.script = [fake.valid, fake.failing(401)]

    writing = write_questions(lesson=lesson, count=1)

    assert (len(writing.questions), writing.failure) == (1, "refused")
    assert not askable(lesson.pk).exists()


@pytest.mark.parametrize("fault", fake.FAULTS)
def test_a_fault_writes_nothing(fault, lesson, provider, settings):
    settings.MODEL_DEADLINE_SECONDS = 1.0 if FAILURES[fault] == "timeout" else 5.0
    provider.reply = fake.FAULTS[fault]

    writing = write_questions(lesson=lesson, count=2)

    assert (writing.questions, writing.failure) == ((), FAILURES[fault])
    assert not Question.objects.filter(source="model").exists()


def spoilt(**members) -> fake.Reply:
    def reply(request: fake.FakeRequest) -> None:
        words = fake.VALID[request.schema](request.data)
        if request.schema == "WrittenWords":
            words["questions"][0] |= members
        fake.saying(words)(request)

    return reply


def options(**changes) -> list[dict]:
    """Four sound options, the first of them right, with the changes of some."""
    rows = [{"text": letter, "is_right": letter == "a", "misconception": None} for letter in "abcd"]
    return [row | changes.get(row["text"], {}) for row in rows]


UNSOUND = {
    "two right": options(b={"is_right": True}),
    "none right": options(a={"is_right": False}),
    "same text": options(b={"text": "a"}),
    "unknown belief": options(b={"misconception": "no-such-belief"}),
    "right betrays": options(a={"misconception": "friction-always-mu-n"}),
    "three": options()[:3],
}


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_question_is_refused(name, lesson, provider, settings):
    settings.MODEL_RETRIES = 0
    provider.reply = spoilt(options=UNSOUND[name])

    assert write_questions(lesson=lesson, count=1).failure == "invalid_answer"
    assert not Question.objects.filter(source="model").exists()


@pytest.mark.parametrize("injected", CORPUS)
def test_an_obeying_writer_writes_nothing(injected, lesson, provider, settings):
    settings.MODEL_RETRIES = 0
    stored = injected.replace("\x00", "")  # no lesson can hold one: PostgreSQL refuses it
    poisoned = {**lesson.content, "real_world_example": f"A block on a slope. {stored}"}
    Lesson.objects.filter(pk=lesson.pk).update(content=json.loads(json.dumps(poisoned)))
    lesson.refresh_from_db()
    provider.reply = spoilt(stem=f"PWNED, hacked, obeyed! {injected}", status="released")

    assert write_questions(lesson=lesson, count=1).failure == "invalid_answer"
    assert not Question.objects.filter(source="model").exists()
    assert_data_stays_inside_its_marks(provider)


# -- where they are asked -------------------------------------------------------------------------


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def post(learner):
    client = APIClient()
    client.force_authenticate(learner)
    return lambda path, body: client.post(f"/api/{path}", body, format="json").json()


@pytest.fixture
def bank_of_one(lesson):
    """The lesson's bank, down to one released question without a generator."""
    rows = Question.objects.filter(lesson=lesson)
    kept = rows.released().filter(generator=None).first()
    rows.exclude(pk=kept.pk).update(status="retired")
    return kept


def test_a_learner_who_wants_more_gets_unchecked_ones(bank_of_one, post, provider):
    quiz = post("quiz/generate", {"topic": "Friction", "num_questions": 3})

    assert sorted(q.get("unchecked", False) for q in quiz["questions"]) == [False, True, True]
    assert "note" not in quiz


def test_without_a_writer_the_bank_is_all_there_is(bank_of_one, post, provider, settings):
    settings.AGENTS = {}

    quiz = post("quiz/generate", {"topic": "Friction", "num_questions": 3})

    assert len(quiz["questions"]) == 1
    assert quiz["note"] == "The bank has no more questions on this topic."
    assert provider.log == []


def test_a_failing_writer_takes_no_question_away(bank_of_one, post, provider):
    provider.reply = fake.failing(401)

    quiz = post("quiz/generate", {"topic": "Friction", "num_questions": 3})

    assert len(quiz["questions"]) == 1
    assert "note" in quiz


def test_with_released_ones_left_nothing_is_written(lesson, post, provider):
    quiz = post("quiz/generate", {"topic": "Friction", "num_questions": 3})

    assert len(quiz["questions"]) == 3
    assert provider.log == []


@pytest.mark.parametrize("option", ["Option 1", "Option 2"])
def test_answers_to_unchecked_questions_move_nothing(option, bank_of_one, post, learner, provider):
    quiz = post("quiz/generate", {"topic": "Friction", "num_questions": 2})
    (unchecked,) = [q for q in quiz["questions"] if q.get("unchecked")]

    answer = post("quiz/evaluate", {"question_id": unchecked["id"], "answer": option})

    assert answer["is_correct"] is (option == "Option 1")
    assert Attempt.objects.get().learner == learner
    for model in (TopicState, LearnerItem, ReviewCard, LearnerMisconception):
        assert not model.objects.filter(learner=learner.pk).exists()
    question = QuizItem.objects.get(pk=unchecked["id"]).question_version.question
    assert not ItemState.objects.filter(question=question).exists()
    assert not MasteryStep.objects.filter(question=question).exists()


def test_an_unchecked_question_is_met_once(bank_of_one, post, learner, lesson, provider):
    post("quiz/generate", {"topic": "Friction", "num_questions": 2})

    assert unchecked_for(lesson_id=lesson.pk, learner_id=learner.pk) == ()


# -- for the operator -----------------------------------------------------------------------------


def test_the_command_says_what_came_of_it(lesson):
    out = StringIO()

    call_command("write_questions", "physics/friction", "--count", "2", stdout=out)

    lines = out.getvalue().splitlines()
    assert sum("2 of 2 blind solves agree" in line for line in lines) == 2
    assert sum("100 tokens in, 20 out" in line for line in lines) == 3


def test_the_command_says_why_there_is_nothing(lesson, provider):
    provider.reply = fake.failing(401)

    with pytest.raises(CommandError, match="refused"):
        call_command("write_questions", "physics/friction", stdout=StringIO())
    with pytest.raises(CommandError, match="no lesson"):
        call_command("write_questions", "physics/alchemy")


def test_staff_see_both_solves_and_change_nothing(client, lesson):
    (question,) = write_questions(lesson=lesson, count=1).questions
    client.force_login(User.objects.create_superuser("admin@example.com", "correct horse battery"))

    rows = client.get(reverse("admin:tutoring_queuedquestion_changelist")).content.decode()
    look = reverse("admin:tutoring_question_look", args=[question.pk])
    page = client.post(look, follow=True)

    assert rows.count("by fake: agrees") == 2
    assert rows.count("field-stem") == 1  # none of the curriculum
    assert "by fake: agrees" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
