"""What the child process may not do: the limits that the system enforces, and a closed door."""

import os
import resource
import select
import sys
import threading
from contextlib import suppress
from typing import Any

from tutoring.material.limits import OPEN_FILES

MEGABYTE = 1024 * 1024
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.kill",
    "ftplib.",
    "urllib.",
)


def bound(*, seconds: int, memory_mb: int, most_memory_mb: int) -> None:
    """Limit CPU time, address space, written files, open files and dumps of this process."""
    _limit(resource.RLIMIT_CPU, seconds, seconds)
    _limit(resource.RLIMIT_AS, memory_mb * MEGABYTE, most_memory_mb * MEGABYTE)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0, 0)
    os.nice(10)  # pages come first


def allow_memory(memory_mb: int) -> None:
    """Raise the limit of the address space as far as ``bound`` left it open."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    _limit(resource.RLIMIT_AS, memory_mb * MEGABYTE, hard)


def end_with_parent(alive: int, seconds: int) -> None:
    """End this process when its parent is gone (its end of a pipe closes) or time is over."""

    def watch() -> None:
        select.select([alive], [], [], seconds)
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


def close_the_door() -> None:
    """Refuse sockets, further processes and signals for good: an audit hook cannot be removed."""

    def refuse(event: str, _arguments: Any) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def peak_memory_kb() -> int:
    """Return the largest resident size of this program; 0 where the system does not tell.

    Not ``ru_maxrss``: Linux carries that over from the process that started this one.
    """
    with suppress(OSError, ValueError), open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _limit(kind: int, soft: int, hard: int) -> None:
    with suppress(ValueError, OSError):  # without it remain the clock and the parent's kill
        resource.setrlimit(kind, (soft, hard))
