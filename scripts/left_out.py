"""Pytest plugin of ``run.py test``: leaves out what needs more than Python, and names it.

A marker expression of the caller (``-m browser``) switches it off.
"""

import pytest

NEEDS = {
    "browser": "a real browser: Debian's chromium, then `python3 run.py test -m browser`",
    "services": (
        "real PostgreSQL, Redis and worker processes: "
        "`python3 scripts/services.py -- python3 run.py test -m services`"
    ),
}
_left_out: dict[str, list[str]] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect marked tests unless the caller chose markers himself."""
    if config.option.markexpr:
        return
    kept, dropped = [], []
    for item in items:
        marker = next((name for name in NEEDS if item.get_closest_marker(name)), None)
        if marker is None:
            kept.append(item)
            continue
        dropped.append(item)
        _left_out.setdefault(marker, []).append(item.nodeid.split("::")[0])
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker process tell the one that prints what it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = _left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Hear it: every worker collects the same tests, so the last one says it all."""
    _left_out.update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out, and why."""
    if not _left_out:
        return
    terminalreporter.section("left out")
    for marker, files in _left_out.items():
        terminalreporter.line(f"{len(files)} {marker} tests need {NEEDS[marker]}")
        for name in sorted(set(files)):
            terminalreporter.line(f"    {name}: {files.count(name)}")
