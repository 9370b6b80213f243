"""A stored key of every type that is judged without the algebra."""

ONE_OF_EACH = (
    {"type": "choice", "option": "a", "options": ["a", "b"]},
    {"type": "choice_set", "chosen": ["a"], "options": ["a", "b"]},
    {"type": "true_false", "true": True},
    {"type": "assertion_reason", "assertion": True, "reason": False},
    {"type": "integer", "answer": "12"},
    {"type": "decimal", "answer": "1.5"},
    {"type": "significant", "answer": "1.5", "figures": 2},
    {"type": "scientific", "answer": "1.5e3"},
    {"type": "fraction", "answer": "1/3"},
    {"type": "quantity", "answer": "1", "unit": "m"},
    {"type": "date", "answer": "1947"},
    {"type": "term", "answer": "anode"},
    {"type": "sequence", "order": ["a", "b"]},
    {"type": "matching", "pairs": {"p": ["1"]}, "right": ["1", "2"]},
    {
        "type": "blanks",
        "blanks": [{"type": "integer", "answer": "1"}, {"type": "term", "answer": "anode"}],
    },
)
