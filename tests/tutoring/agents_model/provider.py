"""A provider on loopback that speaks OpenAI's chat completions, with scripted faults."""

import contextlib
import json
import threading
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tutoring.agents.builtin.router import BuiltinRouter
from tutoring.agents.routing import RouteRequest, RouteTopic

Reply = Callable[["FakeRequest"], None]


class FakeRequest(BaseHTTPRequestHandler):
    """One request; a reply writes whatever it wants to the wire."""

    server: "FakeProvider"
    body: dict[str, Any]

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        self.body = json.loads(raw)
        reply = self.server.take(raw)
        with contextlib.suppress(OSError):  # the client may have gone
            reply(self)

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    @property
    def schema(self) -> str:
        return self.body["response_format"]["json_schema"]["name"]

    @property
    def data(self) -> dict[str, Any]:
        """The block of data of the first message that has one."""
        texts = [message["content"] for message in self.body["messages"]]
        text = next(text for text in texts if text and text.startswith("<data>"))
        return json.loads(text.removeprefix("<data>").removesuffix("</data>"))

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.start(status, len(body), headers)
        self.wfile.write(body)

    def start(self, status: int, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()


class FakeProvider(ThreadingHTTPServer):
    """Answers by the script, one entry a request, then by ``reply``; keeps every request byte."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), FakeRequest)
        self.reply, self.script, self.log = reply, [], []
        self.closing = threading.Event()
        self.lock = threading.Lock()

    def take(self, raw: bytes) -> Reply:
        with self.lock:
            self.log.append(raw)
            return self.script.pop(0) if self.script else self.reply

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def __enter__(self) -> "FakeProvider":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


def completion(content: str | None, **message: Any) -> bytes:
    """A chat completion with this content."""
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "fake",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": content, **message},
                }
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }
    ).encode()


def saying(words: Any) -> Reply:
    """Reply with these words as the JSON content."""
    return lambda request: request.send(200, completion(json.dumps(words)))


def event(delta: dict[str, Any], **members: Any) -> bytes:
    """One server-sent event of a streamed completion."""
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "delta": delta, "finish_reason": None}],
        **members,
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def streaming(*texts: str, then: Reply | None = None, reason: str | None = "stop") -> Reply:
    """Stream these texts; ``then`` is what happens instead of an orderly end."""

    def reply(request: FakeRequest) -> None:
        request.send_response(200)
        request.send_header("content-type", "text/event-stream")
        request.send_header("connection", "close")
        request.end_headers()
        for text in texts:
            request.wfile.write(event({"role": "assistant", "content": text}))
            request.wfile.flush()
        if then is not None:
            then(request)
            return
        if reason is not None:
            choice = {"index": 0, "delta": {}, "finish_reason": reason}
            request.wfile.write(event({}, choices=[choice]))
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        request.wfile.write(event({}, choices=[], usage=usage))
        request.wfile.write(b"data: [DONE]\n\n")

    return reply


# -- faults ------------------------------------------------------------------------------


def slow(request: FakeRequest) -> None:
    """Not a byte until the server ends."""
    request.server.closing.wait(60)


def slow_loris(request: FakeRequest) -> None:
    """One byte a second."""
    request.start(200, 1_000)
    while not request.server.closing.wait(1):
        request.wfile.write(b" ")
        request.wfile.flush()


def cut(request: FakeRequest) -> None:
    """Half of the body, then the connection ends."""
    body = completion("{}")
    request.start(200, len(body))
    request.wfile.write(body[: len(body) // 2])
    request.close_connection = True


def rate_limited(seconds: int) -> Reply:
    return lambda request: request.send(
        429, b'{"error": {"message": "slow down"}}', {"retry-after": str(seconds)}
    )


def failing(status: int) -> Reply:
    return lambda request: request.send(status, b'{"error": {"message": "no"}}')


def invalid_json(request: FakeRequest) -> None:
    request.send(200, b'{"id": "chatcmpl-1", "choices": [{"mess')


def not_the_schema(request: FakeRequest) -> None:
    request.send(200, completion('{"unexpected": true}'))


def huge(request: FakeRequest) -> None:
    """Ten megabytes."""
    request.send(200, completion("x" * 10_000_000))


def empty(request: FakeRequest) -> None:
    request.send(200, b"")


def no_content(request: FakeRequest) -> None:
    request.send(200, completion(None))


FAULTS: dict[str, Reply] = {
    "slow": slow,
    "slow_loris": slow_loris,
    "cut": cut,
    "rate_limited": rate_limited(0),
    "rate_limited_long": rate_limited(3600),
    "server_error": failing(500),
    "invalid_json": invalid_json,
    "not_the_schema": not_the_schema,
    "huge": huge,
    "empty": empty,
    "no_content": no_content,
}


# -- valid answers -----------------------------------------------------------------------


def valid(request: FakeRequest) -> None:
    """What a model that does as it is told would answer."""
    saying(VALID[request.schema](request.data))(request)


def _lesson(data: dict[str, Any]) -> dict[str, Any]:
    lesson = data["lesson"]
    steps = [
        {key: step[key] for key in ("title", "content", "analogy")} for step in lesson["steps"]
    ]
    names = ("intuition", "real_world_example", "common_pitfall")
    return {**{name: lesson[name] for name in names}, "steps": steps}


def _order(data: dict[str, Any]) -> dict[str, Any]:
    waiting, order = list(data["topics"]), []
    while waiting:
        ready = [topic for topic in waiting if set(topic["after"]) <= set(order)]
        chosen = max(ready, key=lambda topic: topic["weight"])
        waiting.remove(chosen)
        order.append(chosen["name"])
    topics = [
        {"name": name, "difficulty": "medium", "rationale": "Later topics build on it."}
        for name in order
    ]
    units = " and ".join(sorted({topic["unit"] for topic in data["topics"]}))
    return {"overview": f"{order[0]} first, then the rest of {units}.", "topics": topics}


def _evaluation(data: dict[str, Any]) -> dict[str, Any]:
    results = data["results"]
    topic = results["topic_mastery"][0]
    advice = [recommendation["action"] for recommendation in results["recommendations"]]
    told = f"{topic['topic']} begins to sit: {topic['strength']}, {topic['weakness']}."
    return {
        "summary": " ".join([told, *advice[:1]]),
        "encouragement": "Keep going.",
        "actions": advice,
    }


def _misconception(data: dict[str, Any]) -> dict[str, Any]:
    entry = data["misconception"]
    return {
        "inferred_confusion": entry["confusion"],
        "counter_example": entry["counter_example"],
        "explanation": entry["correction"],
    }


def _route(data: dict[str, Any]) -> dict[str, Any]:
    """Read the line as well as the built-in router does."""
    topics = tuple(RouteTopic(t["name"], **t) for t in data["topics"])
    chosen = {name: value for name, value in data["chosen"].items() if name != "topic"}
    if data["chosen"]["topic"] is not None:
        chosen["topic"] = topics[0].slug
    line = RouteRequest(data["text"], tuple(data["exams"]), topics, date(2026, 11, 21), **chosen)
    read = BuiltinRouter().route(line)
    return {
        "intent": read.intent,
        "exam": read.exam,
        "topics": read.topics,
        "confidence": read.confidence,
    }


def _hint(data: dict[str, Any]) -> dict[str, Any]:
    return {"hint": data["hint"]}


def _answer(data: dict[str, Any]) -> dict[str, Any]:
    section = data["sections"][0]
    return {"is_known": True, "answer": section["text"][:1000], "section": section["title"]}


def _written(data: dict[str, Any]) -> dict[str, Any]:
    section = data["sections"][0]
    told = section["text"][:200]
    slug = data["misconceptions"][0]["id"] if data["misconceptions"] else None
    options = [
        {"text": "Option 1", "is_right": True, "misconception": None},
        {"text": "Option 2", "is_right": False, "misconception": slug},
        {"text": "Option 3", "is_right": False, "misconception": None},
        {"text": "Option 4", "is_right": False, "misconception": None},
    ]
    first = len(data["known_questions"])
    questions = [
        {
            "stem": f"Question {number}: what does the lesson say? {told}",
            "options": options,
            "concept": "what the lesson says",
            "difficulty": "easy",
            "explanation": f"The lesson says: {told}",
            "section": section["title"],
        }
        for number in range(first, first + data["count"])
    ]
    return {"questions": questions}


def _solved(data: dict[str, Any]) -> dict[str, Any]:
    """Find the right option of the questions above, whatever its letter is."""
    return {
        "answers": [
            next(letter for letter, text in question["options"].items() if text == "Option 1")
            for question in data["questions"]
        ]
    }


VALID: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "LessonWords": _lesson,
    "PlanWords": _order,
    "EvaluationWords": _evaluation,
    "MisconceptionWords": _misconception,
    "AnswerWords": _answer,
    "WrittenWords": _written,
    "SolvedWords": _solved,
    "RouteWords": _route,
    "HintWords": _hint,
}
