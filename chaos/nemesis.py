"""Who brings the trouble: a seeded list of kills, each healed before the next."""

import random
import time
from dataclasses import asdict, dataclass
from typing import Any

from chaos.keeper import WEB_SERVERS, Keeper

FAULTS = ("web", "postgres")
POSTGRES_SHARE = 0.35


@dataclass
class Strike:
    """One kill -9, with its exact times."""

    fault: str
    killed_at: float
    ready_after: float
    first_answer_after: float | None = None

    def as_line(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


def planned_faults(seed: int, kills: int, only: list[str]) -> list[str]:
    """Return the names of the faults in order: "web-0", "web-1" or "postgres"."""
    dice = random.Random(f"{seed}/nemesis")
    faults = []
    for _ in range(kills):
        is_postgres = "postgres" in only and ("web" not in only or dice.random() < POSTGRES_SHARE)
        faults.append("postgres" if is_postgres else f"web-{dice.randrange(WEB_SERVERS)}")
    return faults


def strike(keeper: Keeper, fault: str, dice: random.Random) -> Strike:
    """Kill, hold for a moment, heal, and wait until the healed does useful work."""
    time.sleep(dice.uniform(0.2, 1.2))
    killed_at = time.time()
    first_answer = None
    if fault == "postgres":
        keeper.kill_postgres()
        time.sleep(dice.uniform(0, 0.3))
        first_answer = round(keeper.restart_postgres(), 2)
    else:
        number = int(fault.removeprefix("web-"))
        keeper.kill_web(number)
        time.sleep(dice.uniform(0, 0.3))
        keeper.restart_web(number)
    ready_after = round(time.time() - killed_at, 2)
    return Strike(fault, round(killed_at, 3), ready_after, first_answer)
