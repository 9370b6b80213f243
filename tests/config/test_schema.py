"""The OpenAPI document: complete, without warnings, its examples real."""

import json
import os
import re

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.config.api_routes import MUTATING, api_handlers
from tests.factories import StudySessionFactory, make_learner


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_document_is_valid_and_builds_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", os.devnull)


def test_the_document_has_every_route(document):
    documented = {(method, path.strip("/")) for method, path, _ in operations(document)}
    routes = {
        (handler.method, _in_braces(handler.route))
        for handler in api_handlers()
        if handler.route not in {"api/schema/", "api/docs/"}
    }

    assert documented == routes


def _in_braces(route: str) -> str:
    return re.sub(r"<\w+:(\w+)>", r"{\1}", route).strip("/")


def test_every_operation_says_what_it_does(document):
    silent = [
        f"{method} {path}"
        for method, path, operation in operations(document)
        if not operation.get("summary") and not operation.get("description")
    ]

    assert silent == []


def test_every_operation_can_answer_a_problem(document):
    for method, path, operation in operations(document):
        contents = [response.get("content", {}) for response in operation["responses"].values()]
        assert any("application/problem+json" in content for content in contents), (method, path)


def test_the_key_stands_where_it_is_taken(document):
    handlers = {
        (handler.method, _in_braces(handler.route)): handler.function for handler in api_handlers()
    }
    for method, path, operation in operations(document):
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        takes_key = method in MUTATING and getattr(
            handlers[method, path.strip("/")], "is_idempotent", False
        )
        assert ("Idempotency-Key" in names) is takes_key, (method, path)


def examples(content):
    found = content.get("application/json", {}).get("examples", {})
    return [example["value"] for example in found.values()]


@pytest.mark.django_db
def test_the_examples_of_session_routes_are_real(document):
    learner = make_learner()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(learner)}")
    tried = 0
    for method, path, operation in operations(document):
        requests = examples(operation.get("requestBody", {}).get("content", {}))
        if "/api/session" not in path or not requests:
            continue
        session = StudySessionFactory(user=learner)
        response = client.generic(
            method.upper(),
            path.format(session_id=session.pk),
            json.dumps(requests[0]),
            content_type="application/json",
        )
        assert response.status_code in {200, 201}, (method, path, response.json())
        answers = examples(operation["responses"][str(response.status_code)].get("content", {}))
        for answer in answers:
            assert answer.keys() == response.json().keys(), (method, path)
        tried += 1
    assert tried >= 4


@pytest.mark.django_db
def test_the_document_and_its_reader_are_served(client):
    schema = client.get("/api/schema/")
    docs = client.get("/api/docs/")

    assert (schema.status_code, docs.status_code) == (200, 200)
    assert schema.content.startswith(b"openapi: 3")
