"""Importing 10,000 questions, and the worst files that an importer may be given.

Each figure is taken in a process of its own: its peak memory is its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.stage import BASE_DIR
from benchmarks.table import show, store

QUESTIONS = 10_000
BAR_SECONDS, BAR_MB = 30, 300
HOSTILE_SECONDS, HOSTILE_MB = 1, 50
FLOOD_SECONDS, FLOOD_MB = 10, 512
FORMATS = ("gift", "moodle-xml", "qti-1.2", "qti-2.1", "csv", "json")
ENDINGS = {
    "deep JSON": "a.json",
    "a million objects": "a.json",
    "ten thousand faults": "a.gift",
    "entries": "a.zip",
    "bomb": "a.zip",
    "overlapping bomb": "a.zip",
    "lying bomb": "a.zip",
}  # the others are XML
FLOODS = {
    "50,000 questions": "gift",
    "answers without end": "gift",
    "tags in tags": "gift",
    "formulas not closed": "gift",
    "long stems": "gift",
    "options without end": "trivia",
    "lines without an answer": "aiken",
    "three million parts": "json",
    "two million options": "jsonl",
    "answers in XML": "moodle-xml",
    "elements passed by": "moodle-xml",
    "fields in XML": "qti-2.1",
}
WORST = (
    "billion laughs",
    "quadratic blow-up",
    "external entity",
    "inclusion",
    "one huge attribute",
    "deep XML",
    "deep JSON",
    "a million objects",
    "ten thousand faults",
    "entries",
    "bomb",
    "overlapping bomb",
    "lying bomb",
)


def run(*, quick: bool) -> None:
    count = 1_000 if quick else QUESTIONS
    imports = [_apart("import", name, str(count)) for name in FORMATS[: 2 if quick else None]]
    show(f"Import of {count:,} questions into the database", imports)
    hostile = [_apart("hostile", name) for name in WORST]
    show("Hostile files", hostile)
    floods = [_apart("flood", name) for name in FLOODS]
    show("Floods: files of up to 10 MB that are only large", floods)
    for row in imports:
        if row["stored"] != count:
            raise AssertionError(f"{row['format']}: {row['stored']} of {count} were stored.")
    store("interchange", {"imports": imports, "hostile": hostile, "floods": floods})


def _apart(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.interchange", *arguments],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments: Sequence[str]) -> dict[str, Any]:
    """Take one figure in this process."""
    import django

    django.setup()
    what, name, *rest = arguments
    return _import(name, int(rest[0])) if what == "import" else _hostile(what, name)


def _import(form: str, count: int) -> dict[str, Any]:
    from tutoring.material.bounds import peak_memory_kb
    from tutoring.models import Question
    from tutoring.services.importing import Origin, import_file

    content = _made_elsewhere(form, str(count))
    began_mb = peak_memory_kb() / 1024
    shown = [0]
    started, cpu = time.perf_counter(), time.process_time()
    report = import_file(
        content,
        file_name="bank",
        format=form,
        origin=Origin(f"Benchmark {form} {time.time_ns()}"),
        progress=lambda _done, _total: shown.__setitem__(0, shown[0] + 1),
    )
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    stored = Question.objects.filter(source__startswith=f"Benchmark {form} ")
    stored.update(current=None)
    stored.delete()
    return {
        "format": form,
        "file MB": len(content) / 1_000_000,
        "stored": report["stored"],
        "seconds": seconds,
        "of them CPU": cpu,
        "peak MB": peak_memory_kb() / 1024,
        "of it before": began_mb,
        "signs of progress": shown[0],
        f"under {BAR_SECONDS} s and {BAR_MB} MB": seconds < BAR_SECONDS
        and peak_memory_kb() / 1024 < BAR_MB,
    }


def _made_elsewhere(what: str, name: str) -> bytes:
    """Have another process write the file, so that only the reading counts here."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.interchange", "write", what, name],
        cwd=BASE_DIR,
        capture_output=True,
        check=True,
    )
    return done.stdout


def write(what: str, name: str) -> bytes:
    """Return a file: a hostile one by its name, or a bank of so many questions."""
    if what not in {"hostile", "flood"}:
        return _bank(what, int(name))
    from tests.tutoring.interchange import hostile

    return hostile.REFUSED[name][0] if what == "hostile" else hostile.FLOODS[name][1]()


def _bank(form: str, count: int) -> bytes:
    """Return a bank of choices, numbers and short answers with TeX, feedback and explanations."""
    from tutoring.interchange.items import BankItem, lettered
    from tutoring.interchange.keys import choice_key, number_key, term_key
    from tutoring.interchange.soundness import sound
    from tutoring.interchange.writing import write_bank

    salt = time.time_ns()
    items = []
    for number in range(count):
        stem = f"Question {salt}-{number}: a body falls $h = {number}$ m. " + "What follows? " * 4
        options = lettered([f"It takes $t = {number + place}$ s" for place in range(4)])
        keys = (
            {"options": options, "key": choice_key(options, [number % 4], many=False),
             "feedback": {"a": "Look again."}},
            {"key": number_key(f"{number + 1}.5", "0.1")},
            {"key": term_key([f"form {number}", f"shape {number}"])},
        )  # fmt: skip
        made = {"stem": stem, "explanation": "Because $g$ is constant. " * 3, "title": f"Q{number}"}
        items.append(sound(BankItem(**made | keys[0 if number % 5 else 1 + number % 2])))
    return write_bank(items, format=form).content


def _hostile(what: str, name: str) -> dict[str, Any]:
    from tutoring.interchange.items import UnreadableBank
    from tutoring.interchange.reading import read_bank
    from tutoring.material.bounds import peak_memory_kb

    content = _made_elsewhere(what, name)
    file_name, form = ENDINGS.get(name, "a.xml"), FLOODS[name] if what == "flood" else ""
    bar_seconds, bar_mb = (FLOOD_SECONDS, FLOOD_MB) if form else (HOSTILE_SECONDS, HOSTILE_MB)
    began_kb = peak_memory_kb()
    started = time.perf_counter()
    try:
        reading = read_bank(content, file_name=file_name, format=form)
        said = f"{len(reading.items):,} of {reading.found:,} read"
    except UnreadableBank as refusal:
        said = str(refusal)
    seconds = time.perf_counter() - started
    grown = (peak_memory_kb() - began_kb) / 1024
    return {
        "file": name,
        "file MB": len(content) / 1_000_000,
        "said": said,
        "ms": seconds * 1000,
        "MB more": grown,
        f"under {bar_seconds} s and {bar_mb} MB": seconds < bar_seconds and grown < bar_mb,
    }


if __name__ == "__main__":
    if sys.argv[1] == "write":
        sys.stdout.buffer.write(write(sys.argv[2], sys.argv[3]))
    else:
        print(json.dumps(main(sys.argv[1:])))
