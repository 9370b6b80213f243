"""Errors at the edge: every one is a problem document (RFC 9457).

The domain raises ``accounts.errors`` kinds; here, and only here, they become HTTP statuses.
"""

from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler, set_rollback

from accounts import errors
from sessions_app.encryption import UndecryptableField

log = structlog.get_logger("mentor.problem")
PROBLEM = "application/problem+json"
RETRY_AFTER_SECONDS = 2
STORE_AWAY = (OperationalError, InterfaceError)
STATUS_OF: dict[type[errors.DomainError], int] = {
    errors.RuleViolation: 400,
    errors.Unauthenticated: 401,
    errors.NotAllowed: 403,
    errors.NotVisible: 404,
    errors.Conflict: 409,
    errors.Spent: 410,
    errors.BodyTooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.Unprocessable: 422,
    errors.TooManyRequests: 429,
    errors.Unavailable: 503,
}
NOT_FOUND = "Not found."


def status_of(error: errors.DomainError) -> int:
    """Return the HTTP status of a domain error."""
    return next((code for kind, code in STATUS_OF.items() if isinstance(error, kind)), 400)


def problem_body(
    status: int, code: str, detail: str, request: HttpRequest | None, **extra: Any
) -> dict[str, Any]:
    """Return the members of a problem document."""
    return {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "request_id": getattr(request, "request_id", None),
        **extra,
    }


def problem_response(
    request: HttpRequest, status: int, detail: str, code: str | None = None, **extra: Any
) -> JsonResponse:
    """Answer a problem outside DRF: middleware, resolver, server errors."""
    code = code or HTTPStatus(status).name.lower()
    body = problem_body(status, code, detail, request, **extra)
    return JsonResponse(body, status=status, content_type=PROBLEM)


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None lets an unforeseen error surface as a 500."""
    if isinstance(exc, ModelValidationError):
        exc = ValidationError(as_serializer_error(exc))
    if isinstance(exc, errors.DomainError):
        set_rollback()
        response = _domain_response(exc, context)
    elif isinstance(exc, STORE_AWAY):
        set_rollback()
        response = _store_away_response(exc, context)
    elif isinstance(exc, UndecryptableField):
        set_rollback()
        response = _key_missing_response(exc, context)
    else:
        response = _framework_response(exc, context)
    if response is not None:
        _set_content_type(response, context["request"])
    return response


def _domain_response(exc: errors.DomainError, context: dict[str, Any]) -> Response:
    status = status_of(exc)
    detail = NOT_FOUND if status == 404 else str(exc)
    body = problem_body(status, exc.code, detail, _django_request(context), **exc.extra)
    response = Response(body, status=status)
    if isinstance(exc, errors.TooManyRequests):
        response["Retry-After"] = str(exc.retry_after)
    if isinstance(exc, errors.Unavailable):
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(exc, errors.Unauthenticated):
        response["WWW-Authenticate"] = "Bearer"
    return response


def _store_away_response(exc: Exception, context: dict[str, Any]) -> Response:
    log.error("store away", error=type(exc).__name__)
    detail = "The store is away for a moment. Nothing was saved; try again."
    body = problem_body(503, "store_away", detail, _django_request(context))
    return Response(body, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _key_missing_response(exc: Exception, context: dict[str, Any]) -> Response:
    """A stored field whose encryption key was taken away: whoever runs the service can help."""
    log.error("key missing", error=str(exc))
    detail = "A stored field cannot be read: its encryption key is missing on the server."
    body = problem_body(503, "encryption_key_missing", detail, _django_request(context))
    return Response(body, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _framework_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    response = exception_handler(exc, context)
    if response is None:
        return None
    status = response.status_code
    code, extra = HTTPStatus(status).name.lower(), {}
    if isinstance(exc, ValidationError):
        code, detail = "invalid", "Some fields are not valid."
        extra = {"errors": response.data}
    else:
        detail = NOT_FOUND if status == 404 else str(response.data.get("detail", exc))
    response.data = problem_body(status, code, detail, _django_request(context), **extra)
    return response


def _set_content_type(response: Response, request: Any) -> None:
    """The browsable API keeps HTML; everybody else gets the problem media type."""
    renderer = getattr(request, "accepted_renderer", None)
    if renderer is None or renderer.format == "json":
        response.content_type = PROBLEM


def _django_request(context: dict[str, Any]) -> HttpRequest | None:
    request = context.get("request")
    return getattr(request, "_request", request)
