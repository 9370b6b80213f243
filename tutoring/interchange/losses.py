"""What a format cannot hold: named, never silently dropped."""

KIND_NAMES = {
    "choice": "choices of one option",
    "choice_set": "choices of several options",
    "true_false": "true or false",
    "assertion_reason": "assertion and reason",
    "integer": "whole numbers",
    "decimal": "numbers",
    "significant": "numbers with significant figures",
    "scientific": "numbers in scientific notation",
    "fraction": "fractions",
    "quantity": "numbers with a unit",
    "expression": "algebraic expressions",
    "date": "dates",
    "term": "short answers",
    "sequence": "items to put in order",
    "matching": "items to match",
    "blanks": "several blanks",
}


class CannotHold(Exception):
    """The format has no form for this question; the words say which questions."""

    @classmethod
    def kind(cls, name: str) -> "CannotHold":
        """Return the refusal of a whole kind of question."""
        return cls(KIND_NAMES.get(name, name))
