"""Keeps the servers of a drill: starts, kills and restarts only what it started itself."""

import base64
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.servers import prepared_python
from chaos.client import Client
from chaos.sabotage import LAZY_COMMIT
from scripts.services import Postgres, ServiceError, free_port

BASE_DIR = Path(__file__).resolve().parent.parent
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
WEB_SERVERS, THREADS = 2, 8
READY_SECONDS = 60.0


class Web:
    """One web server in a process group of its own."""

    def __init__(self, name: str, environment: dict[str, str], log: Path) -> None:
        self.name = name
        self.port = free_port()
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        python = prepared_python(".venv-server", BASE_DIR / "requirements-server.txt")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(python.with_name("granian")),
                    *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)),
                    *("--workers", "1", "--blocking-threads", str(THREADS)),
                    *("--no-access-log", "config.wsgi:application"),
                ],
                cwd=BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End the server and all its workers with SIGKILL."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class Keeper:
    """A durable PostgreSQL and two web servers on loopback, and a probe that does real work."""

    def __init__(self, folder: Path, sabotage: str = "") -> None:
        self.folder = folder
        self.is_lazy = sabotage == "lazy-commit"
        self.postgres = Postgres(durable=True, settings=LAZY_COMMIT if self.is_lazy else None)
        self.sabotage = "" if self.is_lazy else sabotage  # what the product is told
        self.webs: list[Web] = []
        self.probe: Client | None = None

    def start(self) -> None:
        self.postgres.start()
        if not self.is_lazy:
            self._assert_durable()
        environment = self._environment()
        self._migrate(environment)
        for number in range(WEB_SERVERS):
            web = Web(f"web-{number}", environment, self.folder / f"web-{number}.log")
            self.webs.append(web)
            web.start()
        for web in self.webs:
            self._wait_for(web)

    @property
    def ports(self) -> list[int]:
        return [web.port for web in self.webs]

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.postgres.url, autocommit=True, connect_timeout=5)

    def _assert_durable(self) -> None:
        with self.connect() as connection:
            for name, wanted in DURABLE.items():
                found = connection.execute(f"SHOW {name}").fetchone()
                if found is None or found[0] != wanted:
                    raise ServiceError(f"PostgreSQL runs with {name}={found}; the drill needs on.")

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "chaos.settings",
            "MENTOR_MODE": "server",
            "DATABASE_URL": self.postgres.url,
            "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
            "JWT_SIGNING_KEY": secrets.token_urlsafe(64),
            "FIELD_ENCRYPTION_KEYS": f"k1:{key}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "false",
            "REQUIRE_EMAIL_CONFIRMATION": "false",
            "THROTTLE_USER": "1000000000/min",
            "LOG_LEVEL": "WARNING",
            "CHAOS_SABOTAGE": self.sabotage,
            "CHAOS_TEST_BUILD": "1" if self.sabotage else "",
        }

    def _migrate(self, environment: dict[str, str]) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServiceError(f"migrate failed:\n{done.stderr[-3000:]}")

    def _wait_for(self, web: Web) -> None:
        """Wait until a server does useful work: it starts a session for the probe."""
        deadline = time.monotonic() + READY_SECONDS
        client = Client([web.port])
        client.token = self.probe.token if self.probe else ""
        path = "/api/session/start" if self.probe else "/readyz"
        try:
            while time.monotonic() < deadline:
                reply = client.call("POST" if self.probe else "GET", path, self.probe and {})
                if reply.is_done:
                    return
                time.sleep(0.05)
        finally:
            client.close()
        raise ServiceError(f"{web.name} is not ready after {READY_SECONDS:.0f} s: {web.log}")

    def kill_web(self, number: int) -> None:
        self.webs[number].kill()

    def restart_web(self, number: int) -> None:
        self.webs[number].start()
        self._wait_for(self.webs[number])

    def kill_postgres(self) -> None:
        self.postgres.kill()

    def restart_postgres(self) -> float:
        """Start it again; return the seconds from ready to the first useful answer of each web."""
        self.postgres.start()
        ready_at = time.monotonic()
        for web in self.webs:
            self._wait_for(web)
        return time.monotonic() - ready_at

    def stop(self, *, keep: bool = False) -> None:
        for web in self.webs:
            web.kill()
        if keep:
            self.postgres.stop()
        else:
            self.postgres.remove()
