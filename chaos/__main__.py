"""python -m chaos [--profile ci|nightly] [--seed N] [--only web,postgres] [--keep]
                [--sabotage NAME]

Kills web servers and PostgreSQL with SIGKILL while twelve learners work, then compares what they
were promised with what is stored. Everything runs on loopback, in a scratch folder. A sabotage
breaks the product on purpose: then the run succeeds only if the right oracle finds it.
"""

import argparse
import json
import platform
import random
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from chaos.drill import Findings, Plan, run_drill
from chaos.nemesis import FAULTS
from chaos.sabotage import SABOTAGES
from scripts.services import ServiceError

# kills, acknowledgements to reach, seconds at most for the storm
PROFILES = {"ci": (40, 5_000, 210.0), "nightly": (1_000, 200_000, 6 * 3600.0)}
SABOTAGED = (8, 300, 60.0)


def main() -> int:
    options = _options()
    kills, acks, seconds = SABOTAGED if options.sabotage else PROFILES[options.profile]
    plan = Plan(
        seed=options.seed,
        kills=kills,
        acks=acks,
        seconds=seconds,
        only=options.only,
        sabotage=options.sabotage or "",
    )
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    print(f"seed {plan.seed}, scratch folder {folder}", flush=True)
    failed = True
    try:
        findings = run_drill(plan, folder, keep=options.keep)
        failed = _report(findings, folder)
    except ServiceError as error:
        print(error, file=sys.stderr)
        print("0 passed, 1 failed, 0 skipped")
    finally:
        if not (options.keep or failed):
            shutil.rmtree(folder, ignore_errors=True)
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m chaos",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--profile", choices=PROFILES, default="ci")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--only", type=_faults, default=list(FAULTS), help="web,postgres")
    parser.add_argument("--keep", action="store_true", help="keep the scratch folder")
    parser.add_argument("--sabotage", choices=SABOTAGES)
    return parser.parse_args()


def _faults(text: str) -> list[str]:
    names = text.split(",")
    if not set(names) <= set(FAULTS):
        raise argparse.ArgumentTypeError(f"known faults: {', '.join(FAULTS)}")
    return names


def _report(findings: Findings, folder: Path) -> bool:
    """Print what was found; return whether the run failed."""
    plan = findings.plan
    named = {name: version(name) for name in ("django", "psycopg")}
    print(f"\nPython {platform.python_version()}, {named}, {platform.platform(terse=True)}")
    print(f"{len(findings.strikes)} of {plan.kills} kills in {findings.seconds:.0f} s")
    print(", ".join(f"{value:,} {name}" for name, value in findings.counts.items()))
    answers = [s.first_answer_after for s in findings.strikes if s.first_answer_after is not None]
    if answers:
        print(f"PostgreSQL ready to first useful answer of both servers: at most {max(answers)} s")
    for verdict in findings.verdicts:
        found = len(verdict.violations)
        print(f"{verdict.letter}: {verdict.promise}: {found} violations in n = {verdict.judged:,}")
        for text in [*verdict.violations[:3], *findings.evidence.get(verdict.letter, [])]:
            print(f"    {text}")
    _store(findings, folder)
    if plan.sabotage:
        return _report_sabotage(findings)
    passed = sum(verdict.holds for verdict in findings.verdicts)
    failed = len(findings.verdicts) - passed
    if failed:
        only = ",".join(plan.only)
        print(f"Once more: python -m chaos --seed {plan.seed} --only {only} --keep")
    if len(findings.strikes) < plan.kills or findings.counts["acknowledged"] < plan.acks:
        print(f"This machine did not reach {plan.kills} kills and {plan.acks:,} acknowledgements.")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed > 0


def _report_sabotage(findings: Findings) -> bool:
    letter, what = SABOTAGES[findings.plan.sabotage]
    red = [verdict.letter for verdict in findings.verdicts if not verdict.holds]
    print(f"Sabotage: {what}. It must turn {letter} red; red: {', '.join(red) or 'none'}.")
    failed = letter not in red
    print(f"{int(not failed)} passed, {int(failed)} failed, 0 skipped")
    return failed


def _store(findings: Findings, folder: Path) -> None:
    result = {
        "seed": findings.plan.seed,
        "sabotage": findings.plan.sabotage,
        "seconds": round(findings.seconds, 1),
        "counts": findings.counts,
        "kills": [found.as_line() for found in findings.strikes],
        "verdicts": [
            {"oracle": v.letter, "n": v.judged, "violations": v.violations}
            for v in findings.verdicts
        ],
    }
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "last.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
