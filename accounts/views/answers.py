"""What the account pages have in common: showing a form, and saying what was refused."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.errors import Conflict, DomainError, TooManyRequests

Refusal = DomainError | ValidationError


def show(
    request: HttpRequest, template: str, form: Form | None = None, *, status: int = 200, **context
) -> HttpResponse:
    """Render an account page; a form that was not valid makes it a 400."""
    if form is not None and form.is_bound and form.errors and status == 200:
        status = 400
    response = render(
        request, f"accounts/{template}.html", {"form": form, **context}, status=status
    )
    response["Cache-Control"] = "no-store"  # the back button must not show who was here
    return response


def show_refused(
    request: HttpRequest, template: str, form: Form, error: Refusal, **context: Any
) -> HttpResponse:
    """Show the form again with the reason; a limit that was reached says when to come back."""
    if isinstance(error, ValidationError):
        form.add_error(None, error)
        return show(request, template, form, **context)
    for name, messages in error.extra.get("errors", {}).items():
        form.add_error(name if name in form.fields else None, messages)
    if not error.extra.get("errors"):
        form.add_error(None, str(error))
    is_limit = isinstance(error, TooManyRequests)
    status = 429 if is_limit else 409 if isinstance(error, Conflict) else 400
    response = show(request, template, form, status=status, is_limited=is_limit, **context)
    if is_limit:
        response["Retry-After"] = str(error.retry_after)
    return response


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Return where to go after logging in: a path of this site, or nothing."""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and is_ours else ""
