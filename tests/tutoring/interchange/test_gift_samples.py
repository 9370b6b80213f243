"""GIFT samples beside the parse that another project expects: the meaning is the same."""

import json
from pathlib import Path

import pytest

from tutoring.interchange.reading import read_bank

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "gift-samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.gift"))
KINDS = {
    "TF": {"true_false"},
    "MC": {"choice", "choice_set"},
    "Short": {"term"},
    "Numerical": {"integer", "decimal"},
    "Matching": {"matching"},
}
NO_KEY = {"Essay", "Description"}
TOO_WIDE = "Give me a number from 1 to 5."  # a tolerance of two thirds of the key

pytestmark = pytest.mark.shared_data


def expected_of(name):
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    return [one for one in json.loads(text) if one["type"] != "Category"]


@pytest.mark.parametrize("name", NAMES or ["absent"])
def test_gift_sample_means_what_the_other_parser_says(name):
    if not NAMES:
        pytest.skip(f"the samples are not at {SAMPLES}")
    reading = read_bank((SAMPLES / f"{name}.gift").read_bytes(), format="gift")

    expected = expected_of(name)
    asked = [
        one for one in expected if one["type"] not in NO_KEY and TOO_WIDE not in one["stem"]["text"]
    ]
    assert reading.found == len(expected)
    assert len(reading.items) == len(asked)
    for item, one in zip(reading.items, asked, strict=True):
        assert item.kind in KINDS[one["type"]]
        assert item.title == " ".join((one["title"] or "").split())
        assert item.tags == tuple(one["tags"] or ())
        assert item.identifier == (one["id"] or "")
        MEANINGS[one["type"]](item, one)


def same_truth(item, one):
    assert item.key["true"] is one["isTrue"]
    feedbacks = [one["trueFeedback"], one["falseFeedback"]]
    assert len(item.feedback) == sum(bool(f and f["text"].strip()) for f in feedbacks)


def same_choice(item, one):
    weights = [choice["weight"] for choice in one["choices"]]
    if item.kind == "choice":
        right = [number for number, choice in enumerate(one["choices"]) if choice["isCorrect"]]
        assert [item.options[number].id for number in right] == [item.key["option"]]
    else:
        right = [item.options[n].id for n, weight in enumerate(weights) if (weight or 0) > 0]
        assert item.key["chosen"] == right
    assert len(item.options) == len(one["choices"])
    said = [bool(c["feedback"] and c["feedback"]["text"].strip()) for c in one["choices"]]
    assert [bool(item.feedback.get(option.id)) for option in item.options] == said


def same_forms(item, one):
    forms = [choice["text"]["text"] for choice in one["choices"] if choice["weight"] in {None, 100}]
    assert [item.key["answer"], *item.key.get("accepted", [])] == forms


def same_number(item, one):
    from decimal import Decimal

    choices = one["choices"]
    if isinstance(choices, list):
        full = [c for c in choices if c["weight"] in {None, 100}]
        choices = full[0]["text"]
    answer, width = Decimal(item.key["answer"]), Decimal(item.key.get("absolute", "0"))
    if "numberLow" in choices:
        low, high = (Decimal(str(choices[end])) for end in ("numberLow", "numberHigh"))
        assert (answer - width, answer + width) == (low, high)
    else:
        assert answer == Decimal(str(choices["number"]))
        assert width == Decimal(str(choices.get("range") or 0))


def same_pairs(item, one):
    texts = {part.id: part.text for part in item.right}
    pairs = {part.text: [texts[n] for n in item.key["pairs"][part.id]] for part in item.left}
    named = [pair for pair in one["matchPairs"] if pair["subquestion"]["text"].strip()]
    assert len(pairs) == len(named)
    assert [one[0] for one in pairs.values()] == [pair["subanswer"].strip() for pair in named]
    assert set(texts.values()) == {pair["subanswer"].strip() for pair in one["matchPairs"]}


MEANINGS = {
    "TF": same_truth,
    "MC": same_choice,
    "Short": same_forms,
    "Numerical": same_number,
    "Matching": same_pairs,
}
