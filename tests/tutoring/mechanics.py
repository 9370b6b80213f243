"""A small curriculum for tests: the mechanics of the built-in packs, as a folder of its own.

Loading all of it for every test would take minutes; tests/tutoring/test_whole_curriculum.py
looks at the rest.
"""

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tutoring.curriculum.reading import PACKS, Packs, read_packs

UNITS = {"Kinematics", "Laws of motion", "Work, energy and power"}
LEFT_OUT = {"vectors"}  # a topic of another unit's lesson
EXAMS = ("jee", "neet")


@cache
def mechanics_root() -> Path:
    """Return a folder with the twelve lessons, their solves and two exams; never change it."""
    root = Path(tempfile.mkdtemp(prefix="mechanics-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for lesson in sorted((PACKS / "lessons" / "physics").glob("*.yaml")):
        if _unit_of(lesson) in UNITS:
            for part in ("lessons", "solves"):
                target = root / part / "physics" / lesson.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(PACKS / part / "physics" / lesson.name, target)
    (root / "exams").mkdir()
    for exam in EXAMS:
        text = (PACKS / "exams" / f"{exam}.yaml").read_text(encoding="utf-8")
        (root / "exams" / f"{exam}.yaml").write_text(_narrowed(text), encoding="utf-8")
    return root


@cache
def mechanics() -> Packs:
    """Return the small curriculum as read."""
    return read_packs(mechanics_root())


def _unit_of(lesson: Path) -> str:
    found = re.search(r"^unit: (.+)$", lesson.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1].strip("'\"")


def _narrowed(exam: str) -> str:
    """Keep an exam's head and the units wanted of its first subject."""
    head, _, rest = exam.partition("      - name: ")
    units = re.split(r"^      - name: ", rest.split("\n  - name: ")[0], flags=re.MULTILINE)
    kept = []
    for unit in units:
        name, _, topics = unit.partition("\n")
        if name.strip("'\"") in UNITS:
            lines = [
                line
                for line in topics.splitlines()
                if not any(f"{{slug: {slug}," in line for slug in LEFT_OUT)
            ]
            text = "\n".join(lines)
            for slug in LEFT_OUT:
                text = text.replace(f", {slug}]", "]").replace(f"[{slug}]", "[]")
            kept.append(f"      - name: {name}\n{text}\n")
    return head + "".join(kept)
