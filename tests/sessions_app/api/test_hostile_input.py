"""Input that means harm, or nothing: refused with its reason, and nothing is written."""

import json
from urllib.parse import quote

import pytest

from tests.factories import StudySessionFactory
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db
LATER = "2099-01-01T00:00:00Z"
NOBODYS = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"  # the same id in every process that collects
SAVE_HEAD, SAVE_TAIL = b'{"phase": "INTAKE", "context_data": ', b"}"


def post(client, session, name, body, content_type="application/json"):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "session" if name == "save" else "sessions"
    path = f"/api/{kind}/{session.pk}/{name}"
    return client.post(path, data, content_type=content_type)


def nested(levels, brackets=(b"[", b"]")):
    return brackets[0] * levels + brackets[1] * levels


def many_keys(count):
    """An object of so many keys in as few bytes as possible."""
    keys = (f"{number:x}" for number in range(count))
    return json.dumps(dict.fromkeys(keys, 0), separators=(",", ":")).encode()


# -- bodies that are no JSON of ours -----------------------------------------------------------

UNREADABLE = {
    "nested 65 levels": SAVE_HEAD + nested(64) + SAVE_TAIL,
    "nested 5,000 levels": SAVE_HEAD + nested(5_000) + SAVE_TAIL,
    "nested 100,000 levels": SAVE_HEAD + nested(100_000) + SAVE_TAIL,
    "objects nested 100,000 levels": b'{"a":' * 100_000,
    "never closed": b"[" * 100_000,
    "quotes that never end": b"[]" * 40 + b'\\"' * 200_000,
    "NUL escaped in a key": SAVE_HEAD + b'{"a\\u0000": 1}' + SAVE_TAIL,
    "NUL escaped in a value": SAVE_HEAD + b'{"a": "\\u0000"}' + SAVE_TAIL,
    "NUL byte": SAVE_HEAD + b'{"a": "\x00"}' + SAVE_TAIL,
    "lone high surrogate": SAVE_HEAD + b'{"a": "\\ud800"}' + SAVE_TAIL,
    "lone low surrogate in a key": SAVE_HEAD + b'{"\\uDFFF": 1}' + SAVE_TAIL,
    "NaN": SAVE_HEAD + b'{"last_quiz_score": NaN}' + SAVE_TAIL,
    "Infinity": SAVE_HEAD + b'{"last_quiz_score": Infinity}' + SAVE_TAIL,
    "-Infinity": SAVE_HEAD + b'{"a": -Infinity}' + SAVE_TAIL,
    "1e400": SAVE_HEAD + b'{"a": 1e400}' + SAVE_TAIL,
    "-1e400": SAVE_HEAD + b'{"a": -1e400}' + SAVE_TAIL,
    "an integer of 5,000 digits": SAVE_HEAD + b'{"a": ' + b"1" * 5_000 + b"}" + SAVE_TAIL,
    "duplicate keys": b'{"phase": "INTAKE", "phase": "PLANNING", "context_data": {}}',
    "duplicate keys within": SAVE_HEAD + b'{"a": 1, "a": 2}' + SAVE_TAIL,
    "100,000 keys": SAVE_HEAD + many_keys(100_000) + SAVE_TAIL,
    "5,001 keys": SAVE_HEAD + many_keys(5_001) + SAVE_TAIL,
    "__proto__": SAVE_HEAD + b'{"__proto__": {"admin": true}}' + SAVE_TAIL,
    "constructor": SAVE_HEAD + b'{"extra_data": {"constructor": 1}}' + SAVE_TAIL,
    "prototype": SAVE_HEAD + b'{"a": {"prototype": 1}}' + SAVE_TAIL,
    "byte-order mark": b"\xef\xbb\xbf" + SAVE_HEAD + b"{}" + SAVE_TAIL,
    "UTF-16": (SAVE_HEAD + b"{}" + SAVE_TAIL).decode().encode("utf-16"),
    "UTF-16 without a mark": (SAVE_HEAD + b"{}" + SAVE_TAIL).decode().encode("utf-16-le"),
    "UTF-32": (SAVE_HEAD + b"{}" + SAVE_TAIL).decode().encode("utf-32"),
    "invalid UTF-8": SAVE_HEAD + b'{"a": "\xff\xfe"}' + SAVE_TAIL,
    "overlong UTF-8": SAVE_HEAD + b'{"a": "\xc0\xaf"}' + SAVE_TAIL,
    "a surrogate in UTF-8": SAVE_HEAD + b'{"a": "\xed\xa0\x80"}' + SAVE_TAIL,
    "no JSON": b"hello",
    "half of it": SAVE_HEAD + b"{",
    "two documents": SAVE_HEAD + b"{}" + SAVE_TAIL + b"{}",
    "single quotes": b"{'phase': 'INTAKE'}",
    "blank": b"   ",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_body_is_refused(client, nothing_written, name):
    response = post(client, nothing_written, "save", UNREADABLE[name])

    assert_problem(response, 400, "bad_request")


def test_the_bodies_are_what_they_are_called():
    assert len(UNREADABLE["100,000 keys"]) < 1_000_000
    assert len(json.loads(UNREADABLE["100,000 keys"])["context_data"]) == 100_000


@pytest.mark.parametrize(
    "path",
    [
        "session/start",
        "sessions",
        "sessions/{}/actions",
        "sessions/{}/complete",
        "sessions/recover",
    ],
)
@pytest.mark.parametrize("name", ["nested 5,000 levels", "NUL escaped in a key", "duplicate keys"])
def test_every_route_reads_by_the_same_parser(client, nothing_written, path, name):
    path = "/api/" + path.format(nothing_written.pk)

    response = client.post(path, UNREADABLE[name], content_type="application/json")

    assert_problem(response, 400, "bad_request")


def test_64_levels_are_read(client, session):
    body = SAVE_HEAD + b'{"extra_data": {"a": ' + nested(61) + b"}}" + SAVE_TAIL

    assert post(client, session, "save", body).status_code == 200


def test_escapes_that_only_look_dangerous_are_read(client, session):
    body = SAVE_HEAD + rb'{"a": "\\u0000 \\ud800 \ud83d\ude00"}' + SAVE_TAIL

    response = post(client, session, "save", body)

    session.refresh_from_db()
    assert response.status_code == 200
    assert session.current_context == {"extra_data": {"a": "\\u0000 \\ud800 😀"}}


def padded(size):
    """A save of exactly so many bytes."""
    return (SAVE_HEAD + b"{}" + SAVE_TAIL).ljust(size)


def test_a_body_of_a_megabyte_is_read(client, nothing_written):
    assert post(client, nothing_written, "save", padded(1_000_000)).status_code == 200


@pytest.mark.parametrize("size", [1_000_001, 2_000_000, 11_000_000])
def test_a_body_over_a_megabyte_is_too_large(client, nothing_written, size):
    response = post(client, nothing_written, "save", padded(size))

    assert_problem(response, 413, "request_entity_too_large")


def test_a_body_over_a_megabyte_with_a_key_is_too_large(client, nothing_written):
    response = client.post(
        f"/api/session/{nothing_written.pk}/save",
        b" " * 1_000_001,
        content_type="application/json",
        headers={"idempotency-key": "k"},
    )

    assert_problem(response, 413, "request_entity_too_large")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/json; charset=bogus",
        "application/octet-stream",
    ],
)
@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k"}])
def test_another_media_type_is_not_read(client, nothing_written, content_type, headers):
    response = client.post(
        f"/api/session/{nothing_written.pk}/save",
        SAVE_HEAD + b"{}" + SAVE_TAIL,
        content_type=content_type,
        headers=headers,
    )

    assert_problem(response, 415, "unsupported_media_type")


