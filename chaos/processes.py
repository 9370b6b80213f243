"""The product's processes of a drill, each in a process group of its own."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.servers import prepared_python
from scripts.services import ServiceError, free_port

BASE_DIR = Path(__file__).resolve().parent.parent
THREADS = 8
READY_SECONDS, TERM_SECONDS = 60.0, 60.0


class Program:
    """A process with its children; signals go to all of them, and to nobody else."""

    def __init__(self, name: str, environment: dict[str, str], folder: Path) -> None:
        self.name = name
        self.environment = environment | {"CHAOS_ROLE": name}
        self.log = folder / f"{name}.log"
        self.ready_file = Path(environment["CHAOS_PROBES"]) / f"{name}.ready"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, bin_folder: Path) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        python = prepared_python(".venv-server", BASE_DIR / "requirements-server.txt")
        self.ready_file.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(python.parent),
                cwd=BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Wait until it says that it is there."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.ready_file.exists():
            if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                raise ServiceError(f"{self.name} is not ready: {self.log}")
            time.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and all its children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """End it and all its children with SIGKILL."""
        if self.process is not None:
            self.signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def end(self) -> int | None:
        """Ask it to end, as a deployment does; return its exit code, None if it was killed."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(TERM_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return None
        self.process = None
        return code


class Web(Program):
    """One web server on a port that stays its own."""

    def __init__(self, name: str, environment: dict[str, str], folder: Path) -> None:
        super().__init__(name, environment, folder)
        self.port = free_port()

    def command(self, bin_folder: Path) -> list[str]:
        return [
            str(bin_folder / "granian"),
            *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)),
            *("--workers", "1", "--blocking-threads", str(THREADS)),
            *("--no-access-log", "config.wsgi:application"),
        ]


class Worker(Program):
    """A Celery worker with two children."""

    def command(self, bin_folder: Path) -> list[str]:
        return [
            *(str(bin_folder / "celery"), "-A", "config", "worker", "--concurrency", "2"),
            *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
            *("--hostname", f"{self.name}@drill"),
        ]


class Beat(Program):
    """A clock; two of them run in a drill."""

    def command(self, bin_folder: Path) -> list[str]:
        return [
            *(str(bin_folder / "celery"), "-A", "config", "beat", "--loglevel", "WARNING"),
            *("--scheduler", "config.beat:CatchUpScheduler", "--pidfile="),
        ]
