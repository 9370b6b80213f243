"""The API in a browser: the same answers and errors as pages, with forms that work."""

import html
import json
import re

import pytest
from rest_framework.test import APIClient

from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db
PATHS = [
    "/api/session/{}/state",
    "/api/sessions/",
    "/api/sessions/?limit=5",
    "/api/sessions/active",
    "/api/sessions/{}",
    "/api/sessions/{}/history",
    "/api/sessions/{}/messages",
]
FORM_PATHS = {
    "/api/sessions/": ("post", 201),
    "/api/sessions/{}/messages": ("post", 400),  # its content is for the caller to say
    "/api/sessions/{}": ("put", 200),
}


@pytest.fixture
def browser(learner):
    client = APIClient()
    client.force_login(learner)
    client.credentials(HTTP_ACCEPT="text/html")
    return client


@pytest.mark.parametrize("path", PATHS)
def test_every_get_route_is_a_page(browser, session, path):
    response = browser.get(path.format(session.pk))

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert '<div class="page-header">' in response.content.decode()


def test_errors_are_pages_too(browser, session):
    unknown = browser.get(f"/api/sessions/{StudySessionFactory().pk}")
    not_allowed = browser.get(f"/api/sessions/{session.pk}/pause")
    nobody = APIClient().get("/api/sessions/", headers={"accept": "text/html"})

    answers = (unknown, not_allowed, nobody)
    assert [answer.status_code for answer in answers] == [404, 405, 401]
    for answer in answers:
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        assert "request_id" in answer.content.decode()


def raw_forms(page):
    """The JSON that the page's raw data forms offer to send."""
    areas = re.findall(r"<textarea[^>]*name=\"_content\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return [html.unescape(area).strip() for area in areas]


@pytest.mark.parametrize("path", FORM_PATHS)
def test_what_a_form_offers_is_understood(browser, client, session, path):
    method, expected = FORM_PATHS[path]
    forms = raw_forms(browser.get(path.format(session.pk)).content.decode())
    assert forms

    for form in forms:
        body = json.loads(form or "{}")
        response = getattr(client, method)(path.format(session.pk), body, format="json")
        assert response.status_code == expected, (body, response.json())


@pytest.mark.parametrize("name", ["state", "history", "messages", "actions", "pause", "recover"])
def test_every_action_is_described(learner, session, name, client_of):
    kind = "session" if name == "state" else "sessions"
    path = f"/api/{kind}/{session.pk}/{name}" if name != "recover" else "/api/sessions/recover"

    options = client_of(learner).options(path).json()

    assert options["description"]
