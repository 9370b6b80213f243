"""Words of a model about answers: asked once, after the answer is safe, kept, never on a page."""

import time
from functools import partial

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.concurrency import run_together
from tests.tutoring.agents_model import provider as fake
from tests.tutoring.agents_model.test_faults import FAILURES
from tests.tutoring.factories import (
    analyzing_session,
    fresh,
    learning_session,
    quizzing_session,
    wrong_option,
)
from tutoring.models import AnswerAnalysis, Attempt, QuizReport
from tutoring.selectors.pages import analysis_view, lesson_view, summary_view
from tutoring.selectors.progress import next_topic_among, topics_of
from tutoring.selectors.questions_shown import question_view
from tutoring.services.answers import answer_item
from tutoring.services.stored_analyses import analyse_attempt
from tutoring.services.topics import start_topic

pytestmark = pytest.mark.usefixtures("choices_only")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something and what follows its commit, as a request does."""

    def call(act):
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return call


def answer_wrongly(session, quiz, position=1) -> Attempt:
    item = quiz.items.get(position=position)
    return answer_item(session_id=session.pk, item_id=item.pk, answer=wrong_option(item))


def entries(session, action):
    return list(session.agent_history.filter(action=action))


@pytest.mark.django_db
def test_a_wrong_answer_is_analysed_after_its_commit(curriculum, provider, committed):
    session, quiz = quizzing_session()

    attempt = committed(lambda: answer_wrongly(session, quiz))

    row = AnswerAnalysis.objects.get(attempt=attempt)
    assert (row.made_by, row.content["made"]["model"]) == ("model", "fake")
    (entry,) = entries(session, "analyse_answer")
    (turn,) = entry.metadata["turns"]
    assert (turn["role"], turn["agent"], turn["input_tokens"]) == ("misconception", "model", 100)
    asked = len(provider.log)
    assert question_view(fresh(session), 1).feedback.made == "Made by fake."
    assert len(provider.log) == asked


@pytest.mark.django_db
@pytest.mark.parametrize("fault", fake.FAULTS)
def test_no_fault_of_the_model_loses_an_answer(fault, curriculum, provider, settings, committed):
    session, quiz = quizzing_session()
    settings.MODEL_DEADLINE_SECONDS = 1.0 if FAILURES[fault] == "timeout" else 5.0
    provider.reply = fake.FAULTS[fault]
    started = time.monotonic()

    attempt = committed(lambda: answer_wrongly(session, quiz))

    assert time.monotonic() - started < settings.MODEL_DEADLINE_SECONDS + 8  # a hang lasts for ever
    assert Attempt.objects.get() == attempt
    feedback = question_view(fresh(session), 1).feedback
    assert feedback.analysis.explanation == attempt.misconception.correction
    assert FAILURES[fault] in feedback.made
    assert AnswerAnalysis.objects.get().made_by == "builtin"


@pytest.mark.django_db
def test_pages_ask_no_model(curriculum, provider, committed):
    session = committed(lambda: analyzing_session(wrong=5))
    asked = len(provider.log)

    view, summary = analysis_view(session), summary_view(session)

    assert len(provider.log) == asked
    assert view.made == "Made by fake."
    assert "begins to sit" in view.performance.summary
    assert {mistake.made for mistake in view.mistakes} == {"Made by fake."}
    assert summary.total == 5


@pytest.mark.django_db
def test_closing_a_quiz_has_one_report_with_its_turns(curriculum, provider, committed):
    session = committed(lambda: analyzing_session(wrong=1))

    assert QuizReport.objects.get().made_by == "model"
    (entry,) = entries(session, "report_on_quiz")
    assert entry.metadata["turns"][0]["role"] == "evaluator"


@pytest.mark.django_db
def test_a_report_whose_figures_moved_on_is_not_told(curriculum, provider, committed):
    session = committed(lambda: analyzing_session(wrong=1))
    topic = topics_of(session)[0]
    topic.mastery_score += 1
    topic.save()

    view = analysis_view(session)

    assert (view.made, "begins to sit" in view.performance.summary) == ("", False)


@pytest.mark.django_db
def test_a_lesson_is_explained_when_it_is_opened_and_shown_as_explained(curriculum, provider):
    provider.reply = retelling
    session = learning_session()
    asked = len(provider.log)

    view = lesson_view(session)

    assert view.lesson.intuition.endswith("Retold.")
    assert view.made == "Made by fake."
    assert len(provider.log) == asked


def retelling(request: fake.FakeRequest) -> None:
    """Answer validly; a lesson's intuition ends on a word of its own."""
    words = fake.VALID[request.schema](request.data)
    if request.schema == "LessonWords":
        words["intuition"] += " Retold."
    fake.saying(words)(request)


