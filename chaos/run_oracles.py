"""The judges of runs, jobs and silence: pure functions of what was read and what was traced."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chaos.client import Call, Received
from chaos.oracles import Verdict

ENDED_STEPS = {"completed", "failed", "cancelled"}
ENDED_RUNS = {"completed", "stopped", "failed"}
# Where each action of the contract leads: its legal walks.
LEGAL = {
    ("INTAKE", "PLANNING"),
    ("PLANNING", "LEARNING"),
    ("LEARNING", "QUIZZING"),
    ("QUIZZING", "ANALYZING"),
    ("ANALYZING", "PLANNING"),
    ("ANALYZING", "COMPLETED"),
}
# Entries of which a step, or a run, leaves one.
ONCE_A_STEP = {"topic_selected", "lesson_started", "quiz_generated", "topic_vetoed"}
ONCE_A_RUN = {"session_started", "session_completed", "session_stopped"}
RUN_WALK = {
    "": {"session_started"},
    "session_started": {"session_paused", "session_stopped", "session_completed"},
    "session_paused": {"session_resumed", "session_stopped"},
    "session_resumed": {"session_paused", "session_stopped", "session_completed"},
}
SLOW_SECONDS = 20.0


class Entry(NamedTuple):
    """One entry of a history, as far as it is judged here."""

    session: str
    action: str
    phase: str
    forced: bool
    run: str
    step: int


class Step(NamedTuple):
    run: str
    order: int
    status: str
    step: str
    has_result: bool


@dataclass
class Trails:
    """What the database holds of runs, and what the probes traced."""

    runs: dict[str, str] = field(default_factory=dict)  # status
    steps: list[Step] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)  # effects found twice, in words
    effects: int = 0
    stalled: list[str] = field(default_factory=list)
    ticks: dict[str, int] = field(default_factory=dict)
    claimed_windows: int = 0
    trace: list[dict[str, Any]] = field(default_factory=list)


def phases(trails: Trails) -> Verdict:
    """E: of each session the phases, of each run its moves, form a legal walk."""
    violations = []
    for session, found in _grouped(trails.entries, lambda entry: entry.session):
        for before, after in itertools.pairwise(found):
            step = (before.phase, after.phase)
            if before.phase != after.phase and step not in LEGAL and not after.forced:
                violations.append(f"session {session}: {before.phase} to {after.phase}")
    of_runs = [entry for entry in trails.entries if entry.run]
    for run, found in _grouped(of_runs, lambda entry: entry.run):
        walked = [e.action for e in found if e.action in RUN_WALK or e.action in ONCE_A_RUN]
        for before, after in itertools.pairwise(["", *walked]):
            if after not in RUN_WALK.get(before, set()):
                violations.append(f"run {run}: {after} after {before or 'nothing'}")
    return Verdict("E", "phases and runs walk legally", len(trails.entries), violations)


def steps(trails: Trails, live: Iterable[str] = ()) -> Verdict:
    """F: each step of each run once and in order; no effect twice; no late hand at work."""
    violations = [*live, *trails.twice]
    for run, found in _grouped(trails.steps, lambda step: step.run):
        orders = [step.order for step in found]
        if orders != list(range(1, len(orders) + 1)):
            violations.append(f"run {run}: steps {orders}")
        open_steps = [step for step in found if step.status not in ENDED_STEPS]
        if any(step.order != found[-1].order for step in open_steps):
            violations.append(f"run {run}: a step before the last is not ended")
        if open_steps and trails.runs[run] in ENDED_RUNS:
            violations.append(f"run {run} is {trails.runs[run]} with an open step")
        violations += [
            f"run {run}: step {step.order} is completed without a result"
            for step in found
            if step.status == "completed" and not step.has_result
        ]
    violations += _entries_twice(trails.entries)
    commits = Counter(line["step"] for line in trails.trace if line["event"] == "commit")
    violations += [f"step {step}: committed {n} times" for step, n in commits.items() if n > 1]
    violations += [f"late hand: {found}" for found in late_commits(trails.trace)]
    judged = len(trails.steps) + trails.effects
    return Verdict("F", "each step once, in order, by its holder", judged, violations)


def _entries_twice(entries: list[Entry]) -> list[str]:
    of_steps = Counter((e.run, e.step, e.action) for e in entries if e.action in ONCE_A_STEP)
    of_runs = Counter((e.run, 0, e.action) for e in entries if e.run and e.action in ONCE_A_RUN)
    return [
        f"run {run}, step {step}: {action} {count} times"
        for (run, step, action), count in (of_steps + of_runs).items()
        if count > 1 and run
    ]


def late_commits(trace: list[dict[str, Any]]) -> list[str]:
    """Return commits under a token whose run somebody else had claimed by then."""
    holder: dict[str, str] = {}
    late = []
    for line in trace:
        if line["event"] == "claim":
            holder[line["run"]] = line["token"]
        elif line["event"] == "commit" and holder.get(line["run"]) != line["token"]:
            late.append(f"{line['role']} committed step {line['step']} of run {line['run']}")
    return late


def practice(watched: int, several: list[str], torn: list[str]) -> Verdict:
    """G: at most one active practice session a learner, looked at all the time."""
    return Verdict("G", "one active practice session", watched, [*several, *torn])


def windows(trails: Trails) -> Verdict:
    """H: two beats, one effect a window."""
    violations = [f"window {slot}: {n} effects" for slot, n in trails.ticks.items() if n > 1]
    judged = max(len(trails.ticks), trails.claimed_windows)
    if not trails.ticks:
        violations.append("no window took effect")
    return Verdict("H", "one effect a window", judged, violations)


def isolation(received: Iterable[Received]) -> Verdict:
    """I: nothing of a learner in what another one was sent."""
    everything = list(received)
    seen = sum(found.own + len(found.foreign) for found in everything)
    return Verdict(
        "I", "no canary of another", seen, [text for found in everything for text in found.foreign]
    )


def liveness(trails: Trails, unfinished: list[str]) -> Verdict:
    """J: calmed down, nothing is claimed with an expired lease or due and untouched."""
    return Verdict("J", "nothing is stuck", len(trails.runs), [*trails.stalled, *unfinished])


def rudeness(calls: Iterable[Call]) -> Verdict:
    """K, of every request: no 5xx but 503, and an end within its time."""
    everything = list(calls)
    violations = [
        f"{call.method} {call.path}: {call.status or call.why} after {call.seconds:.1f} s"
        for call in everything
        if ((call.status or 0) >= 500 and call.status != 503)
        or call.seconds > SLOW_SECONDS
        or call.why == "TimeoutError"
    ]
    return Verdict("K", "no 5xx but 503, an end within 20 s", len(everything), violations)


def silence(logs: dict[str, str], secrets: Iterable[str], canary: Any) -> Verdict:
    """L: no token, password, e-mail or canary in any log."""
    wanted = list(secrets)
    violations = []
    for name, text in logs.items():
        violations += [f"{name} holds a secret ({s[:4]}...)" for s in wanted if s in text]
        found = canary.search(text.encode())
        if found:
            line = text[: found.start()].count("\n")
            violations.append(f"{name} holds a canary: {text.splitlines()[line][:400]}")
    lines = sum(text.count("\n") for text in logs.values())
    return Verdict("L", "no secret and no canary in a log", lines, violations)


def _grouped(rows: Iterable[Any], by: Any) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    return list(groups.items())
