"""Who brings the trouble: seeded lists of faults in three lanes, each healed before the next."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from typing import Any

from chaos.aim import Aim, flush_redis, ring_ten_times, some_live_run
from chaos.keeper import EACH, Keeper
from chaos.processes import Worker
from chaos.run_evidence import read_trace

# Of each lane: the faults and how often each is drawn.
FRONT = {"web": 6, "postgres": 3, "web-aimed": 1}
BACK = {
    "worker": 3,
    "worker-aimed": 5,
    "worker-child": 8,
    "worker-term": 2,
    "beat": 2,
    "redis": 2,
    "redis-stop": 1,
    "redis-flush": 2,
    "bells": 2,
}
SLOW = {"worker-zombie": 1}
LANES = (FRONT, BACK, SLOW)
FAULTS = (*FRONT, *BACK, *SLOW)
OVERTAKEN_SECONDS = 30.0  # after the lease of one that is stopped has ended
REDIS_STOPPED = 6.0  # seconds
WORKER_POINTS = ("claimed", "worked", "applied", "committed")


@dataclass
class Strike:
    """One fault, with its exact times."""

    fault: str
    killed_at: float
    ready_after: float = 0.0
    first_answer_after: float | None = None
    role: str = ""
    at_point: str = ""
    run: str = ""
    step: str = ""
    token: str = ""
    note: str = ""

    def as_line(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in {None, ""}}


def planned_faults(seed: int, count: int, lane: dict[str, int], only: list[str]) -> list[str]:
    """Return the names of a lane's faults in order: each once, then by their weights."""
    dice = random.Random(f"{seed}/{sorted(lane)}")
    names = [name for name in lane if name in only]
    if not names or count == 0:
        return []
    first = dice.sample(names, min(len(names), count))
    weights = [lane[name] for name in names]
    return first + dice.choices(names, weights, k=count - len(first))


