"""Quizzes on request: made without keys, answered once, analysed."""

import json
from uuid import uuid4

import pytest

from sessions_app.models import AgentAction
from tests.accounts.factories import GuardianshipFactory
from tests.concurrency import run_together
from tests.factories import StudySessionFactory, make_child_profile, make_learner
from tests.problems import assert_problem
from tests.tutoring.agents_api.conftest import client_of
from tests.tutoring.agents_api.shapes import (
    EVALUATION,
    MISCONCEPTION_ANALYSIS,
    OPEN_QUESTION,
    PERFORMANCE,
    QUIZ,
    assert_open_quiz,
)
from tests.tutoring.factories import (
    analyzing_session,
    fresh,
    learning_session,
    planned_session,
    quizzing_session,
)
from tutoring.models import Attempt, LearnerMisconception, Misconception, Quiz, QuizItem

FRICTION = {"topic": "Friction"}


def item_of(question) -> QuizItem:
    return QuizItem.objects.get(pk=question["id"])


def right_index(question) -> int:
    item = item_of(question)
    return [o["id"] for o in item.shown["options"]].index(item.key["option"])


def wrong_index(question, *, betraying=True) -> int:
    """A wrong option, one that betrays a misconception where the question has one."""
    item = item_of(question)
    wrong = [n for n, o in enumerate(item.shown["options"]) if o["id"] != item.key["option"]]
    telling = [n for n in wrong if item.shown["options"][n]["id"] in item.key["misconceptions"]]
    return (telling if betraying and telling else wrong)[0]


def answer(post, question, index, **more):
    body = {"question_id": question["id"], "student_answer_index": index, **more}
    return post("quiz/evaluate", body)


@pytest.fixture
def quiz(post):
    """A requested quiz of three questions, as it was served."""
    return post("quiz/generate", {**FRICTION, "num_questions": 3}).json()


# -- generate -------------------------------------------------------------------------------------


def test_a_quiz_without_a_session_is_the_callers_own(post, learner):
    response = post("quiz/generate", {**FRICTION, "context": "slopes"})

    body = response.json()
    assert_open_quiz(body)
    assert (body["topic"], len(body["questions"]), body["time_estimate_minutes"]) == (
        "Friction",
        5,
        8,
    )
    stored = Quiz.objects.get(pk=body["id"])
    assert (stored.learner_id, stored.session_id, stored.kind) == (learner.pk, None, "requested")
    assert {str(pk) for pk in stored.items.values_list("pk", flat=True)} == {
        question["id"] for question in body["questions"]
    }


def test_no_byte_of_an_open_quiz_shows_a_key(post, learner):
    session = learning_session(learner)
    topic = session.current_context["current_topic"]
    free = post("quiz/generate", {**FRICTION, "num_questions": 30})
    of_session = post("quiz/generate", {"topic": topic, "session_id": str(session.pk)})

    for response in (free, of_session):
        words = response.content.decode()
        for member in ("correct", "explanation", "misconception", "rationale", "key"):
            assert f'"{member}' not in words
        for item in QuizItem.objects.filter(quiz=response.json()["id"]):
            assert json.dumps(item.key["explanation"])[1:40] not in words
            for slug in item.key["misconceptions"].values():
                assert slug not in words


@pytest.mark.parametrize("count", [1, 30])
def test_a_quiz_has_as_many_questions_as_asked(post, count):
    questions = post("quiz/generate", {**FRICTION, "num_questions": count}).json()["questions"]

    assert len({question["text"] for question in questions}) == len(questions) == count


@pytest.mark.parametrize("difficulty", ["easy", "medium", "hard"])
def test_the_wished_difficulty_comes_first(post, difficulty):
    body = {**FRICTION, "num_questions": 2, "difficulty": difficulty}

    questions = post("quiz/generate", body).json()["questions"]

    assert {question["difficulty"] for question in questions} == {difficulty}


def test_named_mistakes_aim_the_quiz(post):
    held = Misconception.objects.get(slug="friction-always-mu-n")
    body = {**FRICTION, "num_questions": 1, "previous_mistakes": [held.name]}

    for _ in range(3):
        question = post("quiz/generate", body).json()["questions"][0]
        assert held.slug in item_of(question).key["misconceptions"].values()


def test_a_session_takes_its_quiz(post, learner):
    session = learning_session(learner)
    topic = session.current_context["current_topic"]
    body = {"topic": topic, "num_questions": 2, "session_id": str(session.pk)}

    first = post("quiz/generate", body)
    again = post("quiz/generate", body)

    assert_open_quiz(first.json())
    assert again.json() == first.json()
    session = fresh(session)
    assert session.phase == "QUIZZING"
    assert AgentAction.objects.filter(session=session, action="take_quiz").count() == 1
    assert Quiz.objects.get(pk=first.json()["id"]).session_id == session.pk


