"""The child process: loads the computer algebra once, forks one bounded worker a question.

Run as ``python -m tutoring.grader.algebra.child``: a JSON question a line on standard input, a
JSON judgement a line on standard output. It ends with its input or after some idle minutes.
"""

import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress

from tutoring.grader.algebra.equivalence import compare

CPU_SECONDS = 2
WALL_SECONDS = 3  # a busy machine gives a worker less than a second a second
MEMORY_BYTES = 512 * 1024 * 1024
IDLE_SECONDS = 600
# sin^2 x + cos^2 x = 1: loads what the algebra loads at its first proof, once for all workers
_SINE, _COSINE = (["pow", ["fn", name, ["sym", "x"]], ["num", "2"]] for name in ("sin", "cos"))
WARM_UP = (["add", _SINE, _COSINE], ["num", "1"])
UNPROVEN = b'{"outcome": "unproven"}'


def serve() -> None:
    """Answer questions until the input ends."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    compare(*WARM_UP, is_equation=False, positive=False)
    _write(sys.stdout.fileno(), b"ready\n")
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        _write(sys.stdout.fileno(), _answer(line) + b"\n")


def _answer(line: str) -> bytes:
    """Let a worker answer; kill it when its time is over."""
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        _work(line, writing)
    os.close(writing)
    try:
        return _read_all(reading, time.monotonic() + WALL_SECONDS) or UNPROVEN
    finally:
        os.close(reading)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def _work(line: str, writing: int) -> None:
    """Judge one question under limits and end, whatever happens."""
    try:
        _limit(resource.RLIMIT_CPU, CPU_SECONDS)
        _limit(resource.RLIMIT_FSIZE, 0)
        right, given, is_equation, positive = json.loads(line)
        outcome, way = compare(right, given, is_equation=is_equation, positive=positive)
        _write(writing, json.dumps({"outcome": outcome, "way": way}).encode())
    finally:
        os._exit(0)  # neither an exception nor an exit handler may reach the child's loop


def _read_all(descriptor: int, deadline: float) -> bytes:
    """Return what the worker wrote; nothing when it is late."""
    received = b""
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([descriptor], [], [], left)[0]:
            break
        chunk = os.read(descriptor, 4096)
        if not chunk:
            return received
        received += chunk
    return b""


def _limit(kind: int, amount: int) -> None:
    with suppress(ValueError, OSError):  # without it remain the clock and the parent's kill
        resource.setrlimit(kind, (amount, amount))


def _write(descriptor: int, reply: bytes) -> None:
    while reply:
        reply = reply[os.write(descriptor, reply) :]


if __name__ == "__main__":
    serve()
