"""Published answers: what the grader reads of them passes in other forms and in no wrong one."""

from pathlib import Path

import pytest

from benchmarks.grading.references import gsm8k, jeebench, oatutor

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data"
FEW_EXPRESSIONS = 60

pytestmark = pytest.mark.shared_data


def parts_of(name, read):
    folder = REFERENCE / name
    if not folder.is_dir():
        pytest.skip(f"the reference answers of {name} are not at {folder}")
    return {part.name: part for part in read(folder)}


def test_oatutor_numbers_and_expressions_agree():
    parts = parts_of("oatutor", lambda folder: oatutor(folder, FEW_EXPRESSIONS))

    numbers = parts["OATutor, typed numbers"]
    assert numbers.read > 2_000
    assert [part.false_failures for part in parts.values()] == [0, 0, 0, 0]
    assert [part.false_passes for part in parts.values()] == [0, 0, 0, 0]


def test_gsm8k_final_numbers_and_sums_agree():
    parts = parts_of("gsm8k", gsm8k)

    assert all(part.read == part.answers > 0 for part in parts.values())
    assert [part.false_failures for part in parts.values()] == [0, 0]
    assert [part.false_passes for part in parts.values()] == [0, 0]


def test_jeebench_numbers_and_options_agree():
    parts = parts_of("jeebench", jeebench)

    assert all(part.read == part.answers > 0 for part in parts.values())
    assert [part.false_failures for part in parts.values()] == [0, 0]
    assert [part.false_passes for part in parts.values()] == [0, 0]
