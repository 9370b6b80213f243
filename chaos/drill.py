"""One drill from the first server to the last verdict."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chaos.actors import Learner, sign_up
from chaos.client import Client
from chaos.crowd import sixteen_writers
from chaos.evidence import read_stored, rows_of
from chaos.keeper import Keeper
from chaos.ledger import ACK, REFUSED, UNKNOWN, Ledger, Outcome, read_ledger
from chaos.nemesis import FAULTS, Strike, planned_faults, strike
from chaos.oracles import Verdict, judge

LEARNERS = 12
QUIESCE_SECONDS = 60.0


@dataclass
class Plan:
    """What a drill is asked to do."""

    seed: int
    kills: int
    acks: int
    seconds: float
    only: list[str] = field(default_factory=lambda: list(FAULTS))
    sabotage: str = ""


@dataclass
class Findings:
    """What it found."""

    plan: Plan
    strikes: list[Strike] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    evidence: dict[str, list[str]] = field(default_factory=dict)


def run_drill(plan: Plan, folder: Path, *, keep: bool) -> Findings:
    """Start everything, let learners work under kills, calm down, judge."""
    findings = Findings(plan)
    keeper = Keeper(folder, plan.sabotage)
    ledger = Ledger(folder / "ledger.jsonl")
    began = time.monotonic()
    try:
        keeper.start()
        keeper.probe = Client(keeper.ports)
        sign_up(keeper.probe, "probe")
        learners = _learners(plan, keeper, ledger)
        _storm(plan, keeper, learners, findings)
        _quiesce(learners)
        _judge(plan, keeper, ledger, learners, findings)
    finally:
        findings.seconds = time.monotonic() - began
        ledger.close()
        keeper.stop(keep=keep)
    return findings


def _learners(plan: Plan, keeper: Keeper, ledger: Ledger) -> list[Learner]:
    learners = []
    for number in range(LEARNERS):
        client = Client(keeper.ports, first=number)
        sign_up(client, f"learner-{number}")
        learners.append(Learner(number, plan.seed, client, ledger))
    for learner in learners:
        learner.start()
    return learners


def _storm(plan: Plan, keeper: Keeper, learners: list[Learner], findings: Findings) -> None:
    """Kill as planned; then let the learners go on until there are acknowledgements enough."""
    dice = random.Random(f"{plan.seed}/times")
    deadline = time.monotonic() + plan.seconds
    for fault in planned_faults(plan.seed, plan.kills, plan.only):
        if time.monotonic() > deadline:
            break
        found = strike(keeper, fault, dice)
        findings.strikes.append(found)
        print(f"  kill -9 {fault}: useful again after {found.ready_after} s", flush=True)
    while time.monotonic() < deadline and _acknowledged(learners) < plan.acks:
        time.sleep(0.2)


def _acknowledged(learners: list[Learner]) -> int:
    return sum(learner.acked for learner in learners)


def _quiesce(learners: list[Learner]) -> None:
    """Everything is healed: let everybody finish what was begun."""
    for learner in learners:
        learner.is_over.set()
    deadline = time.monotonic() + QUIESCE_SECONDS
    for learner in learners:
        learner.join(max(0.0, deadline - time.monotonic()))
    for learner in learners:
        learner.gives_up.set()
        learner.join()
        if learner.error is not None:
            raise learner.error


def _judge(
    plan: Plan, keeper: Keeper, ledger: Ledger, learners: list[Learner], findings: Findings
) -> None:
    if plan.sabotage == "early-ack":
        time.sleep(2.0)  # what is still under way is stored by then; the rest was lost
    with ledger.path.open() as lines:
        outcomes = read_ledger(lines)
    with keeper.connect() as connection:
        stored = read_stored(connection)
        findings.verdicts = judge(outcomes, stored)
        for verdict in findings.verdicts:
            if verdict.first is not None:
                findings.evidence[verdict.letter] = _evidence(verdict.first, connection)
    findings.counts = _counts(outcomes, learners)
    if not plan.sabotage:
        findings.verdicts.append(sixteen_writers(keeper))


def _counts(outcomes: dict[str, Outcome], learners: list[Learner]) -> dict[str, int]:
    by_state = {ACK: 0, REFUSED: 0, UNKNOWN: 0}
    for outcome in outcomes.values():
        by_state[outcome.state] += 1
    return {
        "operations": len(outcomes),
        "acknowledged": by_state[ACK],
        "refused": by_state[REFUSED],
        "never answered": by_state[UNKNOWN],
        "sent again after trouble": sum(
            outcome.lines[1]["event"] == UNKNOWN for outcome in outcomes.values() if outcome.tries
        ),
        "sent again after an answer": sum(learner.resent for learner in learners),
    }


def _evidence(outcome: Outcome, connection: Any) -> list[str]:
    return [*map(str, outcome.lines), *rows_of(connection, outcome.session)]
