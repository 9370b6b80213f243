"""Who is calling: a bearer token, or the login cookie with its CSRF token."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.request import Request

from accounts.compiled import CompiledQuery
from accounts.errors import Unauthenticated
from accounts.models import User
from accounts.tokens import INVALID_TOKEN, read_access_token

HEADER_LIMIT = 8_192  # characters; our own tokens have about 300
BEARER = "bearer"


# Columns that cost every request their reading; who wants one fetches it.
RARELY_ASKED = ("password", "last_login", "email_confirmed_at", "created_at")


def _holders(user_id: UUID, epoch: int) -> QuerySet[User]:
    rows = User.objects.defer(*RARELY_ASKED)
    return rows.filter(pk=user_id, is_active=True, token_epoch=epoch)


SAMPLES = (UUID(int=1), 2)
USER = CompiledQuery(_holders, *SAMPLES)
USER_WITH_AGE = CompiledQuery(lambda *args: _holders(*args).select_related("learner"), *SAMPLES)


class MentorAuthentication(SessionAuthentication):
    """``Authorization: Bearer <access token>``, else the login cookie with CSRF.

    Both naming different users is refused; every failure is a 401, CSRF failures are 403.
    """

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        raw = bearer_token(request)
        if raw is None:
            return super().authenticate(request)
        user = user_of_token(raw)
        cookie_user = _cookie_user(request._request)
        if cookie_user is not None and cookie_user.pk != user.pk:
            raise AuthenticationFailed("The cookie and the access token name different users.")
        request._request.api_user = user  # for the request log
        return user, raw

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def bearer_token(request: Request) -> str | None:
    """Return the token of the Authorization header; None when the scheme is another."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if len(header) > HEADER_LIMIT:
        raise ParseError("The Authorization header is too long.")
    scheme, _, raw = header.partition(" ")
    if scheme.lower() != BEARER:
        return None
    if not raw or not raw.isascii() or " " in raw:
        raise AuthenticationFailed(INVALID_TOKEN)
    return raw


def user_of_token(raw: str) -> User:
    """Return the active user of the token's epoch; one query."""
    try:
        user_id, epoch = read_access_token(raw)
    except Unauthenticated as error:
        raise AuthenticationFailed(str(error)) from error
    # Where a guardian may be asked for, the age is needed on every request.
    query = USER_WITH_AGE if settings.REQUIRE_GUARDIAN_UNDER else USER
    user = query.first(user_id, epoch)
    if user is None:
        raise AuthenticationFailed(INVALID_TOKEN)
    return user


def _cookie_user(request: HttpRequest) -> User | None:
    """Return who the login cookie names; a request without one costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
