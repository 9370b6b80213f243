"""Trials: each sabotage is played for a few seconds, and its oracle must find it."""

import random
import time
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from chaos.actors import MIX, sign_up
from chaos.client import Client
from chaos.drill import (
    Cast,
    Plan,
    gather,
    outcomes_of,
    quiesce,
    run_verdicts,
    started_by,
    wait_for_idle,
)
from chaos.evidence import read_stored
from chaos.keeper import Keeper
from chaos.ledger import Ledger, Outcome
from chaos.nemesis import Nemesis, Strike
from chaos.oracles import Stored, Verdict, judge
from chaos.run_evidence import read_trails
from chaos.run_oracles import Trails
from chaos.sabotage import SABOTAGES
from chaos.watch import Watch

TRIAL_LEASE = 3.0  # seconds; see chaos.settings
UNTOUCHED = 8.0  # seconds; leases and sweeps are as much quicker here
QUIESCE = 6.0
MOST_TRIES = 5  # a strike at random may miss the moment that the fault needs


@dataclass(frozen=True)
class Scene:
    """Who acts in a trial, for how long, and which faults strike meanwhile."""

    learners: int = 0
    pilots: int = 0
    seconds: float = 4.0
    strikes: tuple[str, ...] = ()
    mix: dict[str, int] = field(default_factory=lambda: dict(MIX))  # of what learners do


SCENES = {
    "early-ack": Scene(learners=6, strikes=("web",)),
    "reply-after-commit": Scene(
        learners=8, strikes=("web-unreplied", "web-unreplied"), mix={"message": 1}
    ),
    "refusal-writes": Scene(learners=6),
    "skipped-seq": Scene(learners=6),
    "lazy-commit": Scene(learners=8, strikes=("postgres", "postgres")),
    "double-apply": Scene(pilots=4, seconds=6.0),
    "no-fence": Scene(pilots=6, strikes=("worker-zombie", "worker-zombie"), seconds=2.0),
    "sweeper-off": Scene(pilots=8, strikes=("worker-aimed",) * 4, seconds=1.0),
    "early-bell": Scene(pilots=4),
    "no-window": Scene(seconds=14.0),
    "open-view": Scene(learners=8),
}


@dataclass(frozen=True)
class Trial:
    """What came of one sabotage."""

    name: str
    verdicts: list[Verdict]
    strikes: list[Strike]
    seconds: float
    tries: int = 1

    @property
    def red(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.holds]

    @property
    def is_found(self) -> bool:
        return SABOTAGES[self.name].oracle in {verdict.letter for verdict in self.red}


def run_trials(names: list[str], seed: int, folder: Path, *, keep: bool) -> list[Trial]:
    """Play the sabotages one after another on the same servers."""
    keeper = Keeper(folder, trial=True, work_seconds=0.03)
    trials = []
    try:
        keeper.start()
        keeper.probe = Client(keeper.ports)
        sign_up(keeper.probe, "probe")
        for name in names:
            trials.append(_play_until_found(name, seed, keeper))
            found = "found" if trials[-1].is_found else "NOT FOUND"
            print(f"  {name}: {found} (played {trials[-1].tries} times)", flush=True)
    finally:
        keeper.stop(keep=keep)
    return trials


def _play_until_found(name: str, seed: int, keeper: Keeper) -> Trial:
    """Play a sabotage until its oracle finds it, at most ``MOST_TRIES`` times."""
    for number in range(1, MOST_TRIES + 1):
        trial = replace(_play(name, f"{seed}/{name}/{number}", keeper), tries=number)
        keeper.play("")
        if trial.is_found:
            break
    return trial


def _play(name: str, seed: str, keeper: Keeper) -> Trial:
    began = time.monotonic()
    scene = SCENES[name]
    own_seed = zlib.crc32(seed.encode())  # no token comes twice
    plan = Plan(own_seed, 0, 0, 0, 0, 0, 0.0, learners=scene.learners, pilots=scene.pilots)
    ledger = Ledger(keeper.folder / f"ledger-{own_seed}.jsonl")
    with keeper.connect() as connection:
        connection.execute("DELETE FROM chaos_ticks")
    watch = Watch(keeper)
    watch.start()
    keeper.play(name)
    cast = gather(plan, keeper, ledger)
    for learner in cast.learners:
        learner.mix = scene.mix
    for pilot in cast.pilots:
        pilot.steer_share = 0.0  # who is paused and resumed is not stuck for long
    dice = random.Random(seed)
    nemesis = Nemesis(keeper, dice, lease_seconds=TRIAL_LEASE, zombie_point="worked-text")
    strikes = []
    for fault in scene.strikes:
        strikes.append(nemesis.strike(fault))
        time.sleep(0.5)
    time.sleep(scene.seconds)
    quiesce(cast, QUIESCE)  # whoever is stuck here is found as a row that is due
    if name == "early-ack":
        time.sleep(1.0)  # what is still under way is stored by then; the rest was lost
    watch.end()
    verdicts = _judge(keeper, cast, watch)
    ledger.close()
    return Trial(name, verdicts, strikes, time.monotonic() - began)


def _judge(keeper: Keeper, cast: Cast, watch: Watch) -> list[Verdict]:
    stuck = wait_for_idle(keeper, UNTOUCHED)
    outcomes = outcomes_of(cast.ledger)
    with keeper.connect() as connection:
        stored = _stored_of(outcomes, read_stored(connection, started_by(outcomes)))
        trails = _trails_of(outcomes, read_trails(connection, keeper.probes))
    trails.stalled = [text for text in stuck if text.split()[1].strip(",") in trails.runs]
    return [*judge(outcomes, stored), *run_verdicts(cast, watch, trails, [])]


def _stored_of(outcomes: dict[str, Outcome], stored: Stored) -> Stored:
    """Return what is stored of the sessions that this trial began."""
    own = {outcome.session for outcome in outcomes.values()}

    def kept(rows: dict[str, Any]) -> dict[str, Any]:
        return {session: row for session, row in rows.items() if session in own}

    for token, effects in list(stored.effects.items()):
        stored.effects[token] = [effect for effect in effects if effect.session in own]
        if not stored.effects[token]:
            del stored.effects[token]
    stored.histories, stored.lengths = kept(stored.histories), kept(stored.lengths)
    stored.topics, stored.chats = kept(stored.topics), kept(stored.chats)
    return stored


def _trails_of(outcomes: dict[str, Outcome], trails: Trails) -> Trails:
    """Return the trails of the sessions and runs that this trial began."""
    sessions = {outcome.session for outcome in outcomes.values()}
    runs = {outcome.run for outcome in outcomes.values()} - {None}
    trails.runs = {run: status for run, status in trails.runs.items() if run in runs}
    trails.steps = [step for step in trails.steps if step.run in runs]
    trails.entries = [entry for entry in trails.entries if entry.session in sessions]
    trails.trace = [line for line in trails.trace if line["run"] in runs]
    steps = {step.step for step in trails.steps}
    trails.twice = [text for text in trails.twice if text.split()[1] in steps]
    return trails
