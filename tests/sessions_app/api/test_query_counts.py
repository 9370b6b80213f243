"""How many queries a request may cost, literally."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions_app.services.chat import post_message
from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db
AUTHENTICATION = 1
TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
SAVE = {"context_data": {"current_topic": "x"}, "phase": "INTAKE"}


def statements(captured):
    """The captured queries without transaction control."""
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(TRANSACTION_CONTROL)
    ]


def test_state_is_one_query(client, session, django_assert_num_queries):
    with django_assert_num_queries(AUTHENTICATION + 1):
        client.get(f"/api/session/{session.pk}/state")


@pytest.mark.parametrize("path", ["save", "unchanged"])
def test_save_is_at_most_three_queries(client, session, path):
    body = SAVE if path == "save" else {**SAVE, "context_data": {}}

    with CaptureQueriesContext(connection) as captured:
        client.post(f"/api/session/{session.pk}/save", body, format="json")

    assert len(statements(captured)) <= AUTHENTICATION + (3 if path == "save" else 1)


def test_a_key_costs_at_most_two_queries_more(client, session):
    counts = []
    for headers, topic in (({}, "a"), ({"idempotency-key": "k"}, "b")):
        body = {**SAVE, "context_data": {"current_topic": topic}}
        with CaptureQueriesContext(connection) as captured:
            client.post(f"/api/session/{session.pk}/save", body, format="json", headers=headers)
        counts.append(len(statements(captured)))

    assert counts[1] <= counts[0] + 2


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number(client, learner, django_assert_num_queries, rows):
    for number in range(rows):
        StudySessionFactory(user=learner, name=f"{number}")

    with django_assert_num_queries(AUTHENTICATION + 2):  # the page, the total
        client.get("/api/sessions/")
    with django_assert_num_queries(AUTHENTICATION + 1):
        client.get("/api/sessions/?limit=50")


def test_list_of_a_hundred_costs_the_same(client, learner, django_assert_num_queries):
    for number in range(100):
        StudySessionFactory(user=learner, name=f"{number}")

    with django_assert_num_queries(AUTHENTICATION + 2):
        response = client.get("/api/sessions/?per_page=100")

    assert len(response.json()["sessions"]) == 100


def test_retrieve_costs_the_same_for_any_number_of_messages(
    client, session, django_assert_num_queries
):
    for number in range(3):
        post_message(session=session, role="user", content=f"{number}")

    with django_assert_num_queries(AUTHENTICATION + 4):
        client.get(f"/api/sessions/{session.pk}")


@pytest.mark.parametrize("name", ["history", "messages"])
def test_history_and_messages_cost_two(client, session, django_assert_num_queries, name):
    with django_assert_num_queries(AUTHENTICATION + 2):
        client.get(f"/api/sessions/{session.pk}/{name}")
