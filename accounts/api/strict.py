"""Base of every input serializer: what is not declared, or not of the JSON type, is refused."""

import functools
import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.utils import html

UNKNOWN_MEMBER = "This member is not known."
UNKNOWN_PARAMETER = "This parameter is not known."
# The most particular class first: a field is judged by the first one that it is.
JSON_TYPES: tuple[tuple[type[serializers.Field], tuple[type, ...], str], ...] = (
    (serializers.BooleanField, (bool,), "true or false"),
    (serializers.IntegerField, (int,), "an integer"),
    (serializers.FloatField, (int, float), "a number"),
    (serializers.DecimalField, (int, float), "a number"),
    (serializers.CharField, (str,), "a string"),
    (serializers.UUIDField, (str,), "a string"),
    (serializers.DateTimeField, (str,), "a string"),
    (serializers.DateField, (str,), "a string"),
    (serializers.TimeField, (str,), "a string"),
    (serializers.DurationField, (str,), "a string"),
    (serializers.ListField, (list,), "a list"),
    (serializers.DictField, (dict,), "an object"),
)
CANONICAL_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLAIN_INTEGER = re.compile(r"-?[0-9]{1,18}")  # ASCII only; longer ones fit no column


def json_type_error(field: serializers.Field, value: Any) -> str | None:
    """Say what is wrong with the JSON type of ``value`` for ``field``; None: nothing is."""
    if value is None:  # whether null is allowed is for the field to say
        return None
    if isinstance(field, serializers.ChoiceField):
        return _choice_error(field, value)
    for kind, types, words in JSON_TYPES:
        if isinstance(field, kind):
            is_bool_for_number = isinstance(value, bool) and bool not in types
            if is_bool_for_number or not isinstance(value, types):
                return f"This must be {words}."
            break
    if isinstance(field, serializers.UUIDField) and not CANONICAL_UUID.fullmatch(value):
        return "This must be a lower-case hyphenated UUID."
    if isinstance(field, serializers.ListField):
        return _first_child_error(field, value)
    return None


def _choice_error(field: serializers.ChoiceField, value: Any) -> str | None:
    if isinstance(field, serializers.MultipleChoiceField):
        is_right = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return None if is_right else "This must be a list of strings."
    fits = any(type(value) in type(choice).__mro__ for choice in field.choices)
    return None if fits else "This must be one of the choices."


def _first_child_error(field: serializers.ListField, values: list[Any]) -> str | None:
    for position, value in enumerate(values):
        if error := json_type_error(field.child, value):
            return f"Item {position}: {error}"
    return None


class StrictSerializer(serializers.Serializer):
    """A JSON object with exactly the declared members, each of exactly its JSON type.

    Forms (the browsable API's own, and log-in) know only text: their types are not judged.
    """

    unknown_message = UNKNOWN_MEMBER

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        errors = self._strict_errors(data)
        if not errors:
            return super().to_internal_value(data)
        try:
            super().to_internal_value(data)
        except serializers.ValidationError as invalid:
            errors = {**invalid.detail, **errors}
        raise serializers.ValidationError(errors)

    def _strict_errors(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return the unknown members and, for JSON, the members of a wrong type."""
        writable = {field.field_name: field for field in self._writable_fields}
        is_form = html.is_html_input(data)
        errors = {}
        for name in data:
            if name not in writable:
                if not (is_form and name == "csrfmiddlewaretoken"):
                    errors[name] = [self.unknown_message]
            elif not is_form and (error := json_type_error(writable[name], data[name])):
                errors[name] = [error]
        return errors


@functools.cache
def _shared(kind: type[StrictSerializer]) -> StrictSerializer:
    return kind()


def validated(kind: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """Return the checked members of a body. Raises ValidationError.

    For the hottest routes: an instance shared by all requests judges the body (making one costs
    more than judging); only to put an error into words a new one is made.
    """
    try:
        checked: dict[str, Any] = _shared(kind).run_validation(data)
    except serializers.ValidationError:
        body = kind(data=data)
        body.is_valid(raise_exception=True)
        raise
    return checked


class StrictQuerySerializer(StrictSerializer):
    """A query string with declared parameters only, each at most once, all of them text.

    Pass ``data=request.query_params``.
    """

    unknown_message = UNKNOWN_PARAMETER

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, QueryDict):
            return super().to_internal_value(data)
        repeated = [name for name, values in data.lists() if len(values) > 1]
        if repeated:
            message = ["This parameter was given more than once."]
            raise serializers.ValidationError(dict.fromkeys(repeated, message))
        return super().to_internal_value(data.dict())

    def _strict_errors(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        writable = {field.field_name: field for field in self._writable_fields}
        errors = {}
        for name, value in data.items():
            if name not in writable:
                errors[name] = [self.unknown_message]
            elif error := _parameter_error(writable[name], value):
                errors[name] = [error]
        return errors


def _parameter_error(field: serializers.Field, value: str) -> str | None:
    if "\x00" in value:
        return "Null characters are not allowed."
    if isinstance(field, serializers.IntegerField) and not PLAIN_INTEGER.fullmatch(value):
        return "This must be an integer."
    if isinstance(field, serializers.UUIDField) and not CANONICAL_UUID.fullmatch(value):
        return "This must be a lower-case hyphenated UUID."
    return None
