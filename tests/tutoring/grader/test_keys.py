"""Keys: unsafe ones are refused when they are read, and wrong answers betray misconceptions."""

import pytest

from tutoring.grader import Verdict, faults_of_key, grade, read_key

UNSAFE = [
    {"type": "decimal", "answer": "12.5", "absolute": "13"},
    {"type": "decimal", "answer": "12.5", "absolute": "6.25"},
    {"type": "decimal", "answer": "12.5", "relative": "50%"},
    {"type": "decimal", "answer": "12.5", "relative": "-1%"},
    {"type": "decimal", "answer": "twelve"},
    {"type": "decimal", "answer": "1", "tolerance": "0.1"},
    {"type": "integer", "answer": "12.5"},
    {"type": "significant", "answer": "0", "figures": 2},
    {"type": "significant", "answer": "5", "figures": 1, "last_place": 1},
    {"type": "quantity", "answer": "5", "unit": "flurb"},
    {"type": "quantity", "answer": "5", "unit": ""},
    {"type": "choice", "option": "e", "options": ["a", "b"]},
    {"type": "choice", "option": "a", "options": ["a", "b"], "misconceptions": {"a": "x"}},
    {"type": "choice", "option": "a", "options": ["a", "b"], "misconceptions": {"q": "x"}},
    {"type": "choice_set", "chosen": [], "options": ["a", "b"]},
    {"type": "choice_set", "chosen": ["e"], "options": ["a", "b"]},
    {"type": "assertion_reason", "assertion": False, "reason": True, "explains": True},
    {"type": "assertion_reason", "assertion": False, "reason": False, "options": list("abcd")},
    {"type": "date", "answer": "31 February 1950"},
    {"type": "sequence", "order": ["a", "a"]},
    {"type": "matching", "pairs": {"p": ["9"]}, "right": ["1"]},
    {"type": "essay", "answer": "x"},
    {},
    None,
]


@pytest.mark.parametrize("stored", UNSAFE, ids=lambda stored: str(stored)[:60])
def test_unsafe_key_is_refused(stored):
    with pytest.raises(ValueError, match=r"."):
        read_key(stored)


def test_choice_betrays_the_misconception_of_its_option():
    key = read_key(
        {
            "type": "choice",
            "option": "b",
            "options": ["a", "b", "c"],
            "misconceptions": {"a": "mean-of-speeds"},
        }
    )

    assert [grade(key, option).misconception for option in "abc"] == ["mean-of-speeds", None, None]


def test_written_answer_betrays_by_its_value_and_by_its_error():
    key = read_key(
        {
            "type": "quantity",
            "answer": "48",
            "unit": "km/h",
            "reveals": {"50": "mean-of-speeds"},
            "by_error": {"sign": "direction-of-velocity", "unit": "units-do-not-matter"},
        }
    )

    assert grade(key, "50 km/h").misconception == "mean-of-speeds"
    assert grade(key, "-48 km/h").misconception == "direction-of-velocity"
    assert grade(key, "48 m/s").misconception == "units-do-not-matter"
    assert grade(key, "48 km/h").misconception is None
    assert grade(key, "47 km/h").misconception is None


def test_term_betrays_by_a_listed_wrong_term():
    key = read_key({"type": "term", "answer": "mass", "reveals": {"weight": "mass-is-weight"}})

    assert grade(key, "The weight").misconception == "mass-is-weight"


def test_blanks_tell_nothing_of_their_other_parts_when_one_is_unreadable():
    key = read_key(
        {
            "type": "blanks",
            "blanks": [{"type": "integer", "answer": "1"}, {"type": "integer", "answer": "2"}],
        }
    )

    asked_again = grade(key, ["1", "two"])
    judged = grade(key, ["1", "3"])

    assert (asked_again.verdict, asked_again.parts) == (Verdict.UNREADABLE, ())
    assert [part.correct for part in judged.parts] == [True, False]


def test_matching_tells_which_pairs_are_right():
    key = read_key({"type": "matching", "pairs": {"p": ["1"], "q": ["2"]}, "right": ["1", "2"]})

    assert [part.correct for part in grade(key, {"p": "1", "q": "1"}).parts] == [True, False]


def test_key_that_fails_itself_or_passes_what_it_reveals_has_faults():
    broken = read_key({"type": "expression", "answer": "x + + ("})
    generous = read_key({"type": "decimal", "answer": "1.5", "reveals": {"3/2": "no-such-belief"}})
    sound = read_key({"type": "decimal", "answer": "1.5", "reveals": {"15": "point-lost"}})

    assert faults_of_key(broken) == ["The key does not pass itself."]
    assert faults_of_key(generous) == ["The revealing answer '3/2' is right, not wrong."]
    assert faults_of_key(sound) == []