def test_a_session_quizzes_the_topic_that_is_open(post, learner):
    session = learning_session(learner)

    response = post("quiz/generate", {"topic": "Collisions", "session_id": str(session.pk)})

    assert_problem(response, 409, "invalid_transition", phase="LEARNING")
    assert not Quiz.objects.exists()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda user: StudySessionFactory(user=user), "no_topic_chosen"),
        (planned_session, "no_topic_chosen"),
        (analyzing_session, "invalid_transition"),
    ],
)
def test_in_another_phase_there_is_no_quiz(post, learner, make, code):
    session = make(learner)
    topic = (session.current_context or {}).get("current_topic", "Friction")

    response = post("quiz/generate", {"topic": topic, "session_id": str(session.pk)})

    assert_problem(response, 409, code)
    assert fresh(session).history_length == session.history_length


def test_a_key_replays_the_quiz(post, learner):
    first = post("quiz/generate", FRICTION, **{"idempotency-key": "k"})
    again = post("quiz/generate", FRICTION, **{"idempotency-key": "k"})

    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert Quiz.objects.count() == 1


# -- evaluate -------------------------------------------------------------------------------------


def test_a_right_answer_is_told_so(post, quiz, learner):
    question = quiz["questions"][0]
    index = right_index(question)

    response = answer(post, question, index, confidence=0.5)

    body = response.json()
    assert (response.status_code, set(body)) == (200, EVALUATION)
    assert (body["is_correct"], body["misconception"]) == (True, None)
    assert body["correct_option_index"] == index
    assert body["explanation"] == item_of(question).key["explanation"]
    attempt = Attempt.objects.get(quiz_item=question["id"])
    assert (attempt.learner_id, attempt.confidence, attempt.session_id) == (learner.pk, 0.5, None)


def test_a_wrong_answer_names_the_misconception(post, quiz, learner):
    question = next(q for q in quiz["questions"] if item_of(q).key["misconceptions"])

    body = answer(post, question, wrong_index(question)).json()

    held = Attempt.objects.get(quiz_item=question["id"]).misconception
    assert (body["is_correct"], body["misconception"]) == (False, held.name)
    assert (held.name in body["feedback"], body["hint_for_similar"]) == (True, held.correction)
    assert LearnerMisconception.objects.filter(learner=learner, misconception=held).exists()


def test_an_answer_may_be_given_in_words(post, quiz):
    question = quiz["questions"][0]
    body = {"question_id": question["id"], "answer": question["options"][right_index(question)]}

    assert post("quiz/evaluate", body).json()["is_correct"] is True


def test_the_second_answer_is_a_conflict(post, quiz):
    question = quiz["questions"][0]
    answer(post, question, wrong_index(question))

    second = answer(post, question, right_index(question))

    assert_problem(second, 409, "already_answered")
    assert Attempt.objects.get().correct is False


@pytest.mark.parametrize("index", [-1, 4, 99, 2**31 - 1, 2**70])
def test_an_index_outside_the_options_is_refused(post, quiz, index):
    response = answer(post, quiz["questions"][0], index)

    assert_problem(response, 400, response.json()["code"])
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("words", ["no such option", "%", "x" * 200])
def test_words_outside_the_options_are_refused(post, quiz, words):
    question = quiz["questions"][0]

    response = post("quiz/evaluate", {"question_id": question["id"], "answer": words})

    assert_problem(response, 400, "unknown_option", options=question["options"])


def test_the_last_answer_closes_the_quiz(post, quiz):
    for number, question in enumerate(quiz["questions"]):
        index = right_index(question) if number else wrong_index(question)
        answer(post, question, index, quiz_id=quiz["id"])

    stored = Quiz.objects.get(pk=quiz["id"])
    assert (stored.status, stored.score) == ("answered", 67)
    assert stored.submitted_at is not None


def test_the_last_answer_of_a_sessions_quiz_moves_the_session(post, learner):
    session = learning_session(learner)
    wanted = {"topic": session.current_context["current_topic"], "session_id": str(session.pk)}
    quiz = post("quiz/generate", {**wanted, "num_questions": 2}).json()
    first, last = quiz["questions"]
    answer(post, first, wrong_index(first), session_id=str(session.pk))
    assert fresh(session).phase == "QUIZZING"
    seen = post("quiz/generate", wanted).json()["questions"]
    assert [set(question) for question in seen] == [
        OPEN_QUESTION | {"correct_option_index", "explanation"},
        OPEN_QUESTION,
    ]

    response = answer(post, last, right_index(last), session_id=str(session.pk), confidence=1)

    session = fresh(session)
    assert response.json()["is_correct"] is True
    assert (session.phase, session.current_context["last_quiz_score"]) == ("ANALYZING", 50)
    assert Attempt.objects.get(quiz_item=last["id"]).confidence == 1


