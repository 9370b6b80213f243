"""500 idle event streams in one ASGI process: what they hold and what they cost."""

import contextlib
import http.client
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.servers import WebServer, new_port, prepared_python, serving
from benchmarks.stage import BASE_DIR, StageError, new_learner
from benchmarks.table import show, store

STREAMS, QUICK_STREAMS = 500, 100
QUIET_SECONDS, QUICK_SECONDS = 30, 10
ADDRESS = "/api/sessions/{}/events/?ticket={}"


def run(*, quick: bool) -> None:
    count = QUICK_STREAMS if quick else STREAMS
    rows = [_measured(count, QUICK_SECONDS if quick else QUIET_SECONDS)]
    show("Idle event streams in one process", rows)
    store("streams", rows)


def stream_command(port: int) -> list[str]:
    """The command of docs/operations.md, in a server's environment."""
    python = prepared_python(".venv-server", BASE_DIR / "requirements-server.txt")
    options = ["--lifespan", "off", "--no-proxy-headers", "--timeout-graceful-shutdown", "10"]
    return [
        *(str(python), "-m", "uvicorn", "config.asgi:application"),
        *("--port", str(port), "--log-level", "warning", *options),
    ]


def _measured(count: int, seconds: float) -> dict[str, Any]:
    sessions = [_session() for _ in range(count)]
    port = new_port()
    with (
        serving("the stream server", stream_command(port), port) as server,
        contextlib.ExitStack() as open_links,
    ):
        before = _rss_mb(server)
        answers = [open_links.enter_context(_opened(port, session)) for session in sessions]
        time.sleep(2)  # the time to settle, outside what is measured
        cpu, begun = server.cpu_seconds(), time.perf_counter()
        time.sleep(seconds)
        share = (server.cpu_seconds() - cpu) / (time.perf_counter() - begun)
        held = _rss_mb(server)
        delays = [_delay_ms(*pair) for pair in zip(sessions[:20], answers[:20], strict=True)]
    return {
        "streams": count,
        "MB before": before,
        "MB": held,
        "kB a stream": (held - before) * 1024 / count,
        "% of a core": share * 100,
        "event after ms, median": statistics.median(delays),
    }


def _session() -> Any:
    """Return a new session of a learner of its own."""
    from sessions_app.services.lifecycle import start_session

    return start_session(user_id=new_learner().pk, exam_type="NEET")


@contextlib.contextmanager
def _opened(port: int, session: Any) -> Iterator[http.client.HTTPResponse]:
    from sessions_app.services.tickets import give_ticket

    ticket = give_ticket(user_id=session.user_id, session_id=session.pk)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("GET", ADDRESS.format(session.pk, ticket))
    answer = link.getresponse()
    if answer.status != 200:
        raise StageError(f"A stream was answered {answer.status}: {answer.read()[:300]!r}")
    answer.readline()
    yield answer
    link.close()


def _delay_ms(session: Any, answer: http.client.HTTPResponse) -> float:
    """Return how long an entry takes from its commit to a client."""
    from sessions_app.services.write_path import Entry, append_action

    append_action(session_id=session.pk, entry=Entry("tutor", "explained"))
    begun = time.perf_counter()
    while not answer.readline().startswith(b"data:"):
        pass
    return (time.perf_counter() - begun) * 1000


def _rss_mb(server: WebServer) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
