"""A question of every kind as the packs write it, with an answer right, wrong and revealing."""

from typing import Any, NamedTuple

from tutoring.curriculum.schema import PackQuestion

SLUG = "straight-line-sign-is-not-direction"
OTHER = "straight-line-starts-from-rest"


class Sample(NamedTuple):
    """How a kind is written, and answers to it under the pack's own names."""

    written: dict[str, Any]
    right: Any
    wrong: Any
    revealing: Any = None  # betrays SLUG


def _options(*right: str) -> list[dict[str, Any]]:
    return [
        {"id": name, "text": f"Option text {name}", "correct": name in right}
        | ({} if name in right else {"misconception": SLUG if name == "d" else OTHER})
        for name in "abcd"
    ]


SAMPLES: dict[str, Sample] = {
    "choice": Sample({"options": _options("b")}, "b", "a", "d"),
    "choice_set": Sample({"options": _options("a", "c")}, ["a", "c"], ["a", "b"], ["a", "d"]),
    "true_false": Sample(
        {"key": {"true": False, "by_error": {"negation": SLUG}}}, "false", "true", "true"
    ),
    "assertion_reason": Sample(
        {"key": {"assertion": True, "reason": False, "by_error": {"negation": SLUG}}},
        "c",
        "d",
        "a",
    ),
    "integer": Sample(
        {"key": {"answer": "4127", "reveals": {"-4127": SLUG}}}, "4127", "12", "-4127"
    ),
    "decimal": Sample(
        {"key": {"answer": "41.27", "relative": "1%", "reveals": {"17.5": SLUG}}},
        "41.3",
        "40",
        "17.5",
    ),
    "significant": Sample(
        {"key": {"answer": "41.2739", "figures": 3, "reveals": {"17.5": SLUG}}},
        "41.3",
        "41.27",
        "17.5",
    ),
    "scientific": Sample(
        {"key": {"answer": "4.127e8", "normalised": True, "by_error": {"power_of_ten": SLUG}}},
        "4.127 × 10^8",
        "3e8",
        "4.127 × 10^9",
    ),
    "fraction": Sample(
        {"key": {"answer": "41/27", "lowest": True, "reveals": {"27/41": SLUG}}},
        "41/27",
        "1/2",
        "27/41",
    ),
    "quantity": Sample(
        {
            "key": {
                "answer": "41.27",
                "unit": "m/s",
                "relative": "1%",
                "reveals": {"-41.27": SLUG},
            }
        },
        "41.3 m/s",
        "40 m/s",
        "-41.27 m/s",
    ),
    "expression": Sample(
        {"key": {"answer": "u*t - k*t^2/2", "reveals": {"u*t + k*t^2/2": SLUG}}},
        "ut - (1/2) k t^2",
        "u*t",
        "ut + k t^2/2",
    ),
    "date": Sample(
        {"key": {"answer": "15 August 1947", "reveals": {"26 January 1950": SLUG}}},
        "15/8/1947",
        "1 May 1960",
        "26/1/1950",
    ),
    "term": Sample(
        {
            "key": {
                "answer": "retardation",
                "accepted": ["deceleration"],
                "reveals": {"inertia": SLUG},
            }
        },
        "Deceleration",
        "momentum",
        "inertia",
    ),
    "sequence": Sample(
        {
            "items": [
                {"id": "w", "text": "the first thing"},
                {"id": "x", "text": "the second thing"},
                {"id": "y", "text": "the third thing"},
                {"id": "z", "text": "the last thing"},
            ],
            "key": {"by_error": {"reversed": SLUG}},
        },
        ["w", "x", "y", "z"],
        ["x", "w", "y", "z"],
        ["z", "y", "x", "w"],
    ),
    "matching": Sample(
        {
            "left": [
                {"id": "v", "text": "velocity"},
                {"id": "a", "text": "acceleration"},
                {"id": "s", "text": "displacement"},
            ],
            "right": [
                {"id": "r1", "text": "metre per second"},
                {"id": "r2", "text": "metre per second squared"},
                {"id": "r3", "text": "metre"},
                {"id": "r4", "text": "newton"},
            ],
            "key": {"pairs": {"v": "r1", "a": "r2", "s": ["r3"]}},
        },
        {"v": ["r1"], "a": ["r2"], "s": ["r3"]},
        {"v": ["r2"], "a": ["r1"], "s": ["r3"]},
    ),
    "blanks": Sample(
        {
            "labels": ["the speed at the top", "the quantity that stays the same"],
            "key": {
                "blanks": [
                    {"type": "quantity", "answer": "41.27", "unit": "m/s", "reveals": {"0": SLUG}},
                    {"type": "term", "answer": "retardation"},
                ]
            },
        },
        ["41.27 m/s", "retardation"],
        ["12 m/s", "retardation"],
        ["0 m/s", "retardation"],
    ),
}


def pack_question(kind: str, **changes: Any) -> PackQuestion:
    """The sample of a kind as a pack question."""
    members = {
        "id": f"typed-{kind.replace('_', '-')}",
        "difficulty": "easy",
        "concept": "typed answers",
        "stem": f"A question of the kind {kind}.",
        "explanation": "Worked out step by step.",
        **({} if kind == "choice" else {"kind": kind}),
        **SAMPLES[kind].written,
    }
    return PackQuestion.model_validate({**members, **changes})
