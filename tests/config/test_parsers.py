"""The strict JSON parser by itself."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from accounts.errors import BodyTooLarge
from config.api.parsers import FORBIDDEN_KEYS, StrictJSONParser, parse_strict_json

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(texts.filter(lambda key: key not in FORBIDDEN_KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(value=values, ascii_only=st.booleans())
def test_every_harmless_value_is_read_as_it_is(value, ascii_only):
    assert parse_strict_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@settings(max_examples=150, derandomize=True, deadline=None)
@given(body=st.binary(max_size=40) | st.text('[]{}":,\\u0dnaN1e. ', max_size=40).map(str.encode))
def test_anything_else_is_a_parse_error_and_nothing_worse(body):
    try:
        value = parse_strict_json(body)
    except ParseError:
        return
    assert json.loads(body) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xef\xbb\xbf{}", "A byte-order mark is not read; send plain UTF-8."),
        (b'"\xff"', "The body is not valid UTF-8."),
        (b'{"a": 1, "a": 1}', "an object has the same key twice"),
        (b'{"__proto__": 1}', "a key is not allowed"),
        (b"[NaN]", "NaN is not a JSON number"),
        (b"[1e999]", "a number is out of range"),
        (b'["\\u0000"]', "A text holds a NUL character."),
        (b'{"\\ud83d": 1}', "A text holds half of a surrogate pair."),
        (b"[" * 65 + b"]" * 65, "Nested deeper than 64 levels."),
    ],
)
def test_the_reason_is_said(body, reason):
    with pytest.raises(ParseError) as refusal:
        parse_strict_json(body)

    assert str(refusal.value.detail).endswith(reason)


def test_brackets_within_texts_do_not_nest():
    text = "[{" * 100 + '"' + "\\"

    assert parse_strict_json(json.dumps([text] * 3).encode()) == [text] * 3
    assert parse_strict_json(b"[" * 64 + b"]" * 64) is not None
    assert parse_strict_json(b"[" + b"[],{}," * 100 + b"0]")[-1] == 0


def test_keys_are_counted_over_the_whole_body(settings):
    settings.JSON_KEY_LIMIT = 4

    assert len(parse_strict_json(b'[{"a": 1, "b": {"c": 1}}, {"d": 1}]')) == 2
    with pytest.raises(ParseError, match="more than 4 keys"):
        parse_strict_json(b'[{"a": 1, "b": {"c": 1}}, {"d": 1, "e": 1}]')


@pytest.mark.parametrize(("size", "fits"), [(10, True), (11, False)])
def test_a_body_is_read_to_its_limit(settings, size, fits):
    settings.JSON_BODY_LIMIT = 10
    stream = io.BytesIO(b'"' + b"x" * (size - 2) + b'"')

    if fits:
        assert StrictJSONParser().parse(stream) == "x" * 8
    else:
        with pytest.raises(BodyTooLarge):
            StrictJSONParser().parse(stream)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_utf_8_is_read_by_any_of_its_names(charset):
    media_type = f"application/json; charset={charset}"

    assert StrictJSONParser().parse(io.BytesIO("é".join('""').encode()), media_type) == "é"


def test_another_charset_is_not_read():
    with pytest.raises(UnsupportedMediaType):
        StrictJSONParser().parse(io.BytesIO(b"{}"), "application/json; charset=latin-1")
