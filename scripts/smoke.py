#!/usr/bin/env python3
"""Start the product from a fresh clone as a person would, look, stop it; print the figures.

Fails when it does not answer, does not end in order, or needs too much memory. Times drift on
shared machines, so they fail only at twice their bar.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

try:
    from scripts.services import free_port
except ModuleNotFoundError:  # called as a script
    from services import free_port

BASE_DIR = Path(__file__).resolve().parent.parent
COLD_SECONDS, WARM_SECONDS, STOP_SECONDS, RESIDENT_MB = 60.0, 3.0, 3.0, 130.0
TOLERANCE = 2.0  # times a bar in seconds
SETTLE_SECONDS = 20.0  # until the first jobs have run
GIVE_UP_SECONDS = 300.0


class SmokeError(Exception):
    """The product did not do what it promises."""


def clone(folder: Path) -> Path:
    """Clone the committed state of this tree."""
    target = folder / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--no-hardlinks", str(BASE_DIR), str(target)], check=True
    )
    return target


class Product:
    """One run of ``python3 run.py`` in the clone."""

    def __init__(self, tree: Path, data: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.began = time.monotonic()
        environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "--port", str(port), "--data", str(data)],
            cwd=tree,
            stdin=subprocess.DEVNULL,
            env=environment,
        )

    def wait_until_ready(self) -> float:
        """Return the seconds from the start to the first answer."""
        while time.monotonic() - self.began < GIVE_UP_SECONDS:
            if self.process.poll() is not None:
                raise SmokeError(f"It ended by itself with exit code {self.process.returncode}.")
            try:
                with urllib.request.urlopen(self.url + "/livez", timeout=60):  # noqa: S310
                    return time.monotonic() - self.began
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise SmokeError("It never answered.")

    def readiness(self) -> dict[str, object]:
        """Return what /readyz says; refuses anything but 200."""
        with urllib.request.urlopen(self.url + "/readyz", timeout=30) as answer:  # noqa: S310
            return dict(json.load(answer))

    def settle(self) -> dict[str, object]:
        """Wait until the clock has beaten once: web, worker and beat all work."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while (state := self.readiness())["status"] != "ok":
            if time.monotonic() > deadline:
                raise SmokeError(f"/readyz still says {state}.")
            time.sleep(0.25)
        return state

    def resident_mb(self) -> float | None:
        """Return the resident memory; None where /proc is missing."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        lines = dict(line.partition(":")[::2] for line in status.read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) / 1024

    def stop(self) -> tuple[float, int]:
        """Press Ctrl-C; return the seconds until the end and the exit code."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise SmokeError("It did not end within 30 s of Ctrl-C.") from None
        return time.monotonic() - began, code


class Report:
    """Figures against their bars."""

    def __init__(self) -> None:
        self.misses: list[str] = []

    def add(self, name: str, value: float, bar: float, unit: str, tolerance: float = 1.0) -> None:
        verdict = "" if value <= bar else f"  over the bar of {bar:g} {unit}"
        print(f"{name:42} {value:8.2f} {unit}{verdict}", flush=True)
        if value > bar * tolerance:
            self.misses.append(name)


def run_once(tree: Path, data: Path, report: Report, kind: str, bar: float) -> None:
    """Start, look, measure, stop."""
    product = Product(tree, data, free_port())
    try:
        report.add(f"{kind} start until the first answer", product.wait_until_ready(), bar, "s", 2)
        print("readyz:", json.dumps(product.settle()), flush=True)
        if (resident := product.resident_mb()) is not None:
            report.add("resident memory", resident, RESIDENT_MB, "MB")
        seconds, code = product.stop()
        report.add("Ctrl-C until the end", seconds, STOP_SECONDS, "s", TOLERANCE)
        if code != 0:
            raise SmokeError(f"It ended with exit code {code} after Ctrl-C.")
    finally:
        if product.process.poll() is None:
            product.process.kill()
            product.process.wait()


def main() -> int:
    report = Report()
    with tempfile.TemporaryDirectory(prefix="mentor-smoke-") as folder:
        tree, data = clone(Path(folder)), Path(folder) / "data"
        try:
            run_once(tree, data, report, "cold", COLD_SECONDS)
            run_once(tree, data, report, "warm", WARM_SECONDS)
        except SmokeError as error:
            print(error, file=sys.stderr)
            return 1
    if report.misses:
        print("Missed:", ", ".join(report.misses), file=sys.stderr)
    return 1 if report.misses else 0


if __name__ == "__main__":
    sys.exit(main())
