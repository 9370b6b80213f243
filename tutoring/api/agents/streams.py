"""Answers that are sent part by part, under WSGI and ASGI alike."""

import json
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

log = structlog.get_logger("mentor.stream")
NDJSON, MARKDOWN = "application/x-ndjson", "text/markdown"
# A proxy that gathers the parts first would take the point out of it.
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
END = object()
Problem = Callable[[Exception], dict[str, Any]]


class NdjsonRenderer(JSONRenderer):
    """Lets a client ask for the stream; refusals are rendered as JSON."""

    media_type = NDJSON


class MarkdownRenderer(JSONRenderer):
    """Lets a client ask for Markdown; refusals are rendered as JSON."""

    media_type = MARKDOWN


class PlainTextRenderer(JSONRenderer):
    """Lets a client ask for plain text; refusals are rendered as JSON."""

    media_type = "text/plain"


def streamed(request: Request, parts: Iterable[bytes], media_type: str) -> StreamingHttpResponse:
    """Return a response that sends each part as soon as it is made."""
    content: Any = iter(parts)
    if isinstance(request._request, ASGIRequest):
        content = _asynchronously(content)
    return StreamingHttpResponse(
        content, content_type=f"{media_type}; charset=utf-8", headers=HEADERS
    )


async def _asynchronously(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Make each part in the thread of the request: a plain iterator would be gathered whole."""
    take = sync_to_async(lambda: next(parts, END))
    try:
        while (part := await take()) is not END:
            yield part  # type: ignore[misc]
    finally:  # a reader that left: what is made must not end in whatever thread collects it
        if isinstance(parts, Generator):
            await sync_to_async(parts.close)()


def json_lines(events: Iterator[dict[str, Any]], problem: Problem) -> Iterator[bytes]:
    """Yield each event as one line; a refusal on the way ends the stream as its last line."""
    try:
        for event in events:
            yield _line(event)
    except Exception as error:  # the status line is long gone: the stream itself must say it
        log.warning("stream ended early", error=type(error).__name__)
        yield _line({"type": "error", "problem": problem(error)})


def _line(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def problem_of(view: Any) -> Problem:
    """Return what puts an exception into a problem document, as the view itself would."""
    handler, context = view.get_exception_handler(), view.get_exception_handler_context()

    def problem(error: Exception) -> dict[str, Any]:
        response = handler(error, context) or handler(APIException(), context)
        return response.data

    return problem
