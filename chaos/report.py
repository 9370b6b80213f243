"""What a drill and its trials say: for people, as JSON, and as the last line."""

import json
import platform
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chaos.drill import Findings
from chaos.sabotage import SABOTAGES
from chaos.trials import Trial

RESULTS = Path(__file__).parent / "results"
MOST_SHOWN = 3


def conclude(findings: Findings | None, trials: list[Trial], seed: int, profile: str) -> int:
    """Store everything, print the trials and the last line, and return the exit code."""
    passed = failed = 0
    if findings is not None:
        passed = sum(verdict.holds for verdict in findings.verdicts)
        failed = len(findings.verdicts) - passed
        if failed:
            print(f"Once more: python -m chaos --profile {profile} --seed {seed} --keep")
    for trial in trials:
        _tell_trial(trial)
        passed += trial.is_found
        failed += not trial.is_found
    _store(findings, trials, seed)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return int(failed > 0)


def tell_drill(findings: Findings) -> None:
    """Print what a drill found."""
    named = {name: version(name) for name in ("django", "celery", "psycopg", "redis")}
    print(f"\nPython {platform.python_version()}, {named}, {platform.platform(terse=True)}")
    plan, done = findings.plan, Counter(strike.fault for strike in findings.strikes)
    missed = sum(1 for strike in findings.strikes if strike.note.startswith("no"))
    print(f"{sum(done.values())} of {plan.strikes} strikes in {findings.seconds:.0f} s")
    print(", ".join(f"{count} {fault}" for fault, count in sorted(done.items())))
    if missed:
        print(f"{missed} of them aimed at nothing.")
    for name, value in findings.counts.items():
        print(f"  {name}: {value:,}" if isinstance(value, int) else f"  {name}: {value}")
    answers = [s.first_answer_after for s in findings.strikes if s.first_answer_after is not None]
    if answers:
        print(f"PostgreSQL ready to first useful answer of both servers: at most {max(answers)} s")
    if findings.recoveries:
        print(f"after a worker's death: {findings.recoveries.as_line()}")
    for verdict in findings.verdicts:
        found = len(verdict.violations)
        print(f"{verdict.letter}: {verdict.promise}: {found} violations in n = {verdict.judged:,}")
        shown = [*verdict.violations[:MOST_SHOWN], *findings.evidence.get(verdict.letter, [])]
        for text in shown if found else []:
            print(f"    {text}")
    acks, runs = findings.counts.get("acknowledged", 0), findings.counts.get("runs ended", 0)
    if acks < plan.acks or runs < plan.runs or sum(done.values()) < plan.strikes:
        wanted = f"{plan.strikes} strikes, {plan.acks:,} acknowledgements, {plan.runs} runs"
        print(f"This machine did not reach all of {wanted}.")


def _tell_trial(trial: Trial) -> None:
    sabotage = SABOTAGES[trial.name]
    red = ", ".join(f"{v.letter}: {len(v.violations)} of {v.judged:,}" for v in trial.red) or "none"
    word = "found" if trial.is_found else "NOT FOUND"
    print(
        f"sabotage {trial.name} ({sabotage.what}) must turn {sabotage.oracle} red: {word}; "
        f"red: {red}; {trial.seconds:.0f} s, played {trial.tries} times"
    )


def _store(findings: Findings | None, trials: list[Trial], seed: int) -> None:
    result: dict[str, Any] = {"seed": seed}
    if findings is not None:
        result |= {
            "seconds": round(findings.seconds, 1),
            "counts": findings.counts,
            "strikes": [strike.as_line() for strike in findings.strikes],
            "recoveries": findings.recoveries.as_line() if findings.recoveries else None,
            "verdicts": [
                {"oracle": v.letter, "n": v.judged, "violations": v.violations}
                for v in findings.verdicts
            ],
        }
    result["trials"] = [
        {
            "sabotage": trial.name,
            "must turn red": SABOTAGES[trial.name].oracle,
            "found": trial.is_found,
            "played": trial.tries,
            "red": {v.letter: [len(v.violations), v.judged] for v in trial.red},
            "examples": {v.letter: v.violations[:MOST_SHOWN] for v in trial.red},
        }
        for trial in trials
    ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "last.json").write_text(json.dumps(result, indent=2) + "\n")
