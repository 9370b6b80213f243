"""What holds for every route under /api/, whoever adds it."""

import pytest
from rest_framework.test import APIClient

from accounts.ids import uuid7
from accounts.tokens import issue_access_token
from tests.config.api_routes import MUTATING, api_handlers
from tests.factories import StudySessionFactory, make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db
HANDLERS = api_handlers()
# No user yet whose key it could be (the contract says so).
WITHOUT_KEY = {
    "POST /api/auth/signup/",
    "POST /api/auth/login/",
    "POST /api/auth/refresh/",
    "POST /api/auth/logout/",
}
PUBLIC = {*WITHOUT_KEY, "GET /api/schema/", "GET /api/docs/"}
PROTECTED = [handler for handler in HANDLERS if str(handler) not in PUBLIC]


@pytest.fixture
def client():
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(make_learner())}")
    return client


def test_the_routes_of_sessions_are_these():
    here = {
        str(handler).replace("/api/session", "")
        for handler in HANDLERS
        if "/session" in handler.route
    }

    one = "s/<uuid:session_id>"
    verbs = ("complete", "end", "pause", "resume", "archive", "restore")
    assert here >= {
        "POST /start/",
        "GET /<uuid:session_id>/state/",
        "POST /<uuid:session_id>/save/",
        "GET s/",
        "POST s/",
        "POST s/initialize/",
        "GET s/active/",
        "POST s/recover/",
        *(f"{method} {one}/" for method in ("GET", "PUT", "PATCH")),
        *(f"POST {one}/{name}/" for name in (*verbs, "actions", "activity", "messages")),
        *(f"GET {one}/{name}/" for name in ("history", "messages")),
        f"POST {one}/link-mission/<uuid:mission_id>/",
    }


@pytest.mark.parametrize("handler", [h for h in HANDLERS if h.method in MUTATING], ids=str)
def test_every_mutating_handler_takes_a_key_or_says_why_not(handler):
    is_idempotent = getattr(handler.function, "is_idempotent", False)
    reason = getattr(handler.function, "not_idempotent_because", "")

    assert is_idempotent or reason or str(handler) in WITHOUT_KEY


@pytest.mark.parametrize("handler", PROTECTED, ids=str)
def test_every_route_asks_who_is_there(handler):
    response = getattr(APIClient(), handler.method)(handler.path, {}, format="json")

    assert_problem(response, 401, "unauthorized")


@pytest.mark.parametrize("handler", [h for h in PROTECTED if "<uuid:" in h.route], ids=str)
def test_every_route_with_an_id_finds_nothing_under_an_unknown_one(client, handler):
    bodies: dict = {
        "save": {"context_data": {}, "phase": "INTAKE"},
        "actions": {"action": "complete"},
        "answer": {"answer_index": 0},
        "veto": {"veto": "not_now"},
    }
    last = [part for part in handler.route.split("/") if part and "<" not in part][-1]
    body = bodies.get(last, {})
    asked = {"sessions": f"{uuid7()},{uuid7()}"} if last == "compare" else None
    if "messages" in handler.path:
        body = {"content": "hi"}
    if "children" in handler.path:
        body = {"name": "Asha"}

    response = getattr(client, handler.method)(
        handler.path, asked if handler.method == "get" else body, format="json"
    )

    assert_problem(response, 404, response.json()["code"])


@pytest.mark.parametrize("handler", HANDLERS, ids=str)
def test_the_trailing_slash_is_optional(handler):
    client = APIClient()
    call = getattr(client, handler.method)

    with_slash = call(handler.path, {}, format="json")
    without = call(handler.path.rstrip("/"), {}, format="json")

    assert without.status_code == with_slash.status_code != 301


def test_the_trailing_slash_is_optional_for_posts_that_write(client):
    for path in ("/api/session/start", "/api/session/start/", "/api/sessions", "/api/sessions/"):
        assert client.post(path, {}, format="json").status_code in {200, 201}


def test_literal_routes_win_over_ids(client):
    assert client.get("/api/sessions/active").status_code == 200
    assert client.post("/api/sessions/recover").status_code == 201


@pytest.mark.parametrize(
    "path", ["/api/", "/api/nothing", "/api/sessions/x/y/z", "/api/session", "/api//", "/api/v1/é"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_path_is_a_problem_document(path, method):
    assert_problem(getattr(APIClient(), method)(path), 404, "not_found")


def test_a_wrong_method_says_which_are_right(client):
    session = StudySessionFactory()

    response = client.get(f"/api/sessions/{session.pk}/pause")

    assert_problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "POST, OPTIONS"


def test_an_answer_of_no_known_kind_is_refused(client):
    response = client.get("/api/sessions/", headers={"accept": "application/xml"})

    assert_problem(response, 406, "not_acceptable")