def test_a_question_of_another_quiz_or_session_is_not_there(post, quiz, learner):
    session, other = quizzing_session(learner)
    question = quiz["questions"][0]

    for member, value in (
        ("quiz_id", str(other.pk)),
        ("quiz_id", str(uuid4())),
        ("session_id", str(session.pk)),
        ("session_id", str(uuid4())),
    ):
        assert answer(post, question, 0, **{member: value}).status_code == 404
    assert not Attempt.objects.exists()


def test_practice_has_a_route_of_its_own(post, quiz):
    Quiz.objects.filter(pk=quiz["id"]).update(kind="practice")

    assert_problem(answer(post, quiz["questions"][0], 0), 404, "quiz_item_not_found")
    assert not Attempt.objects.exists()


def test_a_strangers_quiz_is_not_there(stranger, quiz, learner):
    session, of_session = quizzing_session(learner)
    item = of_session.items.first()

    for question_id in (quiz["questions"][0]["id"], str(item.pk), str(item.question_version_id)):
        body = {"question_id": question_id, "student_answer_index": 0}
        for route in ("evaluate", "misconception"):
            response = stranger.post(f"/api/quiz/{route}", body, format="json")
            assert_problem(response, 404, response.json()["code"])
    for body in ({"quiz_id": quiz["id"]}, {"session_id": str(session.pk)}):
        response = stranger.post("/api/analyze/performance", body, format="json")
        assert_problem(response, 404, "not_found")
    body = {**FRICTION, "session_id": str(session.pk)}
    assert_problem(stranger.post("/api/quiz/generate", body, format="json"), 404, "not_found")
    assert not Attempt.objects.exists()


def test_a_guardian_answers_for_a_child_profile_only(curriculum):
    for ward, status in ((make_child_profile(), 200), (make_learner(), 403)):
        guardian = GuardianshipFactory(learner=ward.learner).guardian
        _, quiz = quizzing_session(ward)
        body = {"question_id": str(quiz.items.first().pk), "student_answer_index": 0}

        response = client_of(guardian).post("/api/quiz/evaluate", body, format="json")

        assert response.status_code == status


def test_staff_answer_nobodys_question(quiz):
    staff = client_of(make_learner(is_staff=True))
    body = {"question_id": quiz["questions"][0]["id"], "student_answer_index": 0}

    assert_problem(staff.post("/api/quiz/evaluate", body, format="json"), 403, "forbidden")


@pytest.mark.django_db(transaction=True)
def test_one_question_answered_many_times_at_once_is_one_attempt(curriculum):
    user = make_learner()
    quiz = client_of(user).post("/api/quiz/generate", FRICTION, format="json").json()
    question = quiz["questions"][0]
    body = {"question_id": question["id"], "student_answer_index": right_index(question)}

    def send():
        return client_of(user).post("/api/quiz/evaluate", body, format="json").status_code

    assert sorted(run_together(*[send] * 4)) == [200, 409, 409, 409]
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_questions_answered_at_once_close_the_quiz(curriculum):
    user = make_learner()
    body = {**FRICTION, "num_questions": 3}
    quiz = client_of(user).post("/api/quiz/generate", body, format="json").json()

    def sender(question):
        sent = {"question_id": question["id"], "student_answer_index": right_index(question)}
        return lambda: client_of(user).post("/api/quiz/evaluate", sent, format="json").status_code

    assert run_together(*map(sender, quiz["questions"])) == [200, 200, 200]
    assert Quiz.objects.get().status == "answered"


# -- misconception --------------------------------------------------------------------------------


def analysed(post, question, index, **more):
    body = {"question_id": question["id"], "student_answer_index": index, **more}
    return post("quiz/misconception", body)


def test_an_analysis_comes_after_the_answer(post, quiz):
    question = quiz["questions"][0]

    response = analysed(post, question, wrong_index(question))

    assert_problem(response, 409, "not_answered_yet")


