"""HTTP start, state and save: the shipped product beside the bare reference, interleaved."""

import http.client
import itertools
import json
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks import servers
from benchmarks.load import Load, drive, request_bytes
from benchmarks.servers import WebServer
from benchmarks.stage import BASE_DIR, new_learner
from benchmarks.table import show, store

LEARNERS, CONNECTIONS = 200, 16
START_BODY = b'{"exam_type": "JEE"}'
CALLS = ("start", "state", "save")


@dataclass
class Figures:
    """What the bursts of one call on one server showed, a value for each round."""

    per_second: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)

    def add(self, load: Load, cpu_seconds: float) -> None:
        self.per_second.append(load.per_second)
        self.cpu_ms.append(cpu_seconds / load.requests * 1000)
        self.p99_ms.append(load.percentile_ms(0.99))


def run(*, quick: bool) -> None:
    rounds, seconds = (3, 1.0) if quick else (30, 1.0)
    _create_reference_tables()
    headers = _learners()
    commands = {"product": servers.product_command, "reference": servers.reference_command}
    with ExitStack() as stack:
        running = []
        for name, command in commands.items():
            port = servers.new_port()
            running.append(stack.enter_context(servers.serving(name, command(port), port)))
        figures = _measure(running, headers, rounds, seconds)
    rows = [_row(call, figures) for call in CALLS]
    title = f"HTTP, {servers.WORKERS} workers, {CONNECTIONS} connections, {rounds} rounds"
    show(title, rows)
    store("http", rows)


def _create_reference_tables() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute((BASE_DIR / "benchmarks" / "reference_tables.sql").read_text())


def _learners() -> list[dict[str, str]]:
    """Return the request headers of learners, each with a token that outlives the run."""
    from django.conf import settings

    from accounts.tokens import issue_access_token

    settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"] *= 6
    return [
        {"Host": "127.0.0.1", "Authorization": f"Bearer {issue_access_token(new_learner())}"}
        for _ in range(LEARNERS)
    ]


def _measure(
    running: list[WebServer], headers: list[dict[str, str]], rounds: int, seconds: float
) -> dict[tuple[str, str], Figures]:
    """Let the servers take turns, call by call; the first round only warms them up."""
    figures = {(server.name, call): Figures() for server in running for call in CALLS}
    owned = {server.name: _own_sessions(server, headers) for server in running}
    for turn in range(rounds + 1):
        for call in CALLS:
            for server in running if turn % 2 else running[::-1]:
                requests = _requests(call, headers, owned[server.name])
                before = server.cpu_seconds()
                load = drive(server.port, requests, seconds=seconds, connections=CONNECTIONS)
                if turn:
                    figures[server.name, call].add(load, server.cpu_seconds() - before)
    return figures


def _own_sessions(server: WebServer, headers: list[dict[str, str]]) -> list[tuple[dict, str]]:
    """Start a session for each learner and return it with its owner's headers."""
    owned = []
    for mine in headers:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        json_headers = {**mine, "Content-Type": "application/json"}
        connection.request("POST", "/api/session/start", START_BODY, json_headers)
        owned.append((mine, json.loads(connection.getresponse().read())["session_id"]))
        connection.close()
    return owned


def _requests(
    call: str, headers: list[dict[str, str]], owned: list[tuple[dict, str]]
) -> Iterator[bytes]:
    if call == "start":
        made = [request_bytes("POST", "/api/session/start", mine, START_BODY) for mine in headers]
        return itertools.cycle(made)
    if call == "state":
        made = [request_bytes("GET", f"/api/session/{pk}/state", mine) for mine, pk in owned]
        return itertools.cycle(made)
    return _saves(owned)


def _saves(owned: list[tuple[dict, str]]) -> Iterator[bytes]:
    """Each save changes something, so each writes."""
    for number, (mine, pk) in enumerate(itertools.cycle(owned)):
        context = {
            "current_topic": f"Friction {number}",
            "last_quiz_score": 75,
            "extra_data": {"lesson": {"step": number}},
        }
        body = json.dumps({"context_data": context, "phase": "INTAKE"}).encode()
        yield request_bytes("POST", f"/api/session/{pk}/save", mine, body)


def _row(call: str, figures: dict[tuple[str, str], Figures]) -> dict[str, Any]:
    ours, theirs = figures["product", call], figures["reference", call]
    ratios = [mine / bare for mine, bare in zip(ours.per_second, theirs.per_second, strict=True)]
    median = statistics.median
    return {
        "call": call,
        "product a second": median(ours.per_second),
        "reference a second": median(theirs.per_second),
        "ratio (median of rounds)": median(ratios),
        "lowest-highest ratio": f"{min(ratios):.2f}-{max(ratios):.2f}",
        "product CPU ms": median(ours.cpu_ms),
        "reference CPU ms": median(theirs.cpu_ms),
        "product p99 ms": median(ours.p99_ms),
        "reference p99 ms": median(theirs.p99_ms),
    }