# -- members of a wrong shape ------------------------------------------------------------------

EMPTY_SAVE = {"context_data": {}, "phase": "INTAKE"}
WRONG_SAVES = {
    "nothing": {},
    "null": None,
    "a list": [],
    "a string": "save",
    "a number": 7,
    "no phase": {"context_data": {}},
    "no context": {"phase": "INTAKE"},
    "context is a string": {**EMPTY_SAVE, "context_data": "{}"},
    "context is a list": {**EMPTY_SAVE, "context_data": []},
    "context is a number": {**EMPTY_SAVE, "context_data": 7},
    "context is null": {**EMPTY_SAVE, "context_data": None},
    "phase in lower case": {**EMPTY_SAVE, "phase": "intake"},
    "phase of no list": {**EMPTY_SAVE, "phase": "SLEEPING"},
    "phase is a list": {**EMPTY_SAVE, "phase": ["INTAKE"]},
    "phase is an object": {**EMPTY_SAVE, "phase": {"a": 1}},
    "phase is null": {**EMPTY_SAVE, "phase": None},
    "phase is a number": {**EMPTY_SAVE, "phase": 0},
    "phase is true": {**EMPTY_SAVE, "phase": True},
    "version is text": {**EMPTY_SAVE, "version": "1"},
    "version is a fraction": {**EMPTY_SAVE, "version": 1.5},
    "version is negative": {**EMPTY_SAVE, "version": -1},
    "version is huge": {**EMPTY_SAVE, "version": 10**22},
    "version is true": {**EMPTY_SAVE, "version": True},
    "force is text": {**EMPTY_SAVE, "force": "yes"},
    "force is a number": {**EMPTY_SAVE, "force": 1},
    "an unknown member": {**EMPTY_SAVE, "status": "completed"},
    "a score of its own": {**EMPTY_SAVE, "user_id": NOBODYS},
}


