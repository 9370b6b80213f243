"""How a learner's program talks to the product: any of the servers, tokens, keys, patience."""

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 20.0
CANARY = re.compile(rb"\bt(\d\d)-\d{5}-[0-9a-f]{8}\b")  # see actors: whose it is, which, dice


@dataclass(frozen=True)
class Reply:
    """An answer; without a status there was none, and ``why`` says so."""

    status: int | None
    body: dict[str, Any]
    why: str = ""

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))

    @property
    def is_final(self) -> bool:
        """Whether asking again is pointless: done, or refused for good."""
        if self.status is None or self.status in {429, 502, 503, 504}:
            return False
        if self.status >= 500:
            return False
        return self.code != "idempotency_key_in_progress"

    @property
    def is_done(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Call:
    """One request as its sender saw it."""

    at: float
    seconds: float
    method: str
    path: str
    status: int | None
    why: str


@dataclass
class Received:
    """What came back over one client: calls with their times, and whose canaries."""

    calls: list[Call] = field(default_factory=list)
    own: int = 0
    foreign: list[str] = field(default_factory=list)


class Client:
    """One learner's connections; after trouble it turns to the next server."""

    def __init__(self, ports: list[int], first: int = 0, number: int | None = None) -> None:
        self.ports = ports
        self.at = first % len(ports)
        self.number = number  # whose canaries may be seen; None: nobody's
        self.token = ""
        self.user_id = ""
        self.received = Received()
        self._connection: http.client.HTTPConnection | None = None
        self._tag: dict[str, tuple[str, dict[str, Any]]] = {}

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, key: str = ""
    ) -> Reply:
        """Send one request, once."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if key:
            headers["Idempotency-Key"] = key
        return self._send(method, path, body, headers)

    def poll(self, path: str) -> Reply:
        """GET with the ETag of the last time; an unchanged answer is the one from then."""
        tag, known = self._tag.get(path, ("", {}))
        reply = self._send("GET", path, None, {"If-None-Match": tag} if tag else {})
        return Reply(200, known) if reply.status == 304 else reply

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> Reply:
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        text = json.dumps(body) if body is not None else None
        at, began = time.time(), time.monotonic()
        reply = self._exchange(method, path, text, headers)
        seconds = time.monotonic() - began
        self.received.calls.append(Call(at, seconds, method, path, reply.status, reply.why))
        if reply.status is None or reply.status >= 500:
            self.turn()
        return reply

    def _exchange(self, method: str, path: str, text: str | None, headers: dict[str, str]) -> Reply:
        try:
            if self._connection is None:
                port = self.ports[self.at]
                self._connection = http.client.HTTPConnection(
                    "127.0.0.1", port, timeout=TIMEOUT_SECONDS
                )
            self._connection.request(method, path, text, headers)
            answer = self._connection.getresponse()
            raw = answer.read()
            self._look_for_canaries(method, path, raw)
            parsed = json.loads(raw or b"{}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Reply(None, {}, type(error).__name__)
        members = parsed if isinstance(parsed, dict) else {"value": parsed}
        if method == "GET" and answer.status == 200 and answer.headers.get("ETag"):
            self._tag[path] = (answer.headers["ETag"], members)
        return Reply(answer.status, members)

    def _look_for_canaries(self, method: str, path: str, raw: bytes) -> None:
        for whose in CANARY.findall(raw):
            if self.number is not None and int(whose) == self.number:
                self.received.own += 1
            else:
                self.received.foreign.append(f"{method} {path}: of learner {int(whose)}")

    def turn(self) -> None:
        """Go on with the next server."""
        self.close()
        self.at = (self.at + 1) % len(self.ports)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
