"""A small load client: raw keep-alive connections on one thread, cheap enough not to be measured.

The client shares the machine with what it measures, so it spends some 30 microseconds a request
and reads no more of an answer than its status and its length.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
STALL_SECONDS = 20.0


class LoadFailure(Exception):
    """The server answered something else than wanted, or not at all."""


@dataclass
class Load:
    """What one burst of requests showed."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def request_bytes(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return one HTTP/1.1 request, ready to send."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    if body or method == "POST":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.buffer = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[int, bytes] | None:
        """Read what there is; return status and body once the answer is whole."""
        chunk = self.socket.recv(65_536)
        if not chunk:
            raise LoadFailure("The server closed a connection.")
        self.buffer += chunk
        head, separator, body = self.buffer.partition(HEAD_END)
        if not separator:
            return None
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        if at < 0:
            raise LoadFailure(f"An answer without Content-Length: {head[:200]!r}")
        length = int(lowered[at + 15 :].split(b"\r\n", 1)[0])
        return (int(head[9:12]), body) if len(body) >= length else None


def drive(
    port: int,
    requests: Iterator[bytes],
    *,
    seconds: float,
    connections: int,
    keep: Callable[[Load, bytes], None] | None = None,
) -> Load:
    """Send ``requests`` for a while over some connections; every answer must be a 2xx."""
    load = Load()
    selector = selectors.DefaultSelector()
    links = [_Connection(port) for _ in range(connections)]
    started = time.perf_counter()
    stop_at = started + seconds
    try:
        for link in links:
            selector.register(link.socket, selectors.EVENT_READ, link)
            link.send(next(requests))
        open_links = len(links)
        while open_links:
            ready = selector.select(timeout=STALL_SECONDS)
            if not ready:
                raise LoadFailure(f"No answer within {STALL_SECONDS:.0f} s.")
            for key, _ in ready:
                open_links -= _take(key.data, load, requests, stop_at, keep)
    finally:
        for link in links:
            link.socket.close()
        selector.close()
    load.seconds = time.perf_counter() - started
    return load


def _take(
    link: _Connection,
    load: Load,
    requests: Iterator[bytes],
    stop_at: float,
    keep: Callable[[Load, bytes], None] | None,
) -> int:
    """Read one connection; return 1 when it has sent its last request."""
    answer = link.receive()
    if answer is None:
        return 0
    now = time.perf_counter()
    status, body = answer
    if not 200 <= status < 300:
        raise LoadFailure(f"{status}: {body[:300]!r}")
    load.latencies.append(now - link.sent_at)
    if keep is not None:
        keep(load, body)
    if now >= stop_at:
        return 1
    link.send(next(requests))
    return 0
