"""The bounded judge: questions go to a child process that knows computer algebra.

The server never imports sympy. A child loads it once, forks a worker for each question and
bounds it (see ``child``); the parent holds the last clock and kills the child's whole process
group when even the child is silent. Whatever fails, the outcome is "unproven", never a pass.
"""

import atexit
import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from tutoring.grader.algebra.syntax import Node

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]
LAST_CLOCK_SECONDS = 4  # a worker has 2 s of CPU in 3 s; then the whole group is killed
START_SECONDS = 30  # loading the algebra on a cold disk
WAIT_SECONDS = 6  # for a free child
MOST_CHILDREN = 2
LARGEST_REPLY = 65536


class Question(NamedTuple):
    """Two trees. ``is_equation``: each is the difference of two sides; ``positive``: x > 0."""

    right: Node
    given: Node
    is_equation: bool = False
    positive: bool = False


class Judgement(NamedTuple):
    """``outcome``: equal, different or unproven; ``way``: the known slip of a different one."""

    outcome: str
    way: str | None = None


UNPROVEN = Judgement("unproven")


def judge(question: Question) -> Judgement:
    """Compare two trees within the bounds; safe for threads and after a fork."""
    if not hasattr(os, "fork"):
        return UNPROVEN  # no way to bound a worker on this system
    with _pool.child() as child:
        return _asked(child, question) if child else UNPROVEN


def _asked(child: "_Child", question: Question) -> Judgement:
    try:
        reply = json.loads(child.ask(json.dumps(question)))
    except (OSError, TimeoutError, ValueError, RecursionError) as failure:
        logger.warning("algebra child ended: %s", failure.__class__.__name__)
        child.kill()
        return UNPROVEN
    return Judgement(reply["outcome"], reply.get("way"))


class _Child:
    """One process group: the child and the worker of the moment."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(  # our own module, no text of a learner
            [sys.executable, "-E", "-s", "-m", "tutoring.grader.algebra.child"],
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8"},  # none of the server's secrets
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.input: IO[bytes] = self.process.stdin  # type: ignore[assignment] # a pipe, as asked
        self.output: IO[bytes] = self.process.stdout  # type: ignore[assignment]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait for the algebra to be loaded. Raises TimeoutError and OSError."""
        self._read_line(START_SECONDS)

    def ask(self, line: str) -> bytes:
        """Return the reply. Raises TimeoutError and OSError."""
        self.input.write(line.encode() + b"\n")
        self.input.flush()
        return self._read_line(LAST_CLOCK_SECONDS)

    def kill(self) -> None:
        """End the whole group and wait for it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.forget()

    def forget(self) -> None:
        """Close this side's pipes."""
        for pipe in (self.input, self.output):
            with suppress(OSError):  # an unsent rest of a question
                pipe.close()

    def _read_line(self, seconds: float) -> bytes:
        received, deadline = b"", time.monotonic() + seconds
        descriptor = self.output.fileno()
        while not received.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError
            chunk = os.read(descriptor, LARGEST_REPLY)
            if not chunk or len(received) > LARGEST_REPLY:
                raise BrokenPipeError
            received += chunk
        return received


class _Pool:
    """At most MOST_CHILDREN children, each lent to one thread at a time."""

    def __init__(self) -> None:
        self.idle: list[_Child] = []
        self.free = threading.Semaphore(MOST_CHILDREN)

    @contextmanager
    def child(self) -> Iterator[_Child | None]:
        """Lend a living child; None when all stay busy or none can be started."""
        if not self.free.acquire(timeout=WAIT_SECONDS):
            yield None
            return
        child = self._living()
        try:
            yield child
        finally:
            if child is not None and child.alive:
                self.idle.append(child)
            self.free.release()

    def _living(self) -> _Child | None:
        while self.idle:
            child = self.idle.pop()
            if child.alive:
                return child
            child.forget()
        return _started()

    def close(self) -> None:
        """End the idle children."""
        while self.idle:
            self.idle.pop().kill()


def _started() -> _Child | None:
    child = None
    try:
        child = _Child()
        child.wait_until_ready()
    except (OSError, TimeoutError):
        logger.exception("the algebra child did not start")
        if child is not None:
            child.kill()
        return None
    return child


def _new_pool() -> None:
    """A forked server process starts its own children; the parent's are not its to use."""
    global _pool  # noqa: PLW0603 -- replaced once, right after a fork
    _pool = _Pool()


def _close_pool() -> None:
    _pool.close()


_pool = _Pool()
atexit.register(_close_pool)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_pool)
