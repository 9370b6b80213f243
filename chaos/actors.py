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
MIX = {
    "save": 40,
    "message": 18,
    "action": 18,
    "refused_save": 7,
    "refused_action": 5,
    "start": 4,
    "look": 6,
    "spy": 2,
}
RESENT_SHARE = 0.25  # of the acknowledged: sent once more under the same key


def sign_up(client: Client, name: str) -> list[str]:
    """Make an account and carry its token; return its secrets, which no log may hold.

    Set-up only, so trouble is an error.
    """
    email = f"{name}-{secrets.token_hex(4)}@chaos.example"
    password = secrets.token_urlsafe(16)
    asked = {"email": email, "password": password, "birthdate": "2000-01-01"}
    reply = client.call("POST", "/api/auth/signup", asked)
    if not reply.is_done:
        raise RuntimeError(f"sign-up answered {reply}")
    client.token = reply.body["access_token"]
    client.user_id = reply.body["user"]["id"]
    return [email, password, client.token, *filter(None, [reply.body.get("refresh_token")])]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Board:
    """What learners know of each other: the ids of their sessions, which open nothing."""

    def __init__(self) -> None:
        self._sessions: dict[int, str] = {}

    def note(self, number: int, session: str) -> None:
        self._sessions[number] = session

    def of_another(self, number: int, dice: random.Random) -> str | None:
        others = [session for owner, session in self._sessions.items() if owner != number]
        return dice.choice(others) if others else None


class Actor(threading.Thread):
    """Somebody who insists on an answer, with the same key, and notes it in the ledger."""

    def __init__(
        self, number: int, seed: int, client: Client, ledger: Ledger, board: Board
    ) -> None:
        super().__init__(name=f"{type(self).__name__.lower()}-{number}", daemon=True)
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.client = client
        self.ledger = ledger
        self.board = board
        self.is_over = threading.Event()  # finish what was begun, then stop
        self.gives_up = threading.Event()  # even that no longer
        self.session: str | None = None
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
        raise NotImplementedError

    def _new_token(self) -> str:
        self._count += 1
        return f"t{self.number:02d}-{self._count:05d}-{self.random.randrange(16**8):08x}"

    def _do(
        self, kind: str, path: str, body: dict[str, Any], *, token: str = "", effect: str = ""
    ) -> Reply | None:
        """Want something done; ``effect``: what to look for in the database, else the token."""
        token = token or self._new_token()
        operation = Operation(
            op_id=token,
            learner=self.number,
            kind=kind,
            token=effect or token,
            # Not the token itself: a client's keys are no secret, what it writes may be.
            key=_digest(token),
            payload_hash=_digest(json.dumps(body)),
            session=None if kind == "start" else self.session,
        )
        self.ledger.intent(operation)
        reply = self._insist(operation, path, body)
        if reply is not None and reply.is_done:
            self.acked += 1
            if self.random.random() < RESENT_SHARE:
                self._resend(operation, path, body)
        return reply

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
            if operation.kind == "run-start":
                members["run"] = reply.body["run_id"]
        else:
            members["code"] = reply.code
        self.ledger.note(event, operation, **members)

    def _resend(self, operation: Operation, path: str, body: dict[str, Any]) -> None:
        """Send what was acknowledged once more: the first answer again, no second effect."""
        reply = self.client.call("POST", path, body, key=operation.key)
        self.resent += 1
        if reply.is_final:
            event = ACK if reply.is_done else REFUSED
            self.ledger.note(event, operation, status=reply.status, resent=True)

    def _start_session(self) -> bool:
        token = self._new_token()
        body = {"exam_type": "JEE", "name": token}
        reply = self._do("start", "/api/session/start", body, token=token)
        if reply is None or not reply.is_done:
            return False
        self.session = reply.body["session_id"]
        self.board.note(self.number, reply.body["session_id"])
        return True

    def _spy(self) -> None:
        """Try to read somebody else's session; what comes back is searched for canaries."""
        session = self.board.of_another(self.number, self.random)
        if session is not None:
            self.client.call("GET", f"/api/session/{session}/state")
            self.client.call("GET", f"/api/autopilot/status/{session}")


class Learner(Actor):
    """One learner with one session at a time; every write carries a token of its own."""

    phase = "INTAKE"
    version = 1
    mix = MIX

    def _step(self) -> None:
        kind = self.random.choices(list(self.mix), list(self.mix.values()))[0]
        if self.session is None or kind == "start":
            if self._start_session():
                self.phase, self.version = "INTAKE", 1
        elif kind == "look":
            self.client.poll(f"/api/session/{self.session}/state")
        elif kind == "spy":
            self._spy()
        else:
            token = self._new_token()
            path, body = self._request(kind, token)
            reply = self._do(kind, path, body, token=token)
            if reply is not None and reply.is_done:
                self._learn(kind, reply.body)

    def _request(self, kind: str, token: str) -> tuple[str, dict[str, Any]]:
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

    def _learn(self, kind: str, answer: dict[str, Any]) -> None:
        if kind == "save":
            self.version = answer["version"]
        elif kind == "action":
            self.phase, self.version = answer["phase"], answer["version"]
