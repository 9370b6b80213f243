"""How long a run stood still after its worker died, from the trace of claims and commits."""

import statistics
from dataclasses import dataclass
from typing import Any

from chaos.nemesis import Strike

KILLS = {"worker", "worker-aimed", "worker-child", "worker-zombie"}


@dataclass(frozen=True)
class Recoveries:
    """Seconds from a worker's death to the next step committed in each run that it worked on."""

    kills: int  # of workers and their children
    idle: int  # kills that hit no run
    seconds: list[float]
    steered: int  # runs that their learner moved on before
    never: list[str]
    zombies: int  # stopped past the lease and continued
    zombie_writes: int

    def as_line(self) -> dict[str, Any]:
        return {
            "kills": self.kills,
            "kills that hit no run": self.idle,
            "n": len(self.seconds),
            "p50": round(statistics.median(self.seconds), 1) if self.seconds else None,
            "max": round(max(self.seconds), 1) if self.seconds else None,
            "steered meanwhile": self.steered,
            "never": self.never,
            "zombies": self.zombies,
            "zombie writes": self.zombie_writes,
        }


def recoveries(
    strikes: list[Strike], trace: list[dict[str, Any]], steered: list[tuple[float, str]]
) -> Recoveries:
    """Return how each run recovered that a killed worker had in its hands."""
    seconds: list[float] = []
    by_hand, idle, never = 0, 0, []
    kills = [strike for strike in strikes if strike.fault in KILLS and not strike.note]
    for strike in kills:
        runs = runs_in_hand(strike, trace, kills)
        idle += not runs
        for run in runs:
            after = _next_commit(run, strike.killed_at, trace)
            by = min(
                (at for at, of in steered if of == run and at > strike.killed_at), default=None
            )
            if by is not None and (after is None or by < after):
                by_hand += 1
            elif after is None:
                never.append(run)
            else:
                seconds.append(round(after - strike.killed_at, 2))
    zombies = [strike for strike in kills if strike.fault == "worker-zombie"]
    writes = sum(_wrote_late(strike, trace) for strike in zombies)
    return Recoveries(len(kills), idle, seconds, by_hand, never, len(zombies), writes)


def _wrote_late(zombie: Strike, trace: list[dict[str, Any]]) -> bool:
    """Tell whether a worker that was stopped stored its step after another had claimed the run."""
    is_late = False
    for line in trace:
        if line["run"] != zombie.run or line["at"] < zombie.killed_at:
            continue
        is_late |= line["event"] == "claim" and line["token"] != zombie.token
        if is_late and (line["event"], line["token"]) == ("commit", zombie.token):
            return True
    return False


def runs_in_hand(
    strike: Strike, trace: list[dict[str, Any]], kills: list[Strike] | None = None
) -> set[str]:
    """Return the runs whose claims died with a worker: claimed by it and not ended until then.

    ``kills``: all of them; what died with an earlier one is not in anybody's hand any more.
    """
    if strike.fault in {"worker-child", "worker-zombie"}:
        return {strike.run}  # the other child worked on, or stood still with it
    earlier = [other for other in kills or [] if other.killed_at < strike.killed_at]
    whole = {"worker", "worker-aimed"}
    deaths = [o.killed_at for o in earlier if o.role == strike.role and o.fault in whole]
    born, dead = max(deaths, default=0.0), {other.token for other in earlier if other.token}
    holder: dict[str, tuple[str, str, str]] = {}
    for line in trace:
        if line["at"] > strike.killed_at:
            break
        about = (line["role"], line["token"], line["step"])
        if line["event"] == "claim" and line["at"] > born and line["token"] not in dead:
            holder[line["run"]] = about
        elif line["event"] == "claim" or holder.get(line["run"]) == about:
            holder.pop(line["run"], None)
    in_hand = {run for run, (role, _, _) in holder.items() if role == strike.role}
    return in_hand | ({strike.run} if strike.run else set())


def _next_commit(run: str, at: float, trace: list[dict[str, Any]]) -> float | None:
    after = (t["at"] for t in trace if t["run"] == run and t["event"] == "commit" and t["at"] > at)
    return next(after, None)
