"""The two servers of the HTTP benchmark, each in a virtual environment of its own."""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stage import BASE_DIR, StageError
from scripts.services import free_port

WORKERS, THREADS = 2, 4
START_SECONDS, STOP_SECONDS = 30.0, 10.0
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def prepared_python(name: str, lock: Path) -> Path:
    """Return the Python of a virtual environment with a lock's packages; make it if need be."""
    folder = BASE_DIR / name
    python = folder / "bin" / "python"
    stamp = folder / "lock.sha256"
    fingerprint = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return python
    print(f"Preparing {folder.name} from {lock.relative_to(BASE_DIR)} ...", flush=True)
    uv = shutil.which("uv")
    if uv:
        make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable]
        install = [uv, "pip", "install", "--python", str(python)]
    else:
        make = [sys.executable, "-m", "venv"]
        install = [str(python), "-m", "pip", "install"]
    subprocess.run([*make, str(folder)], check=True)
    subprocess.run([*install, "--quiet", "--require-hashes", "-r", str(lock)], check=True)
    stamp.write_text(fingerprint)
    return python


@dataclass
class WebServer:
    """One server with its worker processes."""

    name: str
    port: int
    process: subprocess.Popen

    def cpu_seconds(self) -> float:
        """Return the CPU time that its processes have used."""
        return sum(_cpu_seconds(pid) for pid in _family(self.process.pid))


def product_command(port: int) -> list[str]:
    """The command of docs/operations.md."""
    python = prepared_python(".venv-server", BASE_DIR / "requirements-server.txt")
    return [
        str(python.with_name("granian")),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        "config.wsgi:application",
    ]


def reference_command(port: int) -> list[str]:
    python = prepared_python(".venv-reference", BASE_DIR / "benchmarks" / "requirements.txt")
    return [
        str(python.with_name("uvicorn")),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
        *("--log-level", "warning"),
        "benchmarks.reference_app:app",
    ]


@contextlib.contextmanager
def serving(name: str, command: list[str], port: int) -> Iterator[WebServer]:
    """Run a server until the end of the block; only its own processes are ended."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            if not _answers(process, port):
                log.seek(0)
                raise StageError(f"{name} did not start:\n{log.read().decode()[-3000:]}")
            yield WebServer(name, port, process)
        finally:
            _end(process)


def _answers(process: subprocess.Popen, port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as link:
            link.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if link.recv(12).startswith(b"HTTP/1."):
                return True
        time.sleep(0.1)
    return False


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _family(pid: int) -> list[int]:
    """Return a process and everything below it."""
    members = [pid]
    for member in members:
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{member}/task/{member}/children").read_text().split()
            members += [int(child) for child in children]
    return members


def _cpu_seconds(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
    return 0.0


def new_port() -> int:
    return free_port()
