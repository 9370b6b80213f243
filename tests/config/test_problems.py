"""Errors at the edge: one shape, the right status, nothing leaked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts import errors
from config import error_views
from config.problems import PROBLEM, STATUS_OF
from sessions_app.encryption import UndecryptableField

ROOT = Path(__file__).resolve().parent.parent.parent
STATUSES = {
    "RuleViolation": 400,
    "Unauthenticated": 401,
    "NotAllowed": 403,
    "NotVisible": 404,
    "Conflict": 409,
    "Spent": 410,
    "BodyTooLarge": 413,
    "UnsupportedMedia": 415,
    "Unprocessable": 422,
    "TooManyRequests": 429,
    "Unavailable": 503,
}


def answer_to(error: Exception) -> Response:
    """Return what the API answers when a view raises."""

    class View(APIView):
        authentication_classes = permission_classes = ()

        def get(self, request):
            raise error

    request = APIRequestFactory().get("/api/x/")
    request.request_id = "r1"
    return View.as_view()(request).render()


def test_every_kind_has_its_status():
    assert {kind.__name__: status for kind, status in STATUS_OF.items()} == STATUSES


@pytest.mark.parametrize("kind", STATUS_OF, ids=lambda kind: kind.__name__)
def test_a_domain_error_becomes_its_status_with_code_and_extra_members(kind):
    retry = {"retry_after": 7} if kind is errors.TooManyRequests else {}

    response = answer_to(kind("Because.", hint=1, **retry))

    status = STATUSES[kind.__name__]
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert json.loads(response.content) == {
        "type": f"/problems/{kind.code}",
        "title": response.reason_phrase,
        "status": status,
        "detail": "Not found." if status == 404 else "Because.",
        "code": kind.code,
        "request_id": "r1",
        "hint": 1,
    }
    assert response.get("Retry-After") == {429: "7", 503: "2"}.get(status)
    assert response.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ModelValidationError({"name": ["too long"]}), 400, "invalid"),
        (Http404("secret table"), 404, "not_found"),
        (PermissionDenied("Not yours."), 403, "forbidden"),
        (OperationalError("secret host"), 503, "store_away"),
        (InterfaceError("secret host"), 503, "store_away"),
        (UndecryptableField("No key"), 503, "encryption_key_missing"),
    ],
)
def test_other_errors_become_problems_without_their_secrets(error, status, code):
    response = answer_to(error)

    body = json.loads(response.content)
    assert (response.status_code, body["code"], body["request_id"]) == (status, code, "r1")
    assert "secret" not in response.content.decode()
    assert response.has_header("Retry-After") is (status == 503)


def test_field_errors_are_named():
    response = answer_to(ModelValidationError({"name": ["too long"]}))

    assert json.loads(response.content)["errors"] == {"name": ["too long"]}


def test_an_unforeseen_error_surfaces():
    with pytest.raises(ZeroDivisionError):
        answer_to(ZeroDivisionError())


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("x"), 503), (ZeroDivisionError("secret"), 500)]
)
@pytest.mark.parametrize("path", ["/api/x/", "/study/x/"])
def test_what_breaks_outside_a_view_is_a_problem_or_a_page(rf, path, error, status):
    request = rf.get(path)
    request.request_id = "r1"
    try:
        raise error
    except type(error):
        response = error_views.server_error(request)

    assert response.status_code == status
    assert "secret" not in response.content.decode()
    assert response.has_header("Retry-After") is (status == 503)
    is_problem = response["Content-Type"] == PROBLEM
    assert is_problem is path.startswith("/api/")


@pytest.mark.parametrize("view", ["bad_request", "forbidden", "not_found"])
def test_refusals_before_a_view_are_problems_under_api(rf, view):
    response = getattr(error_views, view)(rf.get("/api/x/"), SuspiciousOperation("secret"))

    assert response["Content-Type"] == PROBLEM
    assert "secret" not in response.content.decode()


ASK = """
import json, sys, django
django.setup()
from uuid import uuid4
from django.test import Client
from accounts.models import User
from accounts.tokens import issue_access_token
token = issue_access_token(User(id=uuid4(), email="a@example.org"))
client = Client(raise_request_exception=False)
headers = {"authorization": f"Bearer {token}"}
answers = {}
for method, path in json.loads(sys.argv[1]):
    response = getattr(client, method)(
        path, **({"content_type": "application/json", "data": "{}"} if method == "post" else {}),
        headers=headers,
    )
    try:
        body = json.loads(response.content)
    except ValueError:
        body = None
    answers[path] = [response.status_code, response.get("Retry-After"), body]
print(json.dumps(answers))
"""


def test_with_the_database_away_every_answer_is_a_quick_503():
    """A port that nobody listens on stands for PostgreSQL that is down."""
    some_id = "01900000-0000-7000-8000-000000000001"
    calls = [
        ("get", "/livez"),
        ("get", "/readyz"),
        ("get", f"/api/session/{some_id}/state"),
        ("post", f"/api/session/{some_id}/save"),
        ("post", "/api/session/start"),
        ("post", "/api/auth/refresh"),
        ("get", "/api/nothing"),
    ]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    }

    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(calls)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    answers = json.loads(done.stdout.splitlines()[-1])
    assert answers.pop("/livez") == [200, None, {"status": "ok"}]
    assert answers.pop("/api/nothing")[0] == 404
    status, _, body = answers.pop("/readyz")
    assert (status, body["status"], body["database"]) == (503, "unavailable", "OperationalError")
    refresh = answers.pop("/api/auth/refresh")
    assert refresh[0] in {400, 503}  # an empty body is refused before the store is asked
    for status, retry_after, body in answers.values():
        assert (status, retry_after, body["code"]) == (503, "2", "store_away")
