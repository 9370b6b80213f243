"""The Idempotency-Key header: one decorator for every mutating handler."""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import BodyTooLarge
from sessions_app.services.idempotency import (
    Claim,
    Replay,
    claim_key,
    keep_reply,
    release_key,
    request_hash,
)

PRINTABLE_KEY = re.compile(r"[\x20-\x7e]{1,200}")
KEPT_HEADERS = ("ETag", "Location")
Handler = Callable[..., Response]


def idempotent(
    handler: Handler | None = None,
    *,
    prepare: Callable[..., Any] | None = None,
    body_of: Callable[[Any, Request], bytes] | None = None,
) -> Any:
    """Make a handler safe to repeat under an Idempotency-Key.

    ``prepare(view, request, ...)`` runs outside any transaction (an agent's work belongs there);
    its result reaches the handler as the keyword ``prepared``. The handler's effect and its stored
    answer commit together; a refusal stores nothing and frees the key. ``body_of(view, request)``
    says what the key is bound to where the body itself is too large to be held (an upload).
    """
    if handler is None:
        return functools.partial(idempotent, prepare=prepare, body_of=body_of)

    @functools.wraps(handler)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = _key_of(request)
        body = body_of(view, request) if body_of is not None and key is not None else None
        claim = _claim(request, key, body) if key is not None else None
        if isinstance(claim, Replay):
            return _replayed(claim)
        try:
            if prepare is not None:
                kwargs["prepared"] = prepare(view, request, *args, **kwargs)
            if claim is None:
                return handler(view, request, *args, **kwargs)
            with transaction.atomic():
                response = handler(view, request, *args, **kwargs)
                keep_reply(claim, status=response.status_code, body=_kept(response))
        except BaseException:
            if claim is not None:
                release_key(claim)
            raise
        return response

    wrapped.is_idempotent = True  # type: ignore[attr-defined]
    return wrapped


def not_idempotent(reason: str) -> Callable[[Handler], Handler]:
    """Say why a mutating handler takes no Idempotency-Key; a test asks every handler."""

    def mark(handler: Handler) -> Handler:
        handler.not_idempotent_because = reason  # type: ignore[attr-defined]
        return handler

    return mark


def _key_of(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not PRINTABLE_KEY.fullmatch(key):
        message = "An Idempotency-Key has 1 to 200 printable ASCII characters."
        raise ValidationError({"Idempotency-Key": [message]})
    return key


def _claim(request: Request, key: str, body: bytes | None) -> Claim | Replay:
    django_request = request._request
    if body is None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.JSON_BODY_LIMIT:
            raise BodyTooLarge(f"The body is over {settings.JSON_BODY_LIMIT} bytes.")
        body = django_request.body
    fingerprint = request_hash(request.method or "", django_request.get_full_path(), body)
    return claim_key(user_id=request.user.pk, key=key, fingerprint=fingerprint)


def _kept(response: Response) -> dict[str, Any]:
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    return {"data": json.loads(JSONRenderer().render(response.data) or "null"), "headers": headers}


def _replayed(replay: Replay) -> Response:
    headers = {**replay.body["headers"], "Idempotent-Replayed": "true"}
    return Response(replay.body["data"], status=replay.status, headers=headers)
