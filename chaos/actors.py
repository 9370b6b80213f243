"""Learners who study while the servers die: small state machines written from the contract."""

import hashlib
import json
import random
import secrets
import threading
import time
from typing import Any

from chaos.client import Client, Reply
from chaos.ledger import ACK, REFUSED, UNKNOWN, Ledger, Operation

# The phase table of the contract.
NEXT = {
    "INTAKE": "generate_plan",
    "PLANNING": "start_topic",
    "LEARNING": "take_quiz",
    "QUIZZING": "submit_answers",
    "ANALYZING": "next_topic",
}
ALL_ACTIONS = [*NEXT.values(), "complete"]
MIX = {"save": 42, "message": 18, "action": 18, "refused_save": 7, "refused_action": 5, "start": 4}
RESENT_SHARE = 0.25  # of the acknowledged: sent once more under the same key


def sign_up(client: Client, name: str) -> None:
    """Make an account and carry its token; set-up only, so trouble is an error."""
    reply = client.call(
        "POST",
        "/api/auth/signup",
        {
            "email": f"{name}-{secrets.token_hex(4)}@chaos.example",
            "password": secrets.token_urlsafe(16),
            "birthdate": "2000-01-01",
        },
    )
    if not reply.is_done:
        raise RuntimeError(f"sign-up answered {reply}")
    client.token = reply.body["access_token"]


class Learner(threading.Thread):
    """One learner with one session at a time; every write carries a token of its own."""

    def __init__(self, number: int, seed: int, client: Client, ledger: Ledger) -> None:
        super().__init__(name=f"learner-{number}", daemon=True)
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.client = client
        self.ledger = ledger
        self.is_over = threading.Event()  # finish what was begun, then stop
        self.gives_up = threading.Event()  # even that no longer
        self.session: str | None = None
        self.phase = "INTAKE"
        self.version = 1
        self.resent = 0
        self.acked = 0
        self.error: BaseException | None = None
        self._count = 0

    def run(self) -> None:
        try:
            while not self.is_over.is_set():
                self._step()
                time.sleep(self.random.uniform(0.002, 0.02))  # a person is slower still
        except BaseException as error:
            self.error = error
        finally:
            self.client.close()

    def _step(self) -> None:
        kind = self.random.choices(list(MIX), list(MIX.values()))[0]
        if self.session is None:
            kind = "start"
        token = self._new_token()
        path, body = self._request(kind, token)
        operation = Operation(
            op_id=token,
            learner=self.number,
            kind=kind,
            token=token,
            key=f"key-{token}",
            payload_hash=hashlib.sha256(json.dumps(body).encode()).hexdigest()[:16],
            session=None if kind == "start" else self.session,
        )
        self.ledger.intent(operation)
        reply = self._insist(operation, path, body)
        if reply is not None and reply.is_done:
            self.acked += 1
            self._learn(kind, reply.body)
            if self.random.random() < RESENT_SHARE:
                self._resend(operation, path, body)

    def _new_token(self) -> str:
        self._count += 1
        return f"t{self.number:02d}-{self._count:05d}-{self.random.randrange(16**8):08x}"

    def _request(self, kind: str, token: str) -> tuple[str, dict[str, Any]]:
        if kind == "start":
            return "/api/session/start", {"exam_type": "JEE", "name": token}
        if kind == "message":
            return f"/api/sessions/{self.session}/messages", {"role": "user", "content": token}
        if kind in {"action", "refused_action"}:
            action = NEXT[self.phase]
            if kind == "refused_action":
                action = self.random.choice([a for a in ALL_ACTIONS if a not in self._valid()])
            body = {"action": action, "data": {"token": token}}
            return f"/api/sessions/{self.session}/actions", body
        save: dict[str, Any] = {"context_data": {"current_topic": token}, "phase": self.phase}
        if kind == "refused_save":
            save["version"] = self.version + 1_000  # nobody can have seen that one
        elif self.random.random() < 0.5:
            save["version"] = self.version
        return f"/api/session/{self.session}/save", save

    def _valid(self) -> set[str]:
        return {NEXT[self.phase], *(["complete"] if self.phase == "ANALYZING" else [])}

    def _insist(self, operation: Operation, path: str, body: dict[str, Any]) -> Reply | None:
        """Send until there is a final answer, with the same key and growing patience."""
        pause = 0.05
        while not self.gives_up.is_set():
            reply = self.client.call("POST", path, body, key=operation.key)
            if reply.is_final:
                self._note_final(operation, reply)
                return reply
            members = {} if reply.status is None else {"status": reply.status}
            self.ledger.note(UNKNOWN, operation, why=reply.why or reply.code, **members)
            time.sleep(pause * self.random.uniform(0.5, 1.5))
            pause = min(pause * 2, 0.8)
        return None

    def _note_final(self, operation: Operation, reply: Reply) -> None:
        event = ACK if reply.is_done else REFUSED
        members: dict[str, Any] = {"status": reply.status}
        if reply.is_done:
            members["version"] = reply.body.get("version")
            if operation.kind == "start":
                members["session"] = reply.body["session_id"]
        else:
            members["code"] = reply.code
        self.ledger.note(event, operation, **members)

    def _learn(self, kind: str, answer: dict[str, Any]) -> None:
        if kind == "start":
            self.session, self.phase, self.version = answer["session_id"], "INTAKE", 1
        elif kind == "save":
            self.version = answer["version"]
        elif kind == "action":
            self.phase, self.version = answer["phase"], answer["version"]

    def _resend(self, operation: Operation, path: str, body: dict[str, Any]) -> None:
        """Send what was acknowledged once more: the first answer again, no second effect."""
        reply = self.client.call("POST", path, body, key=operation.key)
        self.resent += 1
        if reply.is_final:
            event = ACK if reply.is_done else REFUSED
            self.ledger.note(event, operation, status=reply.status, resent=True)
