"""Hostile answers: whatever is sent, the verdict comes soon and is never a pass."""

import time

import pytest

from tests.tutoring.grader.one_of_each import ONE_OF_EACH
from tutoring.grader import Verdict, grade, read_key

READING_SECONDS = 10  # a hang lasts for ever; the first quantity loads the units
JUDGING_SECONDS = 20

HOSTILE = {
    "10 kB of letters": "a" * 10_000,
    "10 kB of brackets": "(" * 10_000,
    "a hundred thousand digits": "1" * 100_000,
    "a hundred thousand decimals": "0." + "3" * 100_000,
    "a hundred thousand devanagari digits": "१" * 100_000,
    "NUL": "12\x00.5",
    "escape": "\x1b[31m12",
    "right-to-left override": "\u202e5.21",
    "isolates": "\u20661\u2069",
    "lone surrogate": "\ud800",
    "private use": "\ue000",
    "huge exponent": "1e999999",
    "huge negative exponent": "1e-999999",
    "huge power of ten": "10^999999",
    "tower": "9**9**9**9",
    "long tower": "2" + "^2" * 200,
    "nested fractions": "\\frac{1}{" * 30 + "2" + "}" * 30,
    "very nested fractions": "\\frac{1}{" * 60 + "2" + "}" * 60,
    "plain nested fractions": "1/(" * 39 + "2" + ")" * 39,
    "unmatched braces": "\\frac{1}{2",
    "braces": "{" * 200,
    "brackets": "(" * 100 + "x" + ")" * 100,
    "factorial": "factorial(10**9)",
    "repeated factorial": "5!!!!!!!!",
    "code": "__import__('os').system('true')",
    "code in symbols": "x.__class__.__mro__",
    "lambda": "(lambda: 0)()",
    "format": "{0.__class__}%s%n",
    "expansion": "(x+y)^9999*(x-y)^9999",
    "nested roots": "sqrt(x+" * 35 + "1" + ")" * 35,
    "nested sines": "sin(x*" * 35 + "1" + ")" * 35,
    "all the commas": "," * 150,
    "all the spaces": "1" + " " * 150 + "2",
    "groups": "1,234" * 25,
    "signs": "-" * 150 + "1",
    "combining marks": "a" + "\u0301" * 150,
    "ligatures that unfold": "\ufdfa" * 100,
    "long sum": "1+" * 249 + "1",
    "long product": "x" * 499,
    "long sum of symbols": "x+" * 249 + "x",
    "long quotient": "1" + "/2" * 240,
    "many factorials": "x" + "!" * 400,
    "many functions": "sin" * 100 + "x",
    "many signs": "-+" * 240 + "x",
    "units": "1 " + "kg m " * 20,
    "unit exponents": "1 m^999999999",
    "glued units": "1 " + "mskgN" * 10,
    "SQL": "1; DROP TABLE attempts --",
    "markup": "<script>alert(1)</script>",
    "empty": "",
    "white space": " \t\n\u2003",
    "zero width": "\u200b\u200c\u2060",
}
EXPRESSION = {"type": "expression", "answer": "x + 1"}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("stored", ONE_OF_EACH, ids=lambda stored: stored["type"])
def test_hostile_answer_never_passes_and_is_read_soon(stored, answer):
    key = read_key(stored)
    started = time.perf_counter()

    judged = grade(key, answer)

    assert judged.verdict in (Verdict.UNREADABLE, Verdict.WRONG)
    assert time.perf_counter() - started < READING_SECONDS


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_expression_never_passes_and_ends_within_its_bound(answer):
    key = read_key(EXPRESSION)
    grade(key, "1 + x")  # the child is loaded
    started = time.perf_counter()

    judged = grade(key, answer)

    assert judged.verdict is not Verdict.RIGHT
    assert time.perf_counter() - started < JUDGING_SECONDS


@pytest.mark.parametrize(
    "answer", ["9**9**9**9", "factorial(10**9)", "(" * 60 + "x" + ")" * 60, "x^x^x^x^x^x^9^9^9"]
)
def test_expression_beyond_the_bounds_could_not_be_judged(answer):
    judged = grade(read_key(EXPRESSION), answer)

    assert judged.verdict is Verdict.UNJUDGED
    assert not judged.is_attempt
    assert judged.note
