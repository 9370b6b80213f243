"""Real processes on real servers: Celery workers and clocks beside the test's own database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

STOP_SECONDS = 40.0


@pytest.fixture(autouse=True)
def real_servers() -> None:
    """Skip where PostgreSQL and Redis are not given; on a build machine that is a failure."""
    if connection.vendor == "postgresql" and settings.REDIS_URL:
        return
    reason = "needs DATABASE_URL and REDIS_URL: python3 scripts/services.py -- COMMAND"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Process:
    """One real process of the product; its output goes to a file that tests may read."""

    def __init__(self, command: list[str], log: Path, environment: dict[str, str]) -> None:
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def is_running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut does: nothing is finished, nothing is told."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Send SIGTERM, as a deployment does, and return the exit code."""
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise


@pytest.fixture
def server_environment(transactional_db, tmp_path) -> dict[str, str]:
    """Return the environment of a server's process on the test's database."""
    database = connection.settings_dict
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MENTOR_MODE": "server",
        "MENTOR_DATA": str(tmp_path),
        "DJANGO_SECRET_KEY": settings.SECRET_KEY,
        "JWT_SIGNING_KEY": settings.JWT_SIGNING_KEY,
        "FIELD_ENCRYPTION_KEYS": ",".join(
            f"{key_id}:{key}" for key_id, key in settings.FIELD_ENCRYPTION_KEYS.items()
        ),
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        # A database of its own, so that no other test's message is found.
        "CELERY_BROKER_URL": settings.REDIS_URL.rsplit("/", 1)[0] + "/9",
        "LOG_LEVEL": "INFO",
    }


@pytest.fixture
def start_celery(server_environment, tmp_path) -> Iterator[Callable[..., Process]]:
    """Return a function that starts ``celery`` with arguments on the test's database."""
    started: list[Process] = []

    def start(*arguments: str) -> Process:
        log = tmp_path / f"celery-{len(started)}.log"
        command = [sys.executable, "-m", "celery", "-A", "config", *arguments]
        started.append(Process(command, log, server_environment))
        return started[-1]

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def wait_until() -> Callable[..., None]:
    """Return a function that polls a condition and fails with the processes' logs."""

    def wait(condition: Callable[[], bool], *processes: Process, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            dead = [process for process in processes if not process.is_running()]
            if dead or time.monotonic() > deadline:
                logs = "\n".join(process.log.read_text()[-4000:] for process in processes)
                pytest.fail(f"{'A process ended' if dead else 'Too late'}.\n{logs}")
            time.sleep(0.1)

    return wait
