#!/usr/bin/env python3
"""Throw-away PostgreSQL and Redis on loopback, for tests, benchmarks and fault drills.

python3 scripts/services.py [--durable] -- COMMAND ...

runs the command with DATABASE_URL and REDIS_URL set, stops both servers afterwards and
returns the command's exit code. Needs the servers' programs (Debian: postgresql,
redis-server); installs nothing. As root, the servers run as the user ``nobody``.
"""

import argparse
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

START_SECONDS, STOP_SECONDS = 30.0, 20.0
START_TRIES = 3  # somebody may take the free port between choosing and using it
DATABASE = USER = "mentor"
UNPRIVILEGED_USER = "nobody"


class ServiceError(Exception):
    """A server cannot be started here; the message says why."""


def free_port() -> int:
    """Return a loopback port that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_program(name: str) -> str:
    """Return a program's path; Debian keeps PostgreSQL's in a folder for each version."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name)
    )
    found = next((str(path / name) for path in folders if (path / name).exists()), None)
    found = found or shutil.which(name)
    if found is None:
        raise ServiceError(
            f"{name} is not installed (Debian: apt-get install postgresql redis-server)."
        )
    return found


def as_unprivileged(command: list[str]) -> list[str]:
    """Wrap a command so that root runs it as an ordinary user (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return command
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    return [
        find_program("setpriv"),
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        *command,
    ]


class Server:
    """One server process in a fresh folder; it can be killed and started again on its files."""

    name = "server"

    def __init__(self) -> None:
        # Directly under the temp folder: socket paths may have about 100 characters.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, UNPRIVILEGED_USER)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> None:
        """Start it and wait until it answers; the port stays the same from then on."""
        for _ in range(START_TRIES):
            port = self.port or free_port()
            self._launch(port)
            if self._wait_until_it_answers(port):
                self.port = port
                return
            self.stop()
        raise ServiceError(f"{self.name} did not start:\n{self.log.read_text()[-4000:]}")

    def _launch(self, port: int) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                as_unprivileged(self.command(port)),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal goes to the command, not here
            )

    def _wait_until_it_answers(self, port: int) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process and self.process.poll() is None:
            if self.answers(port):
                return True
            time.sleep(0.05)
        return False

    def command(self, port: int) -> list[str]:
        raise NotImplementedError

    def answers(self, port: int) -> bool:
        raise NotImplementedError

    @property
    def stop_signal(self) -> signal.Signals:
        return signal.SIGTERM

    def stop(self) -> None:
        """Stop it in order; by force if it does not follow."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def remove(self) -> None:
        """Stop it and delete its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres(Server):
    """PostgreSQL with one database; durable, or quick (fsync off) for tests."""

    name = "postgres"

    def __init__(self, *, durable: bool = False, settings: dict[str, str] | None = None) -> None:
        super().__init__()
        self.password = secrets.token_hex(16)
        self.data = self.folder / "data"
        self.settings = settings or {}
        if not durable:
            self.settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
            }

    def _initialise(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        if os.geteuid() == 0:
            shutil.chown(password_file, UNPRIVILEGED_USER)
        command = [
            find_program("initdb"),
            f"--pgdata={self.data}",
            f"--username={USER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        done = subprocess.run(
            as_unprivileged(command), check=False, capture_output=True, text=True, cwd=self.folder
        )
        if done.returncode:
            raise ServiceError(f"initdb failed:\n{done.stdout}{done.stderr}")
        password_file.unlink()

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def stop_signal(self) -> signal.Signals:
        return signal.SIGINT  # fast: ends the clients' sessions instead of waiting for them

    def command(self, port: int) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
        } | self.settings
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [find_program("postgres"), "-D", str(self.data), *options]

    def answers(self, port: int) -> bool:
        check = [find_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        return subprocess.run(check, check=False).returncode == 0

    def start(self) -> None:
        """Start it; the first time, make its files and the database as well."""
        is_first_start = not self.data.exists()
        if is_first_start:
            self._initialise()
        super().start()
        if is_first_start:
            subprocess.run(
                [
                    find_program("createdb"),
                    *("-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-w", DATABASE),
                ],
                check=True,
                env=os.environ | {"PGPASSWORD": self.password},
            )

    def kill(self) -> None:
        """End every process of the server with SIGKILL, as a power cut would."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGSTOP)  # no child is born while they are counted
        for pid in [*_children_of(self.process.pid), self.process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


def _children_of(pid: int) -> list[int]:
    """Return the children of a process, read from /proc (each backend leads its own group)."""
    children = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # "pid (name) state ppid ...": the name may hold blanks and brackets.
            if int(entry.read_text().rpartition(")")[2].split()[1]) == pid:
                children.append(int(entry.parent.name))
    return children


class Redis(Server):
    """Redis without persistence: nothing true lives in it."""

    name = "redis"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self, port: int) -> list[str]:
        return [
            find_program("redis-server"),
            *("--bind", "127.0.0.1", "--port", str(port), "--dir", str(self.folder)),
            *("--save", "", "--appendonly", "no", "--daemonize", "no"),
        ]

    def answers(self, port: int) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as link:
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
        return False

    def kill(self) -> None:
        """End the server with SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Services(NamedTuple):
    """Both servers, running."""

    postgres: Postgres
    redis: Redis

    def environment(self) -> dict[str, str]:
        """Return the environment variables by which the product finds them."""
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}


@contextlib.contextmanager
def running_services(*, durable: bool = False) -> Iterator[Services]:
    """Start both servers; stop them and delete their files at the end of the block."""
    with contextlib.ExitStack() as stack:
        postgres = Postgres(durable=durable)
        stack.callback(postgres.remove)
        postgres.start()
        redis = Redis()
        stack.callback(redis.remove)
        redis.start()
        yield Services(postgres, redis)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--durable", action="store_true", help="keep commits through a power cut")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running_services(durable=options.durable) as services:
            environment = os.environ | services.environment()
            return subprocess.run(options.command, check=False, env=environment).returncode
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
