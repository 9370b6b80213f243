"""The hit rate of diagnosis: reading examples, foretelling wrong answers, the arithmetic."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.misconceptions.__main__ import main
from benchmarks.misconceptions.cases import Case, final_of, read_cases, value_of
from benchmarks.misconceptions.protocol import (
    Revealed,
    after,
    baselines,
    by_both,
    catalogue_of,
    error_of,
    hit,
    run,
)
from benchmarks.misconceptions.rules import foretold, induced, numbers_in
from tutoring.mastery.beliefs import SLIP, prior

EXAMPLES = (
    Path(__file__).resolve().parents[4] / "shared" / "data" / "misconceptions-mae"
)  # outside the project


def case(misconception, number, *texts):
    return Case(misconception, "fractions", number, *texts)


ADDED = [
    case("adds across", 1, "1/4+2/3=", "1/4+2/3=3/7", "11/12"),
    case("adds across", 2, "4/5+2/3=?", "6/8", "22/15"),
]
TURNED = [
    case("turns the sign", 1, "-8+6=", "2", "-2"),
    case("turns the sign", 2, "5+-9=", "-8+6=4", "-4"),
]


@pytest.mark.parametrize(
    ("text", "final", "value"),
    [
        ("4/9=2/3", "2/3", Fraction(2, 3)),
        ("8.1\n+ 0.2\n----\n 8.3", "8.3", Fraction(83, 10)),
        ("x = 6 2/3 [drawn]", "6 2/3", Fraction(20, 3)),
        ("6÷2/5=30/2=15\n15 giants", "15 giants", Fraction(15)),
        ("Never true", "Never true", None),
        ("[Image]", "", None),
    ],
)
def test_an_answer_is_what_its_last_line_comes_to(text, final, value):
    assert (final_of(text), value_of(text)) == (final, value)


def test_numbers_of_a_question_keep_their_signs():
    assert numbers_in("5+-9=") == (5, -9)
    assert numbers_in("What percent of 1,250 is 28?") == (1250, 28, 100)
    assert numbers_in("1 2 3 4 5 6") == ()


def test_a_wrong_answer_is_foretold_for_another_question():
    rules = {(len(numbers_in(ADDED[0].question)), rule) for rule in induced(ADDED[0])}

    assert Fraction(6, 8) in foretold(rules, ADDED[1])
    assert Fraction(22, 15) not in foretold(rules, ADDED[1])


def test_no_rule_is_induced_where_the_answer_is_right():
    assert induced(case("none", 1, "1+2", "3", "3")) == ()


def test_the_kind_of_error_is_the_graders():
    assert error_of(TURNED[0]) == "sign"
    assert error_of(ADDED[0]) is None


def test_the_ledger_is_told_by_value_before_kind():
    catalogue = catalogue_of([ADDED[0], TURNED[0]])

    assert by_both(catalogue, ADDED[1]).betrayed == {"adds across"}
    assert by_both(catalogue, TURNED[1]).betrayed == {"turns the sign"}


def test_an_answer_that_shows_nothing_changes_nothing():
    causes = prior(["a", "b"])

    assert after(causes, Revealed(frozenset("a"), frozenset())) == causes


def test_ties_share_a_hit():
    causes = prior(["a", "b", "c", "d"])

    assert hit(causes, "a", 1) == 0.25
    assert hit(causes, "a", 3) == 0.75
    assert hit({"a": 0.5, "b": 0.3, SLIP: 0.9}, "a", 1) == 1
    assert hit({"a": 0.5}, "gone", 3) == 0


def test_run_scores_each_way_after_each_answer():
    cases = [*ADDED, *TURNED]

    scores = {(score.way, score.observations): score for score in run(cases, 1)}

    both = scores["computed answer, else kind of error", 1]
    # 6/8 has a shorter formula, 3/4: made from that example, the catalogue misses the other.
    assert (both.n, both.revealing, both.top[1]) == (4, 3, 0.875)
    kind = scores["kind of error", 1]
    assert (kind.revealing, kind.top[1]) == (2, 0.75)
    assert baselines(cases)["luck within the topic"] == {1: 0.5, 3: 1.0}


@pytest.mark.parametrize("text", ["{}", '[{"Topic": 1}]', "no JSON"])
def test_main_refuses_what_holds_no_examples(tmp_path, capsys, text):
    path = tmp_path / "examples.json"
    path.write_text(text)

    code = main([str(path)])

    assert (code, "examples" in capsys.readouterr().err) == (2, True)


@pytest.mark.shared_data
def test_published_examples_are_found_above_luck(capsys):
    if not EXAMPLES.is_dir():
        pytest.skip(f"the published examples are not at {EXAMPLES}")
    cases = read_cases(EXAMPLES)
    assert [len(cases), len({c.misconception for c in cases})] == [220, 55]

    assert main([str(EXAMPLES), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    luck = found["baselines"]["luck within the topic"]["1"]
    one, two, three = (
        score["top"]["1"]
        for score in found["scores"]
        if score["way"].startswith("computed answer, else") and score["examples"] == 1
    )
    assert luck < one < two < three < 0.5  # low, as docs/mastery.md says
