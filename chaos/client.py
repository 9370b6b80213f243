"""How a learner's program talks to the product: any of the servers, tokens, keys, patience."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

TIMEOUT_SECONDS = 15.0


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


class Client:
    """One learner's connections; after trouble it turns to the next server."""

    def __init__(self, ports: list[int], first: int = 0) -> None:
        self.ports = ports
        self.at = first % len(ports)
        self.token = ""
        self._connection: http.client.HTTPConnection | None = None

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, key: str = ""
    ) -> Reply:
        """Send one request, once."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        text = json.dumps(body) if body is not None else None
        try:
            if self._connection is None:
                port = self.ports[self.at]
                self._connection = http.client.HTTPConnection(
                    "127.0.0.1", port, timeout=TIMEOUT_SECONDS
                )
            self._connection.request(method, path, text, headers)
            answer = self._connection.getresponse()
            parsed = json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.turn()
            return Reply(None, {}, type(error).__name__)
        if answer.status >= 500:
            self.turn()
        return Reply(answer.status, parsed if isinstance(parsed, dict) else {"value": parsed})

    def turn(self) -> None:
        """Go on with the next server."""
        self.close()
        self.at = (self.at + 1) % len(self.ports)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
