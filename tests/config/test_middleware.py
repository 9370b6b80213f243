"""Request ids, the request's log line, and slashes."""

import logging
import re

import pytest
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.factories import StudySessionFactory, make_learner


@pytest.fixture
def request_lines(caplog):
    """The event of each request's log line."""
    caplog.set_level(logging.INFO, logger="mentor.request")
    return lambda: [record.msg for record in caplog.records if record.name == "mentor.request"]


@pytest.mark.parametrize("given", ["abc", "A-1_b.c", "x" * 64])
def test_a_sane_request_id_is_kept(client, given):
    response = client.get("/api/nothing", headers={"x-request-id": given})

    assert (response["X-Request-Id"], response.json()["request_id"]) == (given, given)


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\nb: c", "é", "<script>", '"', None])
def test_any_other_request_id_is_replaced(client, given):
    headers = {} if given is None else {"x-request-id": given}

    made = client.get("/livez", headers=headers)["X-Request-Id"]

    assert re.fullmatch("[0-9a-f]{32}", made)


@pytest.mark.django_db
def test_the_log_line_names_ids_and_no_secrets(request_lines):
    user = make_learner(email="secret@example.org")
    session = StudySessionFactory(user=user)
    token = issue_access_token(user)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    client.get(f"/api/session/{session.pk}/state?ticket=secret", headers={"x-request-id": "r7"})

    line = request_lines()[-1]
    assert {name: line[name] for name in ("method", "path", "status", "request_id")} == {
        "method": "GET",
        "path": f"/api/session/{session.pk}/state/",
        "status": 200,
        "request_id": "r7",
    }
    assert (line["user_id"], line["session_id"]) == (str(user.pk), str(session.pk))
    assert isinstance(line["duration_ms"], int)
    for secret in ("secret", token):
        assert secret not in str(line)


@pytest.mark.django_db
def test_a_token_in_the_path_is_not_logged(client, request_lines):
    client.post("/api/guardians/invitations/very-secret-token/accept")

    assert request_lines()[-1]["path"] == "/api/guardians/invitations/.../accept/"


def test_each_request_has_its_own_context(client, request_lines):
    client.get("/api/sessions/01900000-0000-7000-8000-000000000001/nothing")
    client.get("/livez")

    first, second = request_lines()
    assert first["session_id"] == "01900000-0000-7000-8000-000000000001"
    assert "session_id" not in second
    assert first["request_id"] != second["request_id"]


def test_slashes_are_added_under_api_alone(client, request_lines):
    client.get("/api/nothing")
    client.get("/livez")

    assert [line["path"] for line in request_lines()] == ["/api/nothing/", "/livez"]