@pytest.mark.parametrize("name", WRONG_SAVES)
def test_a_save_of_a_wrong_shape_is_refused(client, nothing_written, name):
    response = post(client, nothing_written, "save", WRONG_SAVES[name])

    assert assert_problem(response, 400, "invalid")["errors"]


WRONG_CONTEXTS = {
    "another user": {"user_id": NOBODYS},
    "another session": {"session_id": NOBODYS},
    "user is a list": {"user_id": []},
    "score below 0": {"last_quiz_score": -1},
    "score above 100": {"last_quiz_score": 101},
    "score is text": {"last_quiz_score": "90"},
    "score is true": {"last_quiz_score": True},
    "score of 1e308": {"last_quiz_score": 1e308},
    "10,000 misconceptions": {"misconceptions": ["m"] * 10_000},
    "misconceptions of numbers": {"misconceptions": [1]},
    "misconceptions are text": {"misconceptions": "m"},
    "topic is a number": {"current_topic": 7},
    "topic of 10 kB": {"current_topic": "x" * 10_000},
    "extra data is a list": {"extra_data": []},
    "extra data is text": {"extra_data": "x"},
}


@pytest.mark.parametrize("name", WRONG_CONTEXTS)
def test_a_context_of_a_wrong_shape_is_refused(client, nothing_written, name):
    body = {"phase": "INTAKE", "context_data": WRONG_CONTEXTS[name]}

    response = post(client, nothing_written, "save", body)

    assert list(assert_problem(response, 400, "invalid_context")["errors"])


@pytest.mark.parametrize("header", ["", "abc", '"-1"', '"1", "2"', "²", '"99999999999"', '"1"x'])
def test_if_match_is_an_etag_of_ours(client, nothing_written, header):
    response = client.post(
        f"/api/session/{nothing_written.pk}/save",
        {"phase": "INTAKE", "context_data": {"a": 1}},
        format="json",
        headers={"if-match": header},
    )

    assert_problem(response, 400, "bad_request")


def test_if_match_and_version_must_agree(client, nothing_written):
    response = client.post(
        f"/api/session/{nothing_written.pk}/save",
        {"phase": "INTAKE", "context_data": {"a": 1}, "version": 1},
        format="json",
        headers={"if-match": '"2"'},
    )

    assert_problem(response, 400, "bad_request")


