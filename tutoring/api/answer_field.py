"""An answer as the API takes it: text, a list or an object, and the place of an option."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tutoring.judging import LONGEST_ANSWER

MOST_PARTS = 64
NAME = {"type": "string", "maxLength": LONGEST_ANSWER}
NAMES = {"type": "array", "items": NAME, "maxItems": MOST_PARTS}
PAIRS = {
    "type": "object",
    "additionalProperties": {"oneOf": [NAME, NAMES]},
    "maxProperties": MOST_PARTS,
}
PLACE = {"type": "integer", "minimum": 0}
TYPED = (
    "What the question's `response` asks for: a text; a list of ids (several options, an order) "
    "or of texts (blanks); an object from each id on the left to the ids on the right."
)


def _is_name(part: Any) -> bool:
    return isinstance(part, str) and len(part) <= LONGEST_ANSWER


def _are_names(part: Any) -> bool:
    return isinstance(part, list) and len(part) <= MOST_PARTS and all(map(_is_name, part))


@extend_schema_field({"oneOf": [NAME, NAMES, PAIRS], "description": TYPED})
class AnswerField(serializers.Field):
    """Text, a list of texts, or an object of texts or lists of them."""

    default_error_messages = {
        "wrong_type": "This must be a text, a list of texts, or an object of lists of texts.",
        "too_long": f"An answer has at most {LONGEST_ANSWER} characters.",
    }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            if len(data) > LONGEST_ANSWER:
                self.fail("too_long")
        elif not _are_names(data) and not _are_pairs(data):
            self.fail("wrong_type")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(
    {
        "oneOf": [PLACE, NAME, NAMES, PAIRS],
        "description": "The chosen option: its place in `options` as served, counted from 0, or "
        "its very text. Of a question with `response`: " + TYPED[0].lower() + TYPED[1:],
    }
)
class SelectedField(AnswerField):
    """The same, or the place of an option: never anything that can be taken for an integer."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, int) and not isinstance(data, bool):
            return data
        return super().to_internal_value(data)


def _are_pairs(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and len(data) <= MOST_PARTS
        and all(_is_name(name) for name in data)
        and all(_is_name(part) or _are_names(part) for part in data.values())
    )
