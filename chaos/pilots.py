"""Learners whom the autopilot leads: they read, answer, steer, veto and stop, run after run."""

import random
import threading
import time
from typing import Any

from chaos.actors import Actor, Board
from chaos.client import Client, Reply
from chaos.ledger import Ledger

POLL_SECONDS = (0.15, 0.4)
RUNS_A_SESSION = 3
STEER_SHARE = 0.04  # of looks: paused and resumed, whatever a worker does meanwhile
LIVELY_SECONDS = 2.0
VETO_SHARE = 0.15  # of waits
ENDED = {"completed", "stopped", "failed"}
QUIET_SECONDS = 90.0  # without any change of a live run: the pilot starts another
SUBJECT = "Physics"


class Pilot(Actor):
    """One learner with one run at a time."""

    steer_share = STEER_SHARE

    def __init__(
        self, number: int, seed: int, client: Client, ledger: Ledger, board: Board
    ) -> None:
        super().__init__(number, seed, client, ledger, board)
        self.runs: dict[str, str] = {}  # what was started and how it was seen last
        self.steered: list[tuple[float, str]] = []  # when, which run: by hand, not by the engine
        self.practised = 0
        self.torn: list[str] = []  # two first fetches that began two sessions
        self._left = 0
        self._is_lively = True
        self._stop_after = 0
        self._topic: str | None = None

    def _step(self) -> None:
        if self.session is None or self._left == 0:
            self._practise_twice()
            if not self._start_session():
                return
            self._left = RUNS_A_SESSION
        self._left -= 1
        self._spy()
        run = self._start_run()
        if run is not None:
            self._follow(run)

    def _start_run(self) -> str | None:
        narrow = self.random.random() < 0.5 and self._topic
        body = {"session_id": self.session, "duration_minutes": 5, "answer_seconds": None}
        if narrow:
            body["topics_in"] = [self._topic]
        reply = self._do("run-start", "/api/autopilot/start", body)
        if reply is None or not reply.is_done:
            self._left = 0
            return None
        # Some runs are stopped on the way, some are led to their end.
        self._stop_after = self.random.choice([2, 3, 5, 8])
        run = str(reply.body["run_id"])
        self.runs[run] = "running"
        return run

    def _follow(self, run: str) -> None:
        """Look and act until the run has ended; over, it is stopped."""
        acts, changed_at, last = 0, time.monotonic(), ""
        while not self.gives_up.is_set():
            time.sleep(self.random.uniform(*POLL_SECONDS))
            reply = self.client.poll(f"/api/autopilot/status/{self.session}")
            if not reply.is_done:
                continue
            status = reply.body
            self.runs[run] = status["status"]
            self._topic = status["current_topic"] or self._topic
            seen = f"{status['status']} {status['waiting_for']} {len(status['steps'])}"
            if seen != last:
                changed_at, last = time.monotonic(), seen
            if status["status"] in ENDED:
                return
            if time.monotonic() - changed_at > QUIET_SECONDS:
                self._left = 0  # the oracles will find it as it lies
                return
            # Nobody presses pause again and again when nothing moves.
            self._is_lively = time.monotonic() - changed_at < LIVELY_SECONDS
            acts += self._act(run, status, acts)

    def _act(self, run: str, status: dict[str, Any], acts: int) -> int:
        if status["status"] == "paused":
            self._steer("resume", run)
            return 0
        if acts >= self._stop_after or (self.is_over.is_set() and status["waiting_for"]):
            self._steer("stop", run)
            return 0
        if self._is_lively and self.random.random() < self.steer_share:
            self._steer("pause", run)
            return 0
        if not status["waiting_for"]:
            return 0
        if self.random.random() < VETO_SHARE and status["current_topic"]:
            self._steer("veto", run, {"veto": "not_now"})
        elif status["waiting_for"] == "reading":
            self._steer("proceed", run)
        else:
            self._answer(status)
        return 1

    def _steer(self, verb: str, run: str, body: dict[str, Any] | None = None) -> None:
        self.steered.append((time.time(), run))
        self._do(f"run-{verb}", f"/api/autopilot/{verb}/{self.session}", body or {})

    def _answer(self, status: dict[str, Any]) -> Reply | None:
        question = status["current_question"]
        if question is None:
            return None
        item = question["id"]
        body: dict[str, Any] = {"question_id": item}
        if question.get("options"):
            body["answer_index"] = self.random.randrange(len(question["options"]))
        else:
            body["answer"] = str(self.random.randrange(100))
        path = f"/api/autopilot/answer/{self.session}"
        return self._do("run-answer", path, body, effect=item)

    def _practise_twice(self) -> None:
        """Fetch questions twice at once: both must find the same practice session."""
        body = {"child_id": self.client.user_id, "subject": SUBJECT, "limit": 1}
        twin = Client(self.client.ports, first=self.client.at + 1, number=self.number)
        twin.token = self.client.token
        found: list[Reply] = []
        fetch = threading.Thread(
            target=lambda: found.append(twin.call("POST", "/api/questions/fetch", body))
        )
        fetch.start()
        found.append(self.client.call("POST", "/api/questions/fetch", body))
        fetch.join()
        twin.close()
        self.client.received.calls += twin.received.calls
        self.practised += 1
        sessions = {reply.body["session_id"] for reply in found if reply.is_done}
        if len(sessions) > 1:
            self.torn.append(f"learner {self.number}: {sorted(sessions)}")


def pilots_of(
    numbers: range, seed: int, ports: list[int], ledger: Ledger, board: Board
) -> list[Pilot]:
    """Return pilots who are not signed up yet."""
    dice = random.Random(f"{seed}/pilots")
    return [
        Pilot(number, dice.randrange(10**9), Client(ports, number, number), ledger, board)
        for number in numbers
    ]
