"""A result on the terminal and in a file."""

import json
import os
import platform
import re
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.stage import BASE_DIR

RESULTS = BASE_DIR / "benchmarks" / "results"
PACKAGES = ("django", "djangorestframework", "psycopg", "pydantic")


def show(title: str, rows: list[dict[str, Any]]) -> None:
    """Print rows of equal keys as a Markdown table."""
    print(f"\n### {title}\n")
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads), *([_text(row[head]) for head in heads] for row in rows)]
    for line in lines:
        print("| " + " | ".join(line) + " |")
    sys.stdout.flush()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def store(name: str, result: Any) -> Path:
    """Write a result as JSON, with the machine and the versions it was made by."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({"machine": machine(), name: result}, indent=2) + "\n")
    return path


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return {
        "cpu": cpu[1] if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory[1]) / 1024**2) if memory else None,
        "load_before": os.getloadavg()[0],
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "postgresql": _postgresql_version(),
        **{name: version(name) for name in PACKAGES},
        "commit": _commit(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _postgresql_version() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
