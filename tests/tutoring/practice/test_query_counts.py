"""How many queries practice may cost, literally, whatever there is already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutoring.practice.calls import attempt, fetch, fetched, right_text, wrong_text
from tutoring.models import SessionTotal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
AUTHENTICATION = 1
TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
# An entry of the history is one statement on PostgreSQL, two on SQLite.
ENTRY = {"postgresql": 1, "sqlite": 2}[connection.vendor]
# The learner's exam; the session with its chat and entry; the set's own entry once more (on
# SQLite the one that found no session is a statement shorter).
MADE = 5


def statements(call):
    with CaptureQueriesContext(connection) as captured:
        response = call()
    assert response.status_code in {200, 201}, response.json()
    queries = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in queries if not sql.startswith(TRANSACTION_CONTROL)]


@pytest.mark.parametrize("sets", [1, 6])
def test_a_fetch_is_at_most_six_queries_with_its_history_entry(client, learner, sets):
    for _ in range(sets):
        for question in fetched(client, learner)["questions"]:
            attempt(client, learner, question)

    # met, candidates, entry (it finds the session), quiz, items
    assert len(statements(lambda: fetch(client, learner))) == AUTHENTICATION + 4 + ENTRY <= 7


def test_the_first_fetch_makes_the_session_as_well(client, learner):
    made = statements(lambda: fetch(client, learner))

    assert len(made) == AUTHENTICATION + 4 + ENTRY + MADE, "\n".join(made)


@pytest.mark.parametrize("answers", [1, 11])
def test_a_summary_is_two_queries(client, learner, answers):
    questions = fetched(client, learner, limit=answers)
    for question in questions["questions"]:
        attempt(client, learner, question)

    path = f"/api/sessions/{questions['session_id']}/summary"
    assert len(statements(lambda: client.get(path))) == AUTHENTICATION + 2


def test_a_summary_reads_no_attempt(client, learner):
    session_id = fetched(client, learner)["session_id"]
    SessionTotal.objects.create(
        session_id=session_id, subject="Physics", topic="Kinematics", attempted=10**5, correct=1
    )

    path = f"/api/sessions/{session_id}/summary"
    queries = statements(lambda: client.get(path))

    assert not [sql for sql in queries if '"attempts"' in sql]
    assert client.get(path).json()["questions_attempted"] == 10**5


@pytest.mark.parametrize("answers", [1, 11])
def test_progress_is_a_fixed_number_of_queries(client, learner, answers):
    for question in fetched(client, learner, limit=answers)["questions"]:
        attempt(client, learner, question)

    queries = statements(lambda: client.get(f"/api/progress/{learner.pk}"))
    assert len(queries) <= AUTHENTICATION + 6


@pytest.mark.parametrize("path", ["topics", "subtopics"])
def test_topics_are_one_query(client, path):
    call = lambda: client.get(f"/api/questions/{path}", {"subject": "Physics"})  # noqa: E731
    assert len(statements(call)) == AUTHENTICATION + 1


def test_an_attempt_is_at_most_five_statements_from_the_first_on(
    client, learner, django_capture_on_commit_callbacks
):
    counts = []
    for number, question in enumerate(fetched(client, learner, limit=9)["questions"]):
        chosen = right_text(question) if number % 3 else wrong_text(question)

        def answer(row=question, selected=chosen):
            with django_capture_on_commit_callbacks(execute=True):
                return attempt(client, learner, row, selected=selected)

        counts.append(len(statements(answer)) - AUTHENTICATION)

    # The first makes the rows of totals and mastery, the last closes the set: it is all one.
    # One of them looks ahead at what a text may take to judge.
    assert set(counts) == {5}
