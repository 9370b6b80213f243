"""The confusion suite: no wrong answer passes, no equivalent form fails."""

from collections import Counter

import pytest

from tests.tutoring.grader.suites import ANY, CONFUSED, EQUIVALENT, UNREADABLE
from tutoring.grader import ErrorKind, Verdict, grade, read_key
from tutoring.grader.grading import GRADERS

NAMED = [row for row in CONFUSED if row.expected != ANY]


def verdict_of(row):
    return grade(read_key(row.key), row.answer)


@pytest.mark.parametrize("row", CONFUSED, ids=lambda row: row.name)
def test_confusion_never_passes_and_names_its_way(row):
    judged = verdict_of(row)

    assert judged.verdict is Verdict.WRONG
    if row.expected != ANY:
        assert judged.error == ErrorKind(row.expected)


@pytest.mark.parametrize("row", EQUIVALENT, ids=lambda row: row.name)
def test_equivalent_form_passes(row):
    assert verdict_of(row).verdict is Verdict.RIGHT


@pytest.mark.parametrize("row", UNREADABLE, ids=lambda row: row.name)
def test_unreadable_answer_is_no_attempt(row):
    judged = verdict_of(row)

    assert judged.verdict is Verdict.UNREADABLE
    assert not judged.is_attempt
    assert judged.note


def test_suites_are_large_and_cover_every_type():
    assert len(CONFUSED) >= 300
    assert len(EQUIVALENT) >= 200
    assert {row.key["type"] for row in CONFUSED} == set(GRADERS)
    assert {row.key["type"] for row in EQUIVALENT} == set(GRADERS)


def test_suites_cover_every_known_way():
    assert set(Counter(row.expected for row in NAMED)) == {kind.value for kind in ErrorKind}
