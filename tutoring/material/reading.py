"""The parent's side of a reading: starts the child, listens, and kills its whole group."""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from tutoring.material.kinds import Kind
from tutoring.material.limits import OUTPUT_BYTES
from tutoring.material.refusals import ENDED, TOO_LONG, TOO_MUCH_TEXT, Refused

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
CHILD = "tutoring.material.child"
CHUNK = 65_536
Message = dict[str, Any]
# None of the server's secrets; one thread, for a library that would take every core.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def read_file(file: IO[bytes], kind: Kind, *, seconds: int) -> Iterator[Message]:
    """Yield what the child says of a file, the last word too (see ``child``).

    Raises Refused when it is late, says too much or ends without a last word. However this ends,
    no process is left behind.
    """
    with _child(file, kind, seconds) as process:
        for line in _lines(process, time.monotonic() + seconds):
            message = json.loads(line)
            if "failure" in message:
                raise Refused(message["failure"])
            yield message
            if "done" in message:
                return
        raise Refused(_end_of(process))


@contextmanager
def _child(file: IO[bytes], kind: Kind, seconds: int) -> Iterator[subprocess.Popen[bytes]]:
    alive, held = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 -- our own module; the file is only its input
            [sys.executable, "-E", "-s", "-m", CHILD, kind.value, str(seconds), str(alive)],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[alive],
            start_new_session=True,
        )
    except BaseException:
        os.close(held)
        raise
    finally:
        os.close(alive)
    try:
        yield process
    finally:
        _end(process)
        os.close(held)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _lines(process: subprocess.Popen[bytes], deadline: float) -> Iterator[bytes]:
    descriptor = process.stdout.fileno()  # type: ignore[union-attr] # a pipe, as asked
    received, total = b"", 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise Refused(TOO_LONG)
        chunk = os.read(descriptor, CHUNK)
        if not chunk:
            return
        total += len(chunk)
        if total > OUTPUT_BYTES:
            raise Refused(TOO_MUCH_TEXT)
        *whole, received = (received + chunk).split(b"\n")
        yield from whole


def _end_of(process: subprocess.Popen[bytes]) -> str:
    code = process.wait()
    logger.warning("the reading child ended with %s", code)
    return TOO_LONG if code in {3, -signal.SIGXCPU, -signal.SIGKILL} else ENDED
