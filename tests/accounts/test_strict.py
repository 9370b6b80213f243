"""What is not declared, or not of the JSON type, is refused by name."""

import pytest
from django.http import QueryDict
from rest_framework import serializers

from accounts.api.strict import StrictQuerySerializer, StrictSerializer


class Example(StrictSerializer):
    text = serializers.CharField(required=False)
    number = serializers.IntegerField(required=False, allow_null=True)
    ratio = serializers.FloatField(required=False)
    flag = serializers.BooleanField(required=False)
    day = serializers.DateField(required=False)
    choice = serializers.ChoiceField(choices=["a", "1"], required=False)
    key = serializers.UUIDField(required=False)
    words = serializers.ListField(child=serializers.CharField(), required=False)
    extra = serializers.DictField(required=False)
    fixed = serializers.CharField(read_only=True)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("text", 5),
        ("text", True),
        ("text", ["a"]),
        ("text", {"a": 1}),
        ("text", None),
        ("text", "a\x00b"),
        ("number", "5"),
        ("number", 5.5),
        ("number", 5.0),
        ("number", True),
        ("number", [5]),
        ("ratio", "0.5"),
        ("ratio", False),
        ("flag", "true"),
        ("flag", 1),
        ("day", 20260101),
        ("choice", 1),
        ("choice", ["a"]),
        ("choice", "b"),
        ("key", 7),
        ("key", "01A1FD93-0309-706C-B98E-573726D115F1"),
        ("key", "01a1fd930309706cb98e573726d115f1"),
        ("words", "a"),
        ("words", ["a", 5]),
        ("words", {"a": "b"}),
        ("extra", "a"),
        ("extra", [1]),
        ("fixed", "mine"),
        ("unknown", None),
    ],
)
def test_strict_serializer_names_the_member_it_refuses(member, value):
    serializer = Example(data={member: value})

    assert not serializer.is_valid()
    assert list(serializer.errors) == [member]


def test_strict_serializer_takes_each_right_type():
    given = {
        "text": "a",
        "number": 5,
        "ratio": 1,
        "flag": True,
        "day": "2026-01-01",
        "choice": "1",
        "key": "01a1fd93-0309-706c-b98e-573726d115f1",
        "words": ["a"],
        "extra": {"b": 1},
    }

    serializer = Example(data=given)

    assert serializer.is_valid(), serializer.errors
    assert serializer.validated_data["number"] == 5


def test_strict_serializer_reports_all_faults_at_once():
    serializer = Example(data={"text": 5, "day": "tomorrow", "who": 1})

    assert not serializer.is_valid()
    assert set(serializer.errors) == {"text", "day", "who"}


@pytest.mark.parametrize("body", [[], "text", 5, None, True])
def test_strict_serializer_wants_an_object(body):
    assert not Example(data=body).is_valid()


def test_strict_serializer_lets_null_to_the_field():
    serializer = Example(data={"number": None})

    assert serializer.is_valid()
    assert serializer.validated_data == {"number": None}


class ExampleQuery(StrictQuerySerializer):
    limit = serializers.IntegerField(required=False, min_value=1)
    status = serializers.CharField(required=False)
    child_id = serializers.UUIDField(required=False)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("user=1", "user"),
        ("status=%00", "status"),
        ("limit=0", "limit"),
        ("limit=10000000000000000000000", "limit"),
        ("limit=%C2%B2", "limit"),
        ("limit=5.0", "limit"),
        ("limit=", "limit"),
        ("limit=1&limit=2", "limit"),
        ("child_id=zzz", "child_id"),
    ],
)
def test_strict_query_serializer_refuses(query, parameter):
    serializer = ExampleQuery(data=QueryDict(query))

    assert not serializer.is_valid()
    assert list(serializer.errors) == [parameter]


def test_strict_query_serializer_reads_text_as_the_declared_type():
    serializer = ExampleQuery(data=QueryDict("limit=20&status=active"))

    assert serializer.is_valid(), serializer.errors
    assert serializer.validated_data == {"limit": 20, "status": "active"}
