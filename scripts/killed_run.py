#!/usr/bin/env python3
"""Kill the server five times in the middle of an autopilot run; its report must not show it.

Two copies of one data folder, the same seed, the same answers: one run is left in peace, the
other's server is killed (SIGKILL) and started again five times, each time in the midst of its
work. Fails unless both reports are equal and every acknowledged answer is there.
"""

import json
import random
import shutil
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

try:
    from scripts.services import free_port
    from scripts.smoke import Product, clone
except ModuleNotFoundError:  # called as a script
    from services import free_port
    from smoke import Product, clone

SEED = 20_27
ACTS = 20  # of the learner: four topics, two lessons and three questions each
KILLED_AT = (2, 6, 10, 14, 18)  # acts; each at another place of a topic
WAIT_SECONDS = 90.0
LEARNER = {"email": "learner@example.org", "password": "a-long-Enough-pass-7"}


class KilledRunError(Exception):
    """The run did not do what it promises."""


class Learner:
    """A learner's front end: it repeats a request under the same key until it is answered."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.token = ""
        self.unanswered = 0

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            request = urllib.request.Request(  # noqa: S310 -- our own server
                self.product.url + path, data=data, headers=headers, method=method
            )
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 -- as above
                    return dict(json.load(answer))
            except urllib.error.HTTPError as error:
                said = error.read()
                if error.code != 503 and b"idempotency_key_in_progress" not in said:
                    raise KilledRunError(f"{path}: {error.code} {said!r}") from error
            except OSError:
                self.unanswered += 1
            if time.monotonic() > deadline:
                raise KilledRunError(f"{path} was not answered.")
            time.sleep(0.05)

    def sign_up(self) -> None:
        self.call("POST", "/api/auth/signup", {**LEARNER, "birthdate": "2000-01-01"})

    def log_in(self) -> None:
        self.token = ""
        self.token = self.call("POST", "/api/auth/login", LEARNER)["access_token"]


class Server:
    """The product on one data folder, which can be killed."""

    def __init__(self, tree: Path, data: Path) -> None:
        self.tree, self.data, self.port = tree, data, free_port()
        self.product = self._started()

    def _started(self) -> Product:
        product = Product(self.tree, self.data, self.port)
        product.wait_until_ready()
        return product

    def kill(self, after: float) -> None:
        """End it as a power cut does, ``after`` seconds from now, and start it again."""
        time.sleep(after)
        self.product.process.kill()
        self.product.process.wait()
        self.product = self._started()

    def stop(self) -> None:
        if self.product.process.poll() is None:
            self.product.stop()


def prepared(tree: Path, data: Path) -> None:
    """Make a data folder with the curriculum and one learner."""
    server = Server(tree, data)
    try:
        Learner(server.product).sign_up()
    finally:
        server.stop()


def walk(server: Server, killed_at: tuple[int, ...]) -> tuple[dict[str, Any], int, int]:
    """Take a run through ``ACTS`` acts; return its report, answers acknowledged, and unanswered."""
    dice = random.Random(SEED)  # noqa: S311 -- moments of strikes
    learner = Learner(server.product)
    learner.log_in()
    session = learner.call("POST", "/api/session/start", {"exam_type": "NEET"})["session_id"]
    asked = {"session_id": session, "answer_seconds": None, "seed": SEED}
    learner.call("POST", "/api/autopilot/start", asked)
    answered = 0
    for number in range(1, ACTS + 1):
        status = until_it_waits(learner, session)
        strike = None
        if number in killed_at:  # into the act, its reply or the work that it begins
            strike = threading.Thread(target=server.kill, args=(dice.uniform(0, 0.06),))
            strike.start()
        if status["waiting_for"] == "reading":
            learner.call("POST", f"/api/autopilot/proceed/{session}", {})
        else:
            learner.call("POST", f"/api/autopilot/answer/{session}", chosen(status))
            answered += 1
        if strike is not None:
            strike.join()
    until_it_waits(learner, session)
    learner.call("POST", f"/api/autopilot/stop/{session}", {})
    return report_of(learner), answered, learner.unanswered


def until_it_waits(learner: Learner, session: str) -> dict[str, Any]:
    """Poll as a page without script does, until the learner is to do something."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        status = learner.call("GET", f"/api/autopilot/status/{session}")
        if status["status"] == "paused":  # nobody was there while it was down
            learner.call("POST", f"/api/autopilot/resume/{session}", {})
        elif status["waiting_for"]:
            return status
        elif status["status"] != "running":
            raise KilledRunError(f"The run is {status['status']}: {status}")
        time.sleep(0.05)
    raise KilledRunError("The run stands still.")


def chosen(status: dict[str, Any]) -> dict[str, Any]:
    """Answer by a rule that depends on the question alone."""
    question = status["current_question"]
    places = range(len(question["options"]))
    place = min(places, key=lambda at: question["options"][at])
    return {"question_id": question["id"], "answer_index": place}


def report_of(learner: Learner) -> dict[str, Any]:
    """Return the report but for what is the run's own: its key."""
    found: list[dict[str, Any]] = []
    path = "/api/assets/"
    while path:
        page = learner.call("GET", path)
        found += [one for one in page["results"] if one["subtype"] == "report"]
        path = (page["next"] or "").removeprefix(learner.product.url)
    content = learner.call("GET", f"/api/assets/{found[0]['id']}")["content"]
    return {name: value for name, value in content.items() if name not in {"run_id", "markdown"}}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="mentor-killed-") as folder:
        tree = clone(Path(folder))
        begun, kills = Path(folder) / "begun", Path(folder) / "killed"
        prepared(tree, begun)
        shutil.copytree(begun, kills)
        reports = []
        for data, killed_at in ((begun, ()), (kills, KILLED_AT)):
            server = Server(tree, data)
            started = time.monotonic()
            try:
                report, answered, unanswered = walk(server, killed_at)
            except KilledRunError as error:
                print(error, file=sys.stderr)
                return 1
            finally:
                server.stop()
            seconds = time.monotonic() - started
            print(
                f"{len(killed_at)} kills: {answered} answers acknowledged, "
                f"{report['answered']} in the report, {len(report['topics'])} topics, "
                f"{unanswered} requests not answered at first, {seconds:.1f} s",
                flush=True,
            )
            if report["answered"] != answered:
                print("An acknowledged answer is not in the report.", file=sys.stderr)
                return 1
            reports.append(report)
    if reports[0] != reports[1]:
        print("The reports differ:", *map(json.dumps, reports), sep="\n", file=sys.stderr)
        return 1
    print("The reports are equal.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