@pytest.mark.django_db
def test_opening_the_open_topic_again_asks_nobody(curriculum, provider):
    session = learning_session()
    topic = next_topic_among(topics_of(session))
    asked = len(provider.log)

    start_topic(session_id=session.pk, topic_id=topic.pk)

    assert len(provider.log) == asked


@pytest.mark.django_db
def test_a_lesson_by_the_builtin_says_why(curriculum, provider):
    provider.reply = fake.failing(401)

    view = lesson_view(learning_session())

    assert "refused" in view.made


@pytest.mark.django_db(transaction=True)
def test_of_twenty_one_asks_and_one_is_kept(curriculum, provider, settings):
    settings.AGENTS = {}
    session, quiz = quizzing_session()
    attempt = answer_wrongly(session, quiz)
    settings.AGENTS = {"misconception": "model"}

    results = run_together(*[partial(analyse_attempt, attempt_id=attempt.pk)] * 20)

    assert {row.pk for row in results} == {AnswerAnalysis.objects.get().pk}
    assert len(provider.log) == 1
    assert AnswerAnalysis.objects.get().made_by == "model"
    assert len(entries(session, "analyse_answer")) == 1


@pytest.mark.django_db(transaction=True)
def test_builtin_agents_leave_nothing_to_keep(curriculum):
    session, quiz = quizzing_session()

    answer_wrongly(session, quiz)

    assert not AnswerAnalysis.objects.exists()
    assert entries(session, "analyse_answer") == []


@pytest.mark.django_db
def test_pages_say_who_wrote_the_words(client, curriculum, provider, committed):
    session = learning_session()
    client.force_login(session.user)
    lesson = client.get(reverse("study:lesson", args=[session.pk])).content.decode()
    other = committed(lambda: analyzing_session(wrong=5))
    client.force_login(other.user)
    analysis = client.get(reverse("study:analysis", args=[other.pk])).content.decode()

    assert lesson.count("Made by fake.") == 1
    assert analysis.count("Made by fake.") == 6


# -- over the API ---------------------------------------------------------------------------------


@pytest.fixture
def post():
    def call(user, path, body):
        client = APIClient()
        client.force_authenticate(user)
        return client.post(f"/api/{path}", body, format="json").json()

    return call


@pytest.mark.django_db
def test_the_report_of_a_quiz_is_asked_for_once(curriculum, provider, committed, post):
    session = committed(lambda: analyzing_session(wrong=1))
    body = {"quiz_id": str(session.quizzes.get().pk)}
    asked = len(provider.log)

    first = post(session.user, "analyze/performance", body)

    assert "begins to sit" in first["summary"]
    assert post(session.user, "analyze/performance", body) == first
    assert len(provider.log) == asked
    assert len(entries(session, "report_on_quiz")) == 1


@pytest.mark.django_db
def test_a_sessions_analysis_says_what_it_took(curriculum, provider, committed, post):
    session = committed(lambda: analyzing_session(wrong=1))

    post(session.user, "analyze/performance", {"session_id": str(session.pk)})

    (entry,) = entries(session, "analyse_performance")
    assert entry.metadata["turns"][0]["role"] == "evaluator"


@pytest.mark.django_db
def test_an_answers_analysis_is_asked_for_once(curriculum, provider, committed, post):
    session, quiz = quizzing_session()
    attempt = committed(lambda: answer_wrongly(session, quiz))
    item = attempt.quiz_item
    place = [option["id"] for option in item.shown["options"]].index(attempt.answer)
    body = {"question_id": str(item.pk), "student_answer_index": place}
    asked = len(provider.log)

    first = post(session.user, "quiz/misconception", body)

    assert first["inferred_confusion"] == attempt.misconception.confusion
    assert post(session.user, "quiz/misconception", body) == first
    assert len(provider.log) == asked
