"""What was promised to whom: an append-only file, on the disk before anybody goes on.

Before each call an intent is written, afterwards what came of it. The judgement compares the
database with this file, never with the product's own counters.
"""

import json
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

INTENT, ACK, REFUSED, UNKNOWN = "intent", "ack", "refused", "unknown"


@dataclass(frozen=True)
class Operation:
    """One thing that a learner wanted done, whatever number of tries it took."""

    op_id: str
    learner: int
    kind: str
    token: str
    key: str
    payload_hash: str
    session: str | None = None


@dataclass
class Outcome:
    """What the ledger says about an operation."""

    operation: Operation
    state: str = UNKNOWN
    tries: int = 0
    statuses: list[int] = field(default_factory=list)
    session: str | None = None
    run: str | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)


class Ledger:
    """The writing side; safe for threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def intent(self, operation: Operation) -> None:
        self._write({"event": INTENT, **asdict(operation)})

    def note(self, event: str, operation: Operation, **members: Any) -> None:
        self._write({"event": event, "op_id": operation.op_id, **members})

    def _write(self, line: dict[str, Any]) -> None:
        text = json.dumps({"at": round(time.time(), 4), **line}).encode() + b"\n"
        with self._lock:
            os.write(self._file, text)
            os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def read_ledger(lines: Iterable[str]) -> dict[str, Outcome]:
    """Return what became of each operation, by its id."""
    outcomes: dict[str, Outcome] = {}
    for text in lines:
        line = json.loads(text)
        if line["event"] == INTENT:
            members = {name: line[name] for name in Operation.__dataclass_fields__}
            outcomes[line["op_id"]] = Outcome(Operation(**members), session=line["session"])
        outcome = outcomes[line["op_id"]]
        outcome.lines.append(line)
        if line["event"] == INTENT:
            continue
        outcome.tries += 1
        if "status" in line:
            outcome.statuses.append(line["status"])
        if line["event"] in {ACK, REFUSED} and outcome.state == UNKNOWN:
            outcome.state = line["event"]
            outcome.session = line.get("session") or outcome.session
            outcome.run = line.get("run")
    return outcomes
