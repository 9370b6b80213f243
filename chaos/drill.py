"""One drill from the first server to the last verdict."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chaos.actors import Actor, Board, Learner, sign_up
from chaos.client import CANARY, Client
from chaos.crowd import sixteen_writers
from chaos.evidence import read_stored, rows_of
from chaos.keeper import Keeper
from chaos.ledger import ACK, REFUSED, UNKNOWN, Ledger, Outcome, read_ledger
from chaos.nemesis import FAULTS, LANES, Lane, Nemesis, Strike, planned_faults
from chaos.oracles import Verdict, judge
from chaos.pilots import Pilot, pilots_of
from chaos.recoveries import Recoveries, recoveries
from chaos.run_evidence import read_logs, read_trails, rows_of_run, stalled
from chaos.run_oracles import (
    Trails,
    isolation,
    liveness,
    phases,
    practice,
    rudeness,
    silence,
    steps,
    windows,
)
from chaos.watch import Watch

QUIESCE_SECONDS = 60.0


@dataclass
class Plan:
    """What a drill is asked to do; the storm lasts until all of it is reached or time is up."""

    seed: int
    front: int  # strikes at web servers and PostgreSQL
    back: int  # strikes at workers, beats and Redis
    slow: int  # workers stopped past their lease
    acks: int
    runs: int
    seconds: float
    learners: int = 12
    pilots: int = 8
    only: list[str] = field(default_factory=lambda: list(FAULTS))
    redis_away: float = 0.0  # seconds, after the storm
    crowd: bool = True

    @property
    def strikes(self) -> int:
        return self.front + self.back + self.slow


@dataclass
class Findings:
    """What it found."""

    plan: Plan
    strikes: list[Strike] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    evidence: dict[str, list[str]] = field(default_factory=dict)
    recoveries: Recoveries | None = None


@dataclass
class Cast:
    """Everybody who acts in a drill, and what is kept of them."""

    ledger: Ledger
    learners: list[Learner]
    pilots: list[Pilot]
    secrets: list[str]

    @property
    def everybody(self) -> list[Actor]:
        return [*self.learners, *self.pilots]

    @property
    def acknowledged(self) -> int:
        return sum(actor.acked for actor in self.everybody)

    @property
    def ended_runs(self) -> int:
        ended = {"completed", "stopped"}
        return sum(status in ended for pilot in self.pilots for status in pilot.runs.values())


def run_drill(plan: Plan, folder: Path, *, keep: bool) -> Findings:
    """Start everything, let learners work under faults, calm down, judge."""
    findings = Findings(plan)
    keeper = Keeper(folder)
    ledger = Ledger(folder / "ledger.jsonl")
    began = time.monotonic()
    try:
        keeper.start()
        keeper.probe = Client(keeper.ports)
        sign_up(keeper.probe, "probe")
        watch = Watch(keeper)
        watch.start()
        cast = gather(plan, keeper, ledger)
        _storm(plan, keeper, cast, findings)
        if plan.redis_away:
            _redis_away(plan, keeper, cast, findings)
        unfinished = quiesce(cast)
        watch.end()
        _judge(keeper, cast, watch, findings, unfinished)
        if plan.crowd:
            findings.verdicts.append(sixteen_writers(keeper))
    finally:
        findings.seconds = time.monotonic() - began
        ledger.close()
        keeper.stop(keep=keep)
    return findings


def gather(plan: Plan, keeper: Keeper, ledger: Ledger, first: int = 0) -> Cast:
    """Sign everybody up and let them begin; ``first``: the lowest of their numbers."""
    board = Board()
    learners = [
        Learner(number, plan.seed, Client(keeper.ports, number, number), ledger, board)
        for number in range(first, first + plan.learners)
    ]
    numbers = range(first + plan.learners, first + plan.learners + plan.pilots)
    cast = Cast(ledger, learners, pilots_of(numbers, plan.seed, keeper.ports, ledger, board), [])
    for actor in cast.everybody:
        cast.secrets += sign_up(actor.client, actor.name)
    for actor in cast.everybody:
        actor.start()
    return cast


def _storm(plan: Plan, keeper: Keeper, cast: Cast, findings: Findings) -> None:
    """Strike in all lanes; then go on until there are acknowledgements and runs enough."""
    deadline = time.monotonic() + plan.seconds
    lanes = []
    for faults, count in zip(LANES, (plan.front, plan.back, plan.slow), strict=True):
        nemesis = Nemesis(keeper, random.Random(f"{plan.seed}/times/{len(faults)}"))
        planned = planned_faults(plan.seed, count, faults, plan.only)
        lanes.append(Lane(nemesis, planned, deadline))
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
        if lane.error is not None:
            raise lane.error
        findings.strikes += lane.strikes
    while time.monotonic() < deadline and not _is_enough(plan, cast):
        time.sleep(0.2)


RECOVERED = 45  # seconds that a recovery may take at most


def _is_enough(plan: Plan, cast: Cast) -> bool:
    return cast.acknowledged >= plan.acks and cast.ended_runs >= plan.runs


def _redis_away(plan: Plan, keeper: Keeper, cast: Cast, findings: Findings) -> None:
    """Freeze Redis and see what becomes of what learners write meanwhile.

    Not before the runs that the last killed worker held are due: they would wait for Redis, and
    the minute would count as their recovery.
    """
    time.sleep(RECOVERED)
    began = time.time()
    keeper.pause_redis()
    time.sleep(plan.redis_away)
    ended = time.time()
    keeper.continue_redis()
    time.sleep(5)
    calls = [
        call
        for actor in cast.everybody
        for call in list(actor.client.received.calls)
        if call.method == "POST" and began <= call.at <= ended
    ]
    answers = [call for call in calls if "/autopilot/answer/" in call.path]
    for name, group in (("writes", calls), ("answers to the autopilot", answers)):
        findings.counts[f"Redis away {plan.redis_away:.0f} s, {name}"] = _shares(group)


def _shares(calls: list[Any]) -> str:
    """Say how a group of calls fared; a refusal that the contract asks for is an answer too."""
    if not calls:
        return "none"
    times = sorted(call.seconds for call in calls)
    well = sum(200 <= (call.status or 0) < 300 for call in calls)
    refused = sum(400 <= (call.status or 0) < 500 for call in calls)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    return (
        f"n = {len(calls)}: {well} 2xx, {refused} refused by rule, "
        f"{len(calls) - well - refused} else; p50 {times[len(times) // 2] * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms, max {times[-1] * 1000:.0f} ms"
    )


def quiesce(cast: Cast, seconds: float = QUIESCE_SECONDS) -> list[str]:
    """Everything is healed: let everybody finish what was begun; return who could not."""
    for actor in cast.everybody:
        actor.is_over.set()
    deadline = time.monotonic() + seconds
    for actor in cast.everybody:
        actor.join(max(0.0, deadline - time.monotonic()))
    unfinished = [f"{actor.name} could not finish" for actor in cast.everybody if actor.is_alive()]
    for actor in cast.everybody:
        actor.gives_up.set()
        actor.join()
        if actor.error is not None:
            raise actor.error
    return unfinished


def wait_for_idle(keeper: Keeper, untouched: float) -> list[str]:
    """Wait until no run is due, or until one has been due and untouched for too long."""
    while True:
        with keeper.connect() as connection:
            found, due = stalled(connection, untouched)
        if found or not due:
            return found
        time.sleep(1)


def _judge(
    keeper: Keeper, cast: Cast, watch: Watch, findings: Findings, unfinished: list[str]
) -> None:
    stuck = wait_for_idle(keeper, 45.0)
    outcomes = outcomes_of(cast.ledger)
    with keeper.connect() as connection:
        stored = read_stored(connection, started_by(outcomes))
        trails = read_trails(connection, keeper.probes)
        trails.stalled = stuck
        findings.verdicts = [
            *judge(outcomes, stored),
            *run_verdicts(cast, watch, trails, unfinished),
        ]
        logs = read_logs([keeper.folder, keeper.postgres.folder, keeper.redis.folder])
        findings.verdicts.append(silence(logs, cast.secrets, CANARY))
        for verdict in findings.verdicts:
            if verdict.first is not None:
                findings.evidence[verdict.letter] = _evidence(verdict.first, connection)
        for run in {text.split()[1].strip(",") for text in stuck}:
            findings.evidence.setdefault("J", []).extend(rows_of_run(connection, run))
    steered = [one for pilot in cast.pilots for one in pilot.steered]
    findings.recoveries = recoveries(findings.strikes, trails.trace, steered)
    findings.counts = _counts(outcomes, cast, trails) | findings.counts


def run_verdicts(cast: Cast, watch: Watch, trails: Trails, unfinished: list[str]) -> list[Verdict]:
    """Return the verdicts of E, F, G, H, I, J and, over all requests, K."""
    received = [actor.client.received for actor in cast.everybody]
    torn = [text for pilot in cast.pilots for text in pilot.torn]
    return [
        phases(trails),
        steps(trails, sorted(watch.executing)),
        practice(watch.looks, sorted(watch.several), torn),
        windows(trails),
        isolation(received),
        liveness(trails, unfinished),
        rudeness(call for found in received for call in found.calls),
    ]


def outcomes_of(ledger: Ledger) -> dict[str, Outcome]:
    with ledger.path.open() as lines:
        return read_ledger(lines)


def started_by(outcomes: dict[str, Outcome]) -> dict[str, str]:
    """Return the token of the start that each run was acknowledged for."""
    return {o.run: o.operation.token for o in outcomes.values() if o.run}


def _counts(outcomes: dict[str, Outcome], cast: Cast, trails: Trails) -> dict[str, Any]:
    by_state = {ACK: 0, REFUSED: 0, UNKNOWN: 0}
    for outcome in outcomes.values():
        by_state[outcome.state] += 1
    stale = sum(line["event"] == "stale" for line in trails.trace)
    kinds = [o.operation.kind for o in outcomes.values() if o.state == ACK]
    return {
        "operations": len(outcomes),
        "acknowledged": by_state[ACK],
        "refused": by_state[REFUSED],
        "never answered": by_state[UNKNOWN],
        "sent again after trouble": sum(
            outcome.lines[1]["event"] == UNKNOWN for outcome in outcomes.values() if outcome.tries
        ),
        "sent again after an answer": sum(actor.resent for actor in cast.everybody),
        "runs": len(trails.runs),
        "runs ended": sum(status in {"completed", "stopped"} for status in trails.runs.values()),
        "runs failed": sum(status == "failed" for status in trails.runs.values()),
        "steps": len(trails.steps),
        "answers of runs": kinds.count("run-answer"),
        "steps claimed": sum(line["event"] == "claim" for line in trails.trace),
        "late work dropped": stale,
        "practice sessions fetched twice at once": sum(p.practised for p in cast.pilots),
    }


def _evidence(outcome: Outcome, connection: Any) -> list[str]:
    return [*map(str, outcome.lines), *rows_of(connection, outcome.session)]
