"""python -m benchmarks.misconceptions PATH [--json]

How often the ledger finds the misconception behind wrong answers, on the examples of a folder
of the MaE benchmark or of one JSON list in its form; see docs/mastery.md for the protocol.
"""

import argparse
import json
import platform
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.misconceptions.cases import Case, CaseError, read_cases, value_of
from benchmarks.misconceptions.protocol import Score, baselines, error_of, rules_of, run

HEAD = "| what shows a misconception | examples known | answers seen | n | of them shown | top 1 "
HEAD += "| top 3 | top 1 where shown |\n|---|---|---|---|---|---|---|---|"


def main(arguments: list[str] | None = None) -> int:
    """Print the hit rates; return 2 where the path holds no examples."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.misconceptions")
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder or a JSON list")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args(arguments)
    try:
        cases = read_cases(options.path)
    except (CaseError, OSError) as error:
        print(f"{options.path}: {error}", file=sys.stderr)
        return 2
    began = time.perf_counter()
    numbers = {case.number for case in cases}
    scores = [score for known in range(1, len(numbers)) for score in run(cases, known)]
    found = {**described(cases), "seconds": time.perf_counter() - began}
    if options.json:
        print(json.dumps(_as_json(found, cases, scores), indent=2))
    else:
        _print_tables(found, cases, scores)
    return 0


def described(cases: list[Case]) -> dict[str, Any]:
    """Return how much of the examples a rule can read at all."""
    both = [c for c in cases if value_of(c.right) is not None and value_of(c.wrong) is not None]
    return {
        "examples": len(cases),
        "misconceptions": len({case.misconception for case in cases}),
        "topics": len({case.topic for case in cases}),
        "both answers come to a number": len(both),
        "both numbers are equal": sum(value_of(c.right) == value_of(c.wrong) for c in both),
        "wrong in a kind the grader knows": sum(error_of(case) is not None for case in cases),
        "wrong answer computed from the question": sum(bool(rules_of(case)) for case in cases),
    }


def _as_json(found: dict[str, Any], cases: list[Case], scores: list[Score]) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        **found,
        "baselines": baselines(cases),
        "scores": [score._asdict() for score in scores],
    }


def _print_tables(found: dict[str, Any], cases: list[Case], scores: list[Score]) -> None:
    for name, count in found.items():
        print(f"{name}: {count:.1f}" if isinstance(count, float) else f"{name}: {count}")
    print(f"\n{HEAD}")
    for name, rates in baselines(cases).items():
        print(f"| {name} | | | | | {rates[1]:.1%} | {rates[3]:.1%} | |")
    for score in scores:
        print(
            f"| {score.way} | {score.examples} | {score.observations} | {score.n} "
            f"| {score.revealing} | {score.top[1]:.1%} | {score.top[3]:.1%} "
            f"| {score.top_if_revealing:.1%} |"
        )


if __name__ == "__main__":
    sys.exit(main())