WRONG_STARTS = {
    "exam of no list": {"exam_type": "SAT"},
    "exam is null": {"exam_type": None},
    "exam is a list": {"exam_type": ["NEET"]},
    "exam is a number": {"exam_type": 1},
    "user is no id": {"user_id": "me"},
    "user is a number": {"user_id": 1},
    "user in upper case": {"user_id": NOBODYS.upper()},
    "user in braces": {"user_id": "{" + NOBODYS + "}"},
    "name is empty": {"name": ""},
    "name is a number": {"name": 5},
    "name of 201 characters": {"name": "x" * 201},
    "metadata is a list": {"metadata": []},
    "metadata is text": {"metadata": "{}"},
    "metadata is null": {"metadata": None},
    "an id of its own": {"id": NOBODYS},
    "a phase of its own": {"phase": "COMPLETED"},
    "a status of its own": {"status": "completed"},
}


@pytest.mark.parametrize("name", WRONG_STARTS)
def test_a_start_of_a_wrong_shape_is_refused(client, nothing_written, name):
    response = client.post("/api/session/start", WRONG_STARTS[name], format="json")

    assert list(assert_problem(response, 400, "invalid")["errors"]) == list(WRONG_STARTS[name])


@pytest.mark.parametrize("path", ["session/start", "sessions"])
def test_metadata_over_64_kilobytes_is_too_large(client, nothing_written, path):
    name = "metadata" if path == "session/start" else "session_metadata"

    response = client.post(f"/api/{path}", {name: {"a": "x" * 64_000}}, format="json")

    assert_problem(response, 413, "free_form_too_large")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": None},
        {"action": 5},
        {"action": ""},
        {"action": ["generate_plan"]},
        {"action": "x" * 65},
        {"action": "generate_plan", "data": []},
        {"action": "generate_plan", "data": "x"},
        {"action": "generate_plan", "phase": "PLANNING"},
        {"action": "generate_plan", "force": True},
    ],
)
def test_an_action_of_a_wrong_shape_is_refused(client, nothing_written, body):
    assert_problem(post(client, nothing_written, "actions", body), 400, "invalid")


@pytest.mark.parametrize("action", ["GENERATE_PLAN", "generate plan", "__class__", "pause", "é"])
def test_an_action_of_no_table_is_refused(client, nothing_written, action):
    response = post(client, nothing_written, "actions", {"action": action})

    assert_problem(response, 400, "unknown_action")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("activity", {"timestamp": LATER}),
        ("activity", {"last_activity_at": "1999-01-01T00:00:00Z"}),
        ("complete", {"score": 100}),
        ("end", {"ended_at": LATER}),
        ("pause", {"force": True}),
        ("archive", {"status": "archived"}),
        ("complete", ["score"]),
        ("complete", "done"),
    ],
)
def test_verbs_and_activity_take_no_members(client, nothing_written, name, body):
    assert_problem(post(client, nothing_written, name, body), 400, "invalid")


WRONG_CHANGES = [
    {"owner": "x"},
    {"user": "x"},
    {"user_id": NOBODYS},
    {"phase": "COMPLETED"},
    {"started_at": LATER},
    {"ended_at": LATER},
    {"id": NOBODYS},
    {"kind": "practice"},
    {"exam_type": "JEE"},
    {"current_state": "COMPLETED"},
    {"history_length": 0},
    {"chat_id": NOBODYS},
    {"mission_id": NOBODYS},
    {"name": ""},
    {"name": None},
    {"name": ["x"]},
    {"name": "x" * 201},
    {"status": "gone"},
    {"status": None},
    {"status": ["paused"]},
    {"session_metadata": "x"},
    {"session_metadata": None},
    {"version": "1"},
]


@pytest.mark.parametrize("body", WRONG_CHANGES, ids=str)
@pytest.mark.parametrize("method", ["patch", "put"])
def test_a_change_of_anything_else_is_refused(client, nothing_written, method, body):
    path = f"/api/sessions/{nothing_written.pk}"

    response = getattr(client, method)(path, body, format="json")

    assert list(assert_problem(response, 400, "invalid")["errors"]) == list(body)