def test_an_analysis_names_the_belief_and_offers_another_question(post, quiz):
    question = next(q for q in quiz["questions"] if item_of(q).key["misconceptions"])
    index = wrong_index(question)
    answer(post, question, index)

    body = analysed(post, question, index).json()

    assert set(body) == MISCONCEPTION_ANALYSIS
    assert body["wrong_option_chosen"] == question["options"][index]
    assert body["underlying_confusion"] == body["inferred_confusion"]
    redemption = body["redemption_question"]
    assert set(redemption) == OPEN_QUESTION
    assert redemption["text"] != question["text"]
    again = analysed(post, question, index).json()
    assert again["redemption_question"] == redemption
    assert answer(post, redemption, right_index(redemption)).json()["is_correct"] is True
    assert Quiz.objects.filter(status="answered").count() == 1


def test_an_answered_redemption_question_shows_its_key(post, quiz):
    question = quiz["questions"][0]
    index = wrong_index(question)
    answer(post, question, index)
    redemption = analysed(post, question, index).json()["redemption_question"]
    right = right_index(redemption)
    answer(post, redemption, right)

    again = analysed(post, question, index).json()["redemption_question"]

    assert (again["id"], again["correct_option_index"]) == (redemption["id"], right)


def test_the_right_option_betrays_nothing(post, quiz):
    question = quiz["questions"][0]
    answer(post, question, right_index(question))

    assert_problem(analysed(post, question, right_index(question)), 400, "nothing_wrong")


def test_an_analysis_of_no_option_is_refused(post, quiz):
    question = quiz["questions"][0]
    answer(post, question, 0)

    assert_problem(analysed(post, question, 4), 400, "unknown_option")


@pytest.mark.django_db(transaction=True)
def test_two_analyses_at_once_make_one_redemption_question(curriculum):
    user = make_learner()
    quiz = client_of(user).post("/api/quiz/generate", FRICTION, format="json").json()
    question = quiz["questions"][0]
    body = {"question_id": question["id"], "student_answer_index": wrong_index(question)}
    client_of(user).post("/api/quiz/evaluate", body, format="json")

    def send():
        response = client_of(user).post("/api/quiz/misconception", body, format="json")
        return response.json()["redemption_question"]

    first, second = run_together(send, send)
    assert first == second
    assert Quiz.objects.count() == 2


# -- performance ----------------------------------------------------------------------------------


def test_the_performance_of_a_session_agrees_with_its_answers(post, learner):
    session = analyzing_session(learner, wrong=2)
    topic = session.current_context["current_topic"]

    body = post("analyze/performance", {"session_id": str(session.pk)}).json()

    assert set(body) == PERFORMANCE
    counts = [
        {name: row[name] for name in ("topic", "attempted", "correct", "accuracy")}
        for row in body["topic_performance"]
    ]
    assert counts == [{"topic": topic, "attempted": 5, "correct": 3, "accuracy": 60}]
    assert len(body["topic_mastery"]) == 12
    assert {
        set(row) == {"topic", "score", "status", "strength", "weakness"}
        for row in body["topic_mastery"]
    } == {True}


def test_the_performance_of_a_quiz_counts_what_is_answered_so_far(post, quiz):
    before = post("analyze/performance", {"quiz_id": quiz["id"]}).json()
    question = quiz["questions"][0]
    answer(post, question, wrong_index(question))

    after = post("analyze/performance", {"quiz_id": quiz["id"]}).json()

    assert set(before) == set(after) == PERFORMANCE
    assert before["topic_performance"] == []
    assert [row["topic"] for row in before["topic_mastery"]] == ["Friction"]
    row = after["topic_performance"][0]
    assert (row["topic"], row["attempted"], row["correct"]) == ("Friction", 1, 0)
    for question in quiz["questions"][1:]:
        assert item_of(question).key["explanation"] not in json.dumps(after)


@pytest.mark.parametrize("members", [(), ("session_id", "quiz_id")])
def test_performance_is_of_one_thing(post, members):
    response = post("analyze/performance", dict.fromkeys(members, str(uuid4())))

    assert_problem(response, 400, "invalid")


@pytest.mark.parametrize("member", ["session_id", "quiz_id"])
def test_the_performance_of_nothing_is_not_there(post, member):
    assert post("analyze/performance", {member: str(uuid4())}).status_code == 404


# -- persistence ----------------------------------------------------------------------------------


def test_nothing_saved_is_null(client, learner):
    response = client.get("/api/quiz/persistence?topic_id=friction")

    assert (response.status_code, response.content) == (200, b"null")


def test_the_latest_saved_quiz_comes_back_as_it_was(client, post, quiz):
    post("quiz/persistence", {"topic_id": "friction", "questions": [{"id": "q1", "mine": True}]})
    saved = post("quiz/persistence", {"topic_id": "friction", "questions": quiz["questions"]})

    found = client.get("/api/quiz/persistence?topic_id=friction")

    assert (saved.status_code, set(saved.json())) == (200, QUIZ)
    assert found.json() == saved.json()
    assert found.json()["questions"] == quiz["questions"]
    assert client.get("/api/quiz/persistence?topic_id=power").content == b"null"


