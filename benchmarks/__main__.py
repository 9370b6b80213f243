"""python -m benchmarks [PART|all] [--quick]

Parts: append, attempts, autopilot, bank_list, http, interchange, jobs, plans, quiz, streams.
Measures the product beside a reference in the same run, on a durable PostgreSQL: the one of
DATABASE_URL, else a throw-away one. Prints tables and writes benchmarks/results/*.json. Nothing
here fails because of a clock; it fails when something was lost.
"""

import argparse
import sys

from benchmarks import (
    append,
    attempts,
    autopilot,
    bank_list,
    http,
    interchange,
    jobs,
    plans,
    quiz,
    streams,
)
from benchmarks.stage import StageError, databases, set_up_product
from benchmarks.table import machine
from scripts.services import ServiceError

PARTS = {
    "append": append.run,
    "autopilot": autopilot.run,
    "attempts": attempts.run,
    "bank_list": bank_list.run,
    "http": http.run,
    "interchange": interchange.run,
    "jobs": jobs.run,
    "plans": plans.run,
    "quiz": quiz.run,
    "streams": streams.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("part", nargs="?", choices=[*PARTS, "all"], default="all")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller sizes")
    options = parser.parse_args()
    try:
        with databases():
            set_up_product()
            print(", ".join(f"{name} {value}" for name, value in machine().items()))
            for name, run in PARTS.items():
                if options.part in {name, "all"}:
                    run(quick=options.quick)
    except (StageError, ServiceError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
