"""One strict JSON parser for every route.

Refused: wrong encodings, byte-order marks, duplicate keys, keys that front ends stumble over, NaN
and infinities, NUL, lone surrogates, deep nesting, too many keys, too many bytes.
"""

import json
import re
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from accounts.errors import BodyTooLarge

FORBIDDEN_KEYS = frozenset({"__proto__", "constructor", "prototype"})
# A string literal, or one bracket: enough to follow the nesting without parsing. A string that
# never ends matches too, and nothing backtracks: the time is linear for any body.
STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
SUSPICIOUS = re.compile(r"\\u0000|\\u[dD][89a-fA-F]", re.ASCII)


class StrictJSONParser(BaseParser):
    """Parse a JSON body of at most ``JSON_BODY_LIMIT`` bytes, or say why not."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        charset = (parser_context or {}).get("encoding", "utf-8")
        if media_type and "charset=" in media_type.lower():
            charset = media_type.lower().split("charset=")[1].strip(' "').split(";")[0]
        if charset.lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(media_type or "", "Only UTF-8 is read.")
        return parse_strict_json(_bounded_body(stream))


def _bounded_body(stream) -> bytes:
    body = stream.read(settings.JSON_BODY_LIMIT + 1)
    if len(body) > settings.JSON_BODY_LIMIT:
        raise BodyTooLarge(f"The body is over {settings.JSON_BODY_LIMIT} bytes.")
    return body


def parse_strict_json(body: bytes) -> Any:
    """Return the parsed body. Raises ParseError with the reason."""
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise ParseError("A byte-order mark is not read; send plain UTF-8.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise ParseError("The body is not valid UTF-8.") from None
    _check_depth(text)
    hook = _ObjectHook()
    try:
        value = json.loads(
            text, object_pairs_hook=hook, parse_constant=_refuse_constant, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        raise ParseError(f"The body is not valid JSON: {_short(error)}") from None
    if SUSPICIOUS.search(text):
        _check_text(value)
    return value


def _short(error: Exception) -> str:
    return str(error)[:200]


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= settings.JSON_DEPTH_LIMIT:
        return
    depth = 0
    for found in STRINGS_AND_BRACKETS.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            if depth > settings.JSON_DEPTH_LIMIT:
                raise ParseError(f"Nested deeper than {settings.JSON_DEPTH_LIMIT} levels.")
        elif mark in "]}":
            depth -= 1


class _ObjectHook:
    """Build objects; refuse duplicate, dangerous and too many keys."""

    def __init__(self) -> None:
        self.keys = 0

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.keys += len(pairs)
        if self.keys > settings.JSON_KEY_LIMIT:
            raise ValueError(f"more than {settings.JSON_KEY_LIMIT} keys")
        result = dict(pairs)
        if len(result) != len(pairs):
            raise ValueError("an object has the same key twice")
        if not FORBIDDEN_KEYS.isdisjoint(result):
            raise ValueError("a key is not allowed")
        return result


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("a number is out of range")
    return number


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise ParseError("A text holds a NUL character.")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ParseError("A text holds half of a surrogate pair.") from None
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check_text(item)
    elif isinstance(value, list):
        for item in value:
            _check_text(item)
