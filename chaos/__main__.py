"""python -m chaos [--profile ci|nightly|runs] [--minutes N] [--seed N] [--only web,redis]
                [--sabotage NAME|all] [--keep]

Kills, stops and starves web servers, workers, beats, PostgreSQL and Redis while learners work and
the autopilot leads others, then compares what they were promised with what is stored. Everything
runs on loopback, in a scratch folder. A sabotage breaks the product on purpose: its trial passes
only if the right oracle finds it. Profile ci is a drill and all trials.
"""

import argparse
import random
import shutil
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from chaos import report
from chaos.drill import Findings, Plan, run_drill
from chaos.nemesis import FAULTS
from chaos.sabotage import SABOTAGES
from chaos.trials import Trial, run_trials
from scripts.services import ServiceError

PROFILES = {
    "ci": Plan(seed=0, front=40, back=36, slow=2, acks=5_000, runs=60, seconds=105.0),
    "nightly": Plan(
        seed=0, front=1_000, back=1_000, slow=50, acks=200_000, runs=5_000, seconds=6 * 3600.0
    ),
    # The autopilot's own measurement: 200 runs, 30 kills of workers, Redis away for a minute.
    "runs": Plan(
        seed=0,
        front=0,
        back=36,
        slow=3,
        acks=0,
        runs=200,
        seconds=900.0,
        learners=2,
        pilots=12,
        only=["worker", "worker-aimed", "worker-child", "worker-zombie", "bells"],
        redis_away=60.0,
        crowd=False,
    ),
}


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers end with it
    print(f"seed {options.seed}", flush=True)
    findings: Findings | None = None
    trials: list[Trial] = []
    try:
        if not options.sabotage:
            findings = _in_folder(
                options, lambda at: run_drill(_plan(options), at, keep=options.keep)
            )
            report.tell_drill(findings)
        if options.sabotage or options.profile == "ci":
            all_of_them = not options.sabotage or options.sabotage == "all"
            names = list(SABOTAGES) if all_of_them else [options.sabotage]
            trials = _in_folder(
                options, lambda at: run_trials(names, options.seed, at, keep=options.keep)
            )
    except ServiceError as error:
        print(error, file=sys.stderr)
        print("0 passed, 1 failed, 0 skipped")
        return 1
    return report.conclude(findings, trials, options.seed, options.profile)


def _in_folder(options: argparse.Namespace, work):
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    print(f"scratch folder {folder}", flush=True)
    done = work(folder)
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return done


def _plan(options: argparse.Namespace) -> Plan:
    plan = replace(PROFILES[options.profile], seed=options.seed)
    if options.only:
        plan = replace(plan, only=options.only)
    return replace(plan, seconds=options.minutes * 60) if options.minutes else plan


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m chaos",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--profile", choices=PROFILES, default="ci")
    parser.add_argument("--minutes", type=float, help="how long the storm may last")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--only", type=_faults, help=",".join(FAULTS))
    parser.add_argument("--keep", action="store_true", help="keep the scratch folder")
    parser.add_argument("--sabotage", choices=[*SABOTAGES, "all"])
    return parser.parse_args()


def _faults(text: str) -> list[str]:
    names = text.split(",")
    if not set(names) <= set(FAULTS):
        raise argparse.ArgumentTypeError(f"known faults: {', '.join(FAULTS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
