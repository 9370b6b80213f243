"""What happens to every request before and after its view."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from config.browser_only import PROGRAM_POLICY, is_program_call

GetResponse = Callable[[HttpRequest], HttpResponse]
SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
SESSION_IN_PATH = re.compile(r"/sessions?/([0-9a-f-]{36})(?:/|$)")
log = structlog.get_logger("mentor.request")


class RequestLogMiddleware:
    """Give each request an id, bind it to every log line, and log one line at the end."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if SANE_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if found := SESSION_IN_PATH.search(request.path):
            structlog.contextvars.bind_contextvars(session_id=found[1])
        started = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        _log_request(request, response, started)
        return response


def _log_request(request: HttpRequest, response: HttpResponse, started: float) -> None:
    user = getattr(request, "_cached_user", None) or getattr(request, "api_user", None)
    log.info(
        "request",
        method=request.method,
        path=_path_without_token(request),  # nor the query string: it may carry a ticket
        status=response.status_code,
        duration_ms=round((time.perf_counter() - started) * 1000),
        user_id=str(user.pk) if user is not None and user.pk else None,
    )


def _path_without_token(request: HttpRequest) -> str:
    """Return the path; a token in it (an invitation's, a share's) is a secret."""
    token = request.resolver_match.kwargs.get("token") if request.resolver_match else None
    return request.path.replace(token, "...") if token else request.path


class ApiPathMiddleware:
    """Make the trailing slash optional under /api/, as a POST cannot follow a redirect.

    Marks calls by programs, which step around what only browsers need.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/") and not request.path_info.endswith("/"):
            request.path_info += "/"
            request.path += "/"
        if not is_program_call(request):
            return self.get_response(request)
        request.is_program_call = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", PROGRAM_POLICY)
        return response
