"""What every refusal of the API looks like."""

from http import HTTPStatus

MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}


def assert_problem(response, status: int, code: str, **extra) -> dict:
    """Check a problem document (RFC 9457) and its extra members; return its body."""
    body = response.json()
    assert (response.status_code, body.get("code")) == (status, code), body
    assert response["Content-Type"] == "application/problem+json"
    assert body.keys() >= MEMBERS
    assert body["type"] == f"/problems/{code}"
    assert (body["status"], body["title"]) == (status, HTTPStatus(status).phrase)
    assert isinstance(body["detail"], str)
    assert body["request_id"] == response["X-Request-Id"]
    assert {name: body.get(name) for name in extra} == extra
    return body
