"""How much of public banks comes in, counted: the table of docs/interchange.md.

    python -m tests.tutoring.interchange.public_banks FOLDER

prints the table for a folder of those banks.
"""

import gzip
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.packages import packed
from tutoring.interchange.reading import read_bank

HEAD = "| bank | files | format | came in | why the rest did not |\n|---|---|---|---|---|"
MOODLE = "Moodle's own importer tests"
INSTRUCTURE = "instructure/qti fixtures"
# name in the table: (folder, files)
BANKS = {
    f"{MOODLE}: GIFT examples": ("moodle-samples", ["examples.txt"]),
    f"{MOODLE}: multichoice.xml": ("moodle-samples", ["multichoice.xml"]),
    f"{MOODLE}: truefalse.xml": ("moodle-samples", ["truefalse.xml"]),
    f"{MOODLE}: questions.aiken.txt": ("moodle-samples", ["questions.aiken.txt"]),
    "GIFT-grammar-PEG.js test questions": ("gift-samples", ["*.gift"]),
    "MMLU college_physics_test.csv": ("mmlu", ["college_physics_test.csv"]),
    "MMLU elementary_mathematics_test.csv": ("mmlu", ["elementary_mathematics_test.csv"]),
    "MMLU high_school_biology_test.csv": ("mmlu", ["high_school_biology_test.csv"]),
    "MMLU high_school_geography_test.csv": ("mmlu", ["high_school_geography_test.csv"]),
    "MMLU high_school_government_and_politics_test.csv": (
        "mmlu",
        ["high_school_government_and_politics_test.csv"],
    ),
    "MMLU high_school_macroeconomics_test.csv": ("mmlu", ["high_school_macroeconomics_test.csv"]),
    "MMLU high_school_mathematics_test.csv": ("mmlu", ["high_school_mathematics_test.csv"]),
    "MMLU high_school_physics_test.csv": ("mmlu", ["high_school_physics_test.csv"]),
    "OpenTriviaQA brain-teasers": ("opentriviaqa", ["brain-teasers.txt"]),
    "OpenTriviaQA geography": ("opentriviaqa", ["geography.txt"]),
    "OpenTriviaQA humanities": ("opentriviaqa", ["humanities.txt"]),
    "OpenTriviaQA science-technology": ("opentriviaqa", ["science-technology.txt"]),
    "OpenTriviaQA world": ("opentriviaqa", ["world.txt"]),
    "AQuA-RAT dev (every second item)": ("aqua-rat", ["aqua_dev.jsonl"]),
    "GSM8K test (every second item)": ("gsm8k", ["gsm8k_test.jsonl"]),
    "JEEBench 2016-2021": ("jeebench", ["jeebench_2016_2021.json"]),
    f"{INSTRUCTURE}: items_1.2": ("qti-instructure", ["items_1.2/*.xml"]),
    f"{INSTRUCTURE}: items_2.1": ("qti-instructure", ["items_2.1/*.xml"]),
    f"{INSTRUCTURE}: items_2.2": ("qti-instructure", ["items_2.2/*.xml"]),
    f"{INSTRUCTURE}: all_canvas_simple_1.2.xml": (
        "qti-instructure",
        ["all_canvas_simple_1.2.xml"],
    ),
    f"{INSTRUCTURE}: imsqti_2.2_package (as a zip)": ("qti-instructure", ["imsqti_2.2_package"]),
    "qti_package_maker minimal_qti_2.1_sample.zip": ("qti-packages", ["*.zip"]),
    "OATutor problems": ("oatutor", ["oatutor_problems.jsonl.gz"]),
    "OATutor BKT parameters": ("oatutor", ["bkt_default_params.json"]),
    "MaE misconception examples": ("misconceptions-mae", ["mae_examples_1_2.json"]),
    "MaE remediation cases": ("misconceptions-mae", ["remediation_cases.jsonl"]),
    "HCItest key.csv": ("exam-hci", ["key.csv"]),
    "HCItest choices": ("exam-hci", ["choices.csv.gz"]),
    "Fraction subtraction responses and Q-matrix": ("log-fraction-subtraction", ["*.csv"]),
    "LKT cloze responses": ("log-lkt-cloze", ["responses.csv.gz"]),
    "LKT names of statements": ("log-lkt-cloze", ["kc_names.json"]),
}
SHOWN_REASONS = 6


@dataclass
class Row:
    """What came of the files of one line of the table."""

    files: int = 0
    formats: set[str] = field(default_factory=set)
    taken: int = 0
    found: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def line(self, name: str) -> str:
        reasons = [f"{n} × {why}" for why, n in self.reasons.most_common(SHOWN_REASONS)]
        rest = sum(self.reasons.values()) - sum(
            n for _, n in self.reasons.most_common(SHOWN_REASONS)
        )
        reasons += [f"{rest} × other reasons"] if rest else []
        forms = ", ".join(sorted(self.formats)) or "none"
        said = "; ".join(reasons).replace("|", "\\|")
        return f"| {name} | {self.files} | {forms} | {self.taken} of {self.found} | {said} |"


def row_of(folder: Path, patterns: list[str]) -> Row:
    row = Row()
    paths = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    for path in paths:
        row.files += 1
        try:
            reading = read_bank(_content(path), file_name=_name(path))
        except UnreadableBank as refusal:
            row.reasons[f"whole file: {refusal}"] += 1
            row.found += 1
            continue
        row.formats.add(reading.format.value)
        row.taken += len(reading.items)
        row.found += reading.found
        row.reasons.update(fault.reason for fault in reading.faults)
    return row


def _content(path: Path) -> bytes:
    """Return a file, or a folder as the package that it is unpacked from."""
    if path.is_dir():
        files = {
            inner.relative_to(path).as_posix(): inner.read_text()
            for inner in sorted(path.rglob("*.xml"))
        }
        return packed(files)
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def _name(path: Path) -> str:
    return f"{path.name}.zip" if path.is_dir() else path.name.removesuffix(".gz")


def table(folder: Path) -> list[str]:
    """Return a line for each bank, unpacked where it was kept packed."""
    return [row_of(folder / own, files).line(name) for name, (own, files) in BANKS.items()]


if __name__ == "__main__":
    print("\n".join([HEAD, *table(Path(sys.argv[1]))]))  # noqa: T201 -- its purpose
