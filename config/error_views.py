"""Pages and problem documents for what goes wrong outside a view."""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.problems import NOT_FOUND, RETRY_AFTER_SECONDS, STORE_AWAY, problem_response


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _answer(request: HttpRequest, status: int, detail: str, template: str) -> HttpResponse:
    if _is_api(request):
        return problem_response(request, status, detail)
    context = {"status": status, "title": HTTPStatus(status).phrase, "detail": detail}
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, "The request could not be read.", "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, "This is not yours to do.", "403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, NOT_FOUND, "404.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = (
        "The form's protection token is missing or old. Go back, reload the page and try again."
    )
    return _answer(request, 403, detail, "403_csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the store is away, else 500; nothing here may touch the database."""
    if isinstance(sys.exc_info()[1], STORE_AWAY):
        detail = "The store is away for a moment. Nothing was lost; try again."
        response = _plain(request, 503, detail)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return _plain(request, 500, "Something broke on our side. It was logged; try again.")


def _plain(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    if _is_api(request):
        return problem_response(request, status, detail)
    from django.template.loader import render_to_string  # noqa: PLC0415 -- no context processors

    body = render_to_string("500.html", {"status": status, "detail": detail})
    return HttpResponse(body, status=status)


def api_not_found(request: HttpRequest, path: str = "") -> HttpResponse:
    return problem_response(request, 404, NOT_FOUND)
