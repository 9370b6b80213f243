"""Keeps the servers of a drill: starts, kills and restarts only what it started itself."""

import base64
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg

from chaos.client import Client
from chaos.processes import BASE_DIR, READY_SECONDS, Beat, Program, Web, Worker
from chaos.sabotage import FILE, LAZY_COMMIT
from chaos.tasks import TABLE
from scripts.services import Postgres, Redis, ServiceError

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
EACH = 2  # web servers, workers, beats


class Keeper:
    """PostgreSQL, Redis, two web servers, two workers, two beats, and a probe that works."""

    def __init__(self, folder: Path, *, trial: bool = False, work_seconds: float = 0.1) -> None:
        self.folder = folder
        self.is_trial = trial
        self.work_seconds = work_seconds
        self.probes = folder / "probes"
        self.probes.mkdir()
        self.postgres = Postgres(durable=True)
        self.redis = Redis()
        self.webs: list[Web] = []
        self.workers: list[Worker] = []
        self.beats: list[Beat] = []
        self.workers_lock = threading.Lock()  # of whoever strikes at one of them
        self.probe: Client | None = None

    def start(self) -> None:
        self.postgres.start()
        self._assert_durable()
        self.redis.start()
        environment = self._environment()
        self._manage(environment, "migrate", "--verbosity", "0")
        self._manage(environment, "load_curriculum")
        with self.connect() as connection:
            connection.execute(TABLE)
        for number in range(EACH):
            self.webs.append(Web(f"web-{number}", environment, self.folder))
            self.workers.append(Worker(f"worker-{number}", environment, self.folder))
            self.beats.append(Beat(f"beat-{number}", environment, self.folder))
        for program in self._programs():
            program.start()
        for web in self.webs:
            self._wait_for(web)
        for program in [*self.workers, *self.beats]:
            program.wait_until_ready()

    def _programs(self) -> list[Program]:
        return [*self.webs, *self.workers, *self.beats]

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
            "MENTOR_DATA": str(self.folder),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
            "JWT_SIGNING_KEY": secrets.token_urlsafe(64),
            "FIELD_ENCRYPTION_KEYS": f"k1:{key}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "false",
            "REQUIRE_EMAIL_CONFIRMATION": "false",
            "THROTTLE_USER": "1000000000/min",
            "THROTTLE_AGENT": "1000000000/min",
            "LOG_LEVEL": "INFO",
            "CHAOS_PROBES": str(self.probes),
            "CHAOS_WORK_SECONDS": str(self.work_seconds),
            "CHAOS_TRIAL": "1" if self.is_trial else "",
            "CHAOS_TEST_BUILD": "1" if self.is_trial else "",
        }

    def _manage(self, environment: dict[str, str], *words: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServiceError(f"{words[0]} failed:\n{done.stderr[-3000:]}")

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

    def play(self, sabotage: str) -> None:
        """Let the product play a sabotage from now on; an empty name ends it."""
        if not self.is_trial:
            raise ServiceError("Sabotages are for trials.")
        with self.connect() as connection:
            for name, value in LAZY_COMMIT.items():
                lazy = f"SET {name} = '{value}'" if sabotage == "lazy-commit" else f"RESET {name}"
                connection.execute(f"ALTER SYSTEM {lazy}")
            connection.execute("SELECT pg_reload_conf()")
        fresh = self.folder / FILE
        fresh.write_text(sabotage)
        fresh.rename(self.probes / FILE)

    def pause_redis(self) -> None:
        if self.redis.process is not None:
            self.redis.process.send_signal(signal.SIGSTOP)

    def continue_redis(self) -> None:
        if self.redis.process is not None:
            self.redis.process.send_signal(signal.SIGCONT)

    def stop(self, *, keep: bool = False) -> None:
        self.continue_redis()
        for program in self._programs():
            program.kill()
        if keep:
            self.postgres.stop()
            self.redis.stop()
        else:
            self.postgres.remove()
            self.redis.remove()
