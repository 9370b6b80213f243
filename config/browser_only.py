"""Middlewares that only browsers need; programs that call the API step around them.

A program's call is one under /api/ with a bearer token, without a cookie, that does not ask for
HTML (``ApiPathMiddleware`` marks it). Everything it can do is the same without them.
"""

from collections.abc import Callable
from typing import Any

import csp.middleware
import django_htmx.middleware
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest

from accounts import middleware as accounts

# Nothing in an answer to a program may be executed or framed.
PROGRAM_POLICY = "default-src 'none'; frame-ancestors 'none'"


def is_program_call(request: HttpRequest) -> bool:
    """Return whether a program calls the API with a token alone."""
    meta = request.META
    return (
        request.path_info.startswith("/api/")
        and not meta.get("HTTP_COOKIE")
        and meta.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        and "text/html" not in meta.get("HTTP_ACCEPT", "")
    )


class BrowserOnly:
    """Mixed into a middleware: a program's call goes straight on."""

    get_response: Callable[[HttpRequest], Any]

    def __call__(self, request: HttpRequest) -> Any:
        if getattr(request, "is_program_call", False):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class CSPMiddleware(BrowserOnly, csp.middleware.CSPMiddleware):
    pass


class SessionMiddleware(BrowserOnly, sessions.SessionMiddleware):
    pass


class AuthenticationMiddleware(BrowserOnly, auth.AuthenticationMiddleware):
    pass


class MessageMiddleware(BrowserOnly, messages.MessageMiddleware):
    pass


class LearnerMiddleware(BrowserOnly, accounts.LearnerMiddleware):
    pass


class HtmxMiddleware(BrowserOnly, django_htmx.middleware.HtmxMiddleware):
    pass