@dataclass
class Nemesis:
    """Strikes, heals, waits until the healed does useful work, and notes the times."""

    keeper: Keeper
    dice: random.Random
    lease_seconds: float = 20.0
    zombie_point: str = "worked"
    exit_codes: list[int | None] = field(default_factory=list)
    turn: int = 0

    def strike(self, fault: str) -> Strike:
        time.sleep(self.dice.uniform(0.2, 1.2))
        played: dict[str, Callable[[Strike], None]] = {
            "web": self._web,
            "web-aimed": self._web_aimed,
            "web-unreplied": self._web_unreplied,
            "postgres": self._postgres,
            "worker": self._worker,
            "worker-aimed": self._worker_aimed,
            "worker-child": self._worker_child,
            "worker-term": self._worker_term,
            "worker-zombie": self._zombie,
            "beat": self._beat,
            "redis": self._redis,
            "redis-stop": self._redis_stopped,
            "redis-flush": self._redis_flushed,
            "bells": self._bells,
        }
        found = Strike(fault, round(time.time(), 3))
        # One worker at a time: what dies with all of them waits for them, and proves nothing.
        lock = self.keeper.workers_lock if fault.startswith("worker") else nullcontext()
        with lock:
            if fault.startswith("worker"):
                self._wait_for_workers(fault)
            found.killed_at = time.time()
            played[fault](found)
        found.ready_after = round(time.time() - found.killed_at, 2)
        return found

    def _web(self, found: Strike) -> None:
        number = self.dice.randrange(EACH)
        found.role = f"web-{number}"
        self.keeper.kill_web(number)
        time.sleep(self.dice.uniform(0, 0.3))
        self.keeper.restart_web(number)

    def _web_aimed(self, found: Strike) -> None:
        """Kill a web server between its commit and its doorbell."""
        self._kill_web_at("web-committed", found)

    def _web_unreplied(self, found: Strike) -> None:
        """Kill a web server between its commit and the answer it stores; for a sabotage."""
        self._kill_web_at("web-unreplied", found)

    def _kill_web_at(self, point: str, found: Strike) -> None:
        with Aim(self.keeper.probes, point) as held:
            if held is None:
                found.note = "nobody came to the point"
                return
            number = int(held["role"].removeprefix("web-"))
            _note_held(found, held)
            self.keeper.kill_web(number)
        self.keeper.restart_web(number)

    def _postgres(self, found: Strike) -> None:
        self.keeper.kill_postgres()
        time.sleep(self.dice.uniform(0, 0.3))
        found.first_answer_after = round(self.keeper.restart_postgres(), 2)

    def _pick(self) -> Worker:
        self.turn += 1
        return self.keeper.workers[self.turn % EACH]

    def _wait_for_workers(self, fault: str) -> None:
        """Wait until the other worker, or for an aimed strike every one, is there."""
        is_chosen = fault in {"worker", "worker-term"}
        spared = self.keeper.workers[(self.turn + 1) % EACH] if is_chosen else None
        for worker in self.keeper.workers:
            if worker is not spared:
                worker.wait_until_ready()

    def _worker(self, found: Strike) -> None:
        worker = self._pick()
        found.role, found.killed_at = worker.name, time.time()
        worker.kill()
        worker.start()

    def _worker_aimed(self, found: Strike) -> None:
        """Kill the worker that came to a point between claim, work, effect and doorbell."""
        point = WORKER_POINTS[self.dice.randrange(len(WORKER_POINTS))]
        with Aim(self.keeper.probes, point) as held:
            if held is None:
                found.note = f"nobody came to {point}"
                return
            worker = self._worker_of(held)
            _note_held(found, held)
            found.killed_at = time.time()
            worker.kill()
        worker.start()

    def _worker_child(self, found: Strike) -> None:
        """Kill the pool child alone: its parent stays and gives the message back."""
        with Aim(self.keeper.probes, "worked") as held:
            if held is None:
                found.note = "nobody came to the point"
                return
            _note_held(found, held)
            found.killed_at = time.time()
            _kill_child(self._worker_of(held), held["pid"])

    def _worker_of(self, held: dict[str, Any]) -> Worker:
        return self.keeper.workers[int(held["role"].removeprefix("worker-"))]

    def _worker_term(self, found: Strike) -> None:
        """End a worker as a deployment does."""
        worker = self._pick()
        found.role = worker.name
        code = worker.end()
        self.exit_codes.append(code)
        found.note = f"exit code {code}"
        worker.start()
        worker.wait_until_ready()

    def _zombie(self, found: Strike) -> None:
        """Stop a worker with its work done past its lease; continued, it must store nothing."""
        with Aim(self.keeper.probes, self.zombie_point) as held:
            if held is None:
                found.note = "nobody came to the point"
                return
            worker = self._worker_of(held)
            _note_held(found, held)
            found.killed_at = time.time()
            worker.signal(signal.SIGSTOP)
            time.sleep(self.lease_seconds)
            if not self._is_overtaken(held):
                found.note = "nobody took the run meanwhile"
        worker.signal(signal.SIGCONT)

    def _is_overtaken(self, held: dict[str, Any]) -> bool:
        """Wait until another worker has done the step of the one that is stopped."""
        deadline = time.monotonic() + OVERTAKEN_SECONDS
        while time.monotonic() < deadline:
            for line in read_trace(self.keeper.probes):
                others = line["run"] == held["run"] and line["token"] != held["token"]
                if others and line["event"] == "commit" and line["step"] == held["step"]:
                    return True
            time.sleep(0.2)
        return False

    def _beat(self, found: Strike) -> None:
        beat = self.keeper.beats[self.dice.randrange(EACH)]
        found.role = beat.name
        beat.kill()
        beat.start()

    def _redis(self, found: Strike) -> None:
        self.keeper.redis.kill()
        time.sleep(self.dice.uniform(0, 1))
        self.keeper.redis.start()

    def _redis_stopped(self, found: Strike) -> None:
        self.keeper.pause_redis()
        time.sleep(REDIS_STOPPED)
        self.keeper.continue_redis()

    def _redis_flushed(self, found: Strike) -> None:
        flush_redis(self.keeper.redis.port)

    def _bells(self, found: Strike) -> None:
        """Deliver the same message ten times."""
        run = some_live_run(self.keeper)
        if run is None:
            found.note = "no run was live"
            return
        found.run = run
        ring_ten_times(self.keeper.redis.url, run)


def _note_held(found: Strike, held: dict[str, Any]) -> None:
    found.role, found.run = held["role"], held.get("run", "")
    found.step, found.token = held.get("step", ""), held.get("token", "")
    found.at_point = held["point"]


def _kill_child(worker: Worker, pid: int) -> None:
    """Kill one process, after making sure that it is this worker's child."""
    if worker.process is not None and os.getpgid(pid) == worker.process.pid:
        os.kill(pid, signal.SIGKILL)


class Lane(threading.Thread):
    """One list of faults, one after another, until it is over or the time is up."""

    def __init__(self, nemesis: Nemesis, faults: list[str], deadline: float) -> None:
        super().__init__(name="lane", daemon=True)
        self.nemesis = nemesis
        self.faults = faults
        self.deadline = deadline
        self.strikes: list[Strike] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            for fault in self.faults:
                if time.monotonic() > self.deadline:
                    break
                found = self.nemesis.strike(fault)
                self.strikes.append(found)
                about = " ".join(filter(None, [found.role, found.at_point, found.note]))
                print(f"  {fault} {about}: healed after {found.ready_after} s", flush=True)
        except BaseException as error:
            self.error = error
