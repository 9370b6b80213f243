"""The tables of docs/grading.md are made by a command that fails on a single fault."""

from benchmarks.grading.__main__ import main
from tests.tutoring.grader.suites import CONFUSED, EQUIVALENT


def test_main_prints_a_line_for_each_type_and_the_total(capsys):
    assert main([]) == 0

    *_, total = capsys.readouterr().out.strip().splitlines()
    assert total.startswith(f"| all | {len(CONFUSED)} | 0 |")
    assert f"| {len(EQUIVALENT)} | 0 |" in total
