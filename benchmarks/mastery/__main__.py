"""python -m benchmarks.mastery PATH... [--json] [--column FIELD=NAME ...]"""

import argparse
import json
import platform
import sys
from pathlib import Path

from benchmarks.mastery.logs import KNOWN_COLUMNS, LogError, read_log
from benchmarks.mastery.protocol import figures, run_stream


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    results = []
    for path in options.paths:
        try:
            log = read_log(path, dict(options.column))
        except (LogError, OSError, UnicodeDecodeError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 2
        result = {"log": _name(path), "dropped": log.dropped, **figures(run_stream(log.answers))}
        results.append(result)
        if not options.json:
            _print_table(result)
    if options.json:
        print(json.dumps({"python": platform.python_version(), "logs": results}, indent=2))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mastery",
        description="Score the mastery model on logs of answers (CSV or TSV, plain or gzipped).",
        epilog="A log has the columns learner, item, topics (parted by ;), correct (1 or 0), "
        "time (ISO 8601, or seconds or milliseconds since 1970), or others usual for these.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="FIELD=NAME",
        help=f"the log's name of a column; FIELD is one of {', '.join(KNOWN_COLUMNS)}",
    )
    return parser.parse_args(arguments)


def _column(text: str) -> tuple[str, str]:
    name, separator, column = text.partition("=")
    if not separator or name not in KNOWN_COLUMNS:
        raise argparse.ArgumentTypeError(f"FIELD=NAME with one of {', '.join(KNOWN_COLUMNS)}")
    return name, column


def _name(path: Path) -> str:
    return f"{path.resolve().parent.name}/{path.name}"


def _print_table(result: dict) -> None:
    print(result["log"])
    for name, found in result.items():
        if name != "log":
            shown = f"{found:.4f}" if isinstance(found, float) else found
            print(f"  {name.replace('_', ' '):<22} {shown}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
