"""python -m benchmarks.grading [--data FOLDER] [--quick]

Runs the confusion suite and the equivalent forms of every answer type, measures what grading
one answer takes, and, given a folder of published question sets (oatutor, gsm8k, jeebench),
attacks their answers, too. Fails when a wrong answer passes or an equivalent form fails.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.grading.references import Agreement, gsm8k, jeebench, oatutor
from tests.tutoring.grader.suites import ANY, CONFUSED, EQUIVALENT, UNREADABLE, Row
from tutoring.grader import Grade, Verdict, grade, read_key

QUICK_EXPRESSIONS = 100
SUITE_HEAD = "| type | confused | false passes | named as listed | equivalent | false failures "
SUITE_HEAD += "| unreadable | median µs |\n|---|---|---|---|---|---|---|---|"
SET_HEAD = "| set | answers | read | equivalent | false failures | unjudged | wrong "
SET_HEAD += "| false passes |\n|---|---|---|---|---|---|---|---|"


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; return 1 when one false pass or one false failure was seen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grading", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with oatutor, gsm8k and jeebench")
    parser.add_argument("--quick", action="store_true", help="a part of the expressions")
    options = parser.parse_args(arguments)
    faults = print_suites()
    if options.data:
        most = QUICK_EXPRESSIONS if options.quick else None
        faults += print_sets(options.data, most)
    return 1 if faults else 0


def print_suites() -> int:
    """Print a line for each type; return the number of false passes and failures."""
    _judged(next(row for row in EQUIVALENT if row.key["type"] == "expression"))  # loads the child
    counts: Counter[tuple[str, str]] = Counter()
    took: dict[str, list[float]] = {}
    for row in (*CONFUSED, *EQUIVALENT, *UNREADABLE):
        judged, seconds = _judged(row)
        kind = row.key["type"]
        took.setdefault(kind, []).append(seconds)
        counts.update((kind, what) for what in _counted(row, judged))
    print(SUITE_HEAD)
    for kind, times in sorted(took.items()):
        print(_suite_line(kind, counts, sorted(times)))
    for kind in took:
        counts.update({("all", what): n for (own, what), n in counts.items() if own == kind})
    print(_suite_line("all", counts, sorted(t for times in took.values() for t in times)))
    return counts["all", "false pass"] + counts["all", "false failure"]


def print_sets(folder: Path, most: int | None) -> int:
    """Print a line for each part of each set that is there; return the faults."""
    found = [
        agreement
        for name, parts in (
            ("oatutor", lambda path: oatutor(path, most)),
            ("gsm8k", gsm8k),
            ("jeebench", jeebench),
        )
        if (folder / name).is_dir()
        for agreement in parts(folder / name)
    ]
    print("\n" + SET_HEAD)
    for agreement in found:
        print(_set_line(agreement))
        print(*(f"<!-- {odd} -->" for odd in agreement.odd), sep="\n", file=sys.stderr)
    return sum(agreement.false_passes + agreement.false_failures for agreement in found)


def _judged(row: Row) -> tuple[Grade, float]:
    key = read_key(row.key)
    started = time.perf_counter()
    judged = grade(key, row.answer)
    return judged, time.perf_counter() - started


def _counted(row: Row, judged: Grade) -> list[str]:
    if row.expected == "right":
        return ["equivalent"] + ["false failure"] * (not judged.correct)
    if row.expected == "unreadable":
        return ["unreadable"] * (judged.verdict is Verdict.UNREADABLE)
    named = row.expected != ANY
    return (
        ["confused"]
        + ["false pass"] * judged.correct
        + ["listed"] * named
        + ["named"] * (named and judged.error == row.expected)
    )


def _suite_line(kind: str, counts: Counter[tuple[str, str]], times: list[float]) -> str:
    confused, passed, named, listed, equivalent, failed, unreadable = (
        counts[kind, what]
        for what in (
            "confused", "false pass", "named", "listed", "equivalent", "false failure",
            "unreadable",
        )
    )  # fmt: skip
    return (
        f"| {kind} | {confused} | {passed} | {named} of {listed} | {equivalent} | {failed} "
        f"| {unreadable} | {times[len(times) // 2] * 1e6:.0f} |"
    )


def _set_line(found: Agreement) -> str:
    return (
        f"| {found.name} | {found.answers} | {found.read} | {found.equivalent} "
        f"| {found.false_failures} | {found.unjudged} | {found.confused} | {found.false_passes} |"
    )


if __name__ == "__main__":
    sys.exit(main())