def test_saved_quizzes_are_each_learners_own(stranger, post, learner):
    post("quiz/persistence", {"topic_id": "t", "questions": [{"id": "q1"}]})
    mine = {"topic_id": "t", "questions": [{"id": "q"}], "user_id": str(learner.pk)}

    assert stranger.get("/api/quiz/persistence?topic_id=t").content == b"null"
    asked = stranger.get(f"/api/quiz/persistence?topic_id=t&user_id={learner.pk}")
    assert_problem(asked, 404, "not_found")
    assert_problem(stranger.post("/api/quiz/persistence", mine, format="json"), 404, "not_found")


# -- bad input ------------------------------------------------------------------------------------

BODIES = {
    "quiz/generate": FRICTION,
    "quiz/persistence": {"topic_id": "t", "questions": [{"id": "q"}]},
    "quiz/evaluate": {"question_id": str(uuid4()), "student_answer_index": 0},
    "quiz/misconception": {"question_id": str(uuid4()), "student_answer_index": 0},
    "analyze/performance": {"quiz_id": str(uuid4())},
}


@pytest.mark.parametrize(
    ("route", "name", "value"),
    [
        ("quiz/generate", "topic", "x" * 10_000),
        ("quiz/generate", "topic", 5),
        ("quiz/generate", "num_questions", 0),
        ("quiz/generate", "num_questions", 31),
        ("quiz/generate", "num_questions", "5"),
        ("quiz/generate", "num_questions", True),
        ("quiz/generate", "difficulty", "impossible"),
        ("quiz/generate", "previous_mistakes", "all"),
        ("quiz/generate", "previous_mistakes", [1]),
        ("quiz/generate", "previous_mistakes", ["x"] * 51),
        ("quiz/generate", "context", {"a": 1}),
        ("quiz/generate", "correct_option_index", 1),
        ("quiz/persistence", "topic_id", "%"),
        ("quiz/persistence", "questions", []),
        ("quiz/persistence", "questions", ["q"]),
        ("quiz/persistence", "questions", [{}] * 31),
        ("quiz/evaluate", "question_id", "1"),
        ("quiz/evaluate", "question_id", None),
        ("quiz/evaluate", "student_answer_index", "0"),
        ("quiz/evaluate", "student_answer_index", 1.5),
        ("quiz/evaluate", "student_answer_index", None),
        ("quiz/evaluate", "confidence", 1.1),
        ("quiz/evaluate", "confidence", "high"),
        ("quiz/evaluate", "is_correct", True),
        ("quiz/misconception", "student_answer_index", -1),
        ("quiz/misconception", "quiz", 1),
        ("analyze/performance", "quiz_id", 1),
    ],
)
def test_a_wrong_member_is_named(post, learner, route, name, value):
    response = post(route, {**BODIES[route], name: value})

    assert assert_problem(response, 400, "invalid")["errors"].keys() == {name}
    assert not Quiz.objects.exists()


@pytest.mark.parametrize("words", ["%", "_", "'; drop table quizzes; --", "Astrology", "😀"])
def test_an_unknown_topic_has_no_quiz(post, words):
    problem = assert_problem(post("quiz/generate", {"topic": words}), 400, "unknown_topic")

    assert len(problem["nearest"]) == 3


def test_an_answer_is_an_index_or_words(post, quiz):
    question = {"question_id": quiz["questions"][0]["id"]}

    for more in ({}, {"student_answer_index": 0, "answer": "x"}):
        assert_problem(post("quiz/evaluate", {**question, **more}), 400, "invalid")


def test_saved_questions_are_bounded(post):
    body = {"topic_id": "t", "questions": [{"text": "x" * 64_000}]}

    assert_problem(post("quiz/persistence", body), 413, "free_form_too_large")


# -- what it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_a_quiz_costs_the_same_for_any_length(post, learner, count, django_assert_num_queries):
    with django_assert_num_queries(11):
        post("quiz/generate", {**FRICTION, "num_questions": count})


@pytest.mark.parametrize("wrong", [1, 3])
def test_performance_costs_the_same_for_any_number(post, learner, wrong, django_assert_num_queries):
    session = analyzing_session(learner, wrong=wrong)

    with django_assert_num_queries(4):  # who, the session, its topics, its answers
        post("analyze/performance", {"session_id": str(session.pk)})