@pytest.mark.parametrize("query", ["mode=erase", "mode=", "force=1", "mode=merge&mode=replace"])
def test_a_change_takes_no_other_parameters(client, nothing_written, query):
    path = f"/api/sessions/{nothing_written.pk}?{query}"

    assert_problem(client.patch(path, {"name": "x"}, format="json"), 400, "invalid")


# -- addresses and queries ---------------------------------------------------------------------


@pytest.mark.parametrize("shape", [str.upper, lambda text: text.replace("-", ""), "{{{}}}".format])
@pytest.mark.parametrize("path", ["session/{}/state", "sessions/{}", "sessions/{}/history"])
def test_an_id_of_another_form_is_not_found(client, nothing_written, path, shape):
    odd = quote(shape(str(nothing_written.pk)))
    if odd == str(nothing_written.pk):
        pytest.skip("an id without letters looks the same in upper case")

    assert_problem(client.get("/api/" + path.format(odd)), 404, "not_found")


@pytest.mark.parametrize(
    "odd", ["1", "null", "undefined", "me", "..", "%00", "%ff", "x" * 2_000, "%27%20OR%201=1"]
)
def test_what_is_no_id_is_not_found(client, nothing_written, odd):
    assert_problem(client.get(f"/api/session/{odd}/state"), 404, "not_found")


BAD_QUERIES = [
    "user=x",
    f"user_id={NOBODYS}",
    "ordering=user__password",
    "expand=user",
    "status=paused",
    "status=%00",
    "id=zzz",
    "user__email=a",
    "page=0",
    "page=-1",
    "page=10000000000000000000000",
    "page=%00",
    "page=%C2%B2",
    "page=1.5",
    "page=",
    "per_page=0",
    "per_page=101",
    "limit=0",
    "limit=101",
    "limit=abc",
    "status_filter=gone",
    "status_filter=%00",
    "status_filter=active&status_filter=paused",
    "kind=game",
    "exam_type=SAT",
    "child_id=zzz",
    "child_id=%00",
    "started_after=yesterday",
    "started_after=2026-13-01T00:00:00Z",
    "started_before=%00",
]


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_the_list_takes_no_other_queries(client, nothing_written, query):
    assert_problem(client.get(f"/api/sessions/?{query}"), 400, "invalid")


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "cD0yMDI2", "WzAsZmFsc2UsbnVsbF0:1:abc", "%F0%9F%98%80", "a" * 500]
)
def test_a_cursor_that_is_not_ours_is_refused(client, nothing_written, cursor):
    response = client.get(f"/api/sessions/?cursor={cursor}")

    assert response.status_code == 400
    assert_problem(response, 400, response.json()["code"])


def test_a_tampered_cursor_is_refused(client, learner):
    for _ in range(3):
        StudySessionFactory(user=learner)
    address = client.get("/api/sessions/?limit=1").json()["next"]
    head, tail = address.split("cursor=")

    response = client.get(f"{head}cursor={'X' + tail[1:]}")

    assert_problem(response, 400, "bad_request")


@pytest.mark.parametrize("method", ["delete", "trace"])
def test_other_methods_are_not_allowed(client, nothing_written, method):
    response = client.generic(method.upper(), f"/api/sessions/{nothing_written.pk}")

    assert_problem(response, 405, "method_not_allowed")


def test_a_method_override_is_ignored(client, nothing_written):
    path = f"/api/sessions/{nothing_written.pk}"

    by_header = client.get(path, headers={"x-http-method-override": "DELETE"})
    by_query = client.get(path + "?_method=DELETE")
    posted = client.post(path, {}, format="json", headers={"x-http-method-override": "PATCH"})

    assert by_header.status_code == 200
    assert_problem(by_query, 400, "invalid")
    assert_problem(posted, 405, "method_not_allowed")


def test_ten_thousand_parameters_are_refused(client, nothing_written):
    query = "&".join(f"p{number}=1" for number in range(10_000))

    for path in ("/api/sessions/", f"/api/session/{nothing_written.pk}/state"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 400
        assert_problem(response, 400, response.json()["code"])
