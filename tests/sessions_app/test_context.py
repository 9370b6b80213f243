"""The learner's context: one merge for saves, history and rebuilding."""

import copy
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions_app.context import (
    context_change,
    full_context,
    is_damaged,
    merge_context,
    merged_and_checked,
    same_json,
    validate_context,
)
from sessions_app.errors import FreeFormTooLarge, InvalidContext

USER, SESSION = uuid4(), uuid4()
IDS = {"user_id": USER, "session_id": SESSION}
EMPTY = {
    "user_id": str(USER),
    "session_id": str(SESSION),
    "current_topic": None,
    "last_quiz_score": None,
    "misconceptions": [],
    "plan_cache_key": None,
    "extra_data": {},
}
FULL = {
    "current_topic": "Friction",
    "last_quiz_score": 75,
    "misconceptions": ["friction opposes motion"],
    "plan_cache_key": "k",
    "extra_data": {"a": 1, "b": {"c": [None, True]}},
}

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
present = values.filter(lambda value: value is not None)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "current_topic": texts,
        "last_quiz_score": st.integers(0, 100) | st.floats(0, 100),
        "misconceptions": st.lists(texts, min_size=1, max_size=3),
        "plan_cache_key": texts,
        "extra_data": st.dictionaries(texts, present, min_size=1, max_size=4),
    },
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(old=contexts, new=contexts)
def test_a_change_leads_from_the_old_context_to_the_new(old, new):
    before = copy.deepcopy((old, new))

    assert same_json(merge_context(old, context_change(old, new)), new)
    assert context_change(new, new) == {}
    assert (old, new) == before


@settings(max_examples=100, derandomize=True, deadline=None)
@given(old=contexts, patch=contexts)
def test_a_patch_merged_twice_is_the_same_as_once(old, patch):
    once = merge_context(old, patch)

    assert same_json(merge_context(once, patch), once)


@pytest.mark.parametrize(
    ("patch", "changed"),
    [
        ({}, {}),
        ({"current_topic": "Work"}, {"current_topic": "Work"}),
        ({"misconceptions": ["m"]}, {"misconceptions": ["m"]}),
        ({"extra_data": {"a": 2}}, {"extra_data": {"a": 2, "b": {"c": [None, True]}}}),
        ({"extra_data": {"a": None}}, {"extra_data": {"b": {"c": [None, True]}}}),
        ({"extra_data": {"b": {}}}, {"extra_data": {"a": 1, "b": {}}}),
        ({"mood": "calm"}, {"extra_data": {**FULL["extra_data"], "mood": "calm"}}),
        ({"a": None}, {"extra_data": {"b": {"c": [None, True]}}}),
        ({"user_id": str(USER), "session_id": str(SESSION)}, {}),
    ],
)
def test_merge_keeps_replaces_and_deletes_by_key(patch, changed):
    assert merge_context(FULL, patch) == {**FULL, **changed}


@pytest.mark.parametrize("name", FULL)
def test_null_clears_a_member(name):
    rest = {key: value for key, value in FULL.items() if key != name}

    assert merge_context(FULL, {name: None}) == rest


def test_numbers_compare_by_value_and_booleans_by_kind():
    assert same_json({"a": [1, 1e16]}, {"a": [1.0, 10**16]})
    assert same_json(5.622382441559585e16, 56223824415595850)  # as jsonb gives it back
    assert not same_json(10**400, 1e300)
    assert not same_json({"a": 1}, {"a": True})
    assert not same_json([0], [False])
    assert not same_json({"a": None}, {})
    assert not same_json("1", 1)
    assert context_change({"last_quiz_score": 75}, {"last_quiz_score": 75.0}) == {}


def test_full_context_completes_what_is_stored():
    assert full_context({}, **IDS) == EMPTY
    assert full_context(FULL, **IDS) == {**EMPTY, **FULL}


DAMAGED = [
    "a string",
    ["a", "list"],
    7,
    None,
    {"current_topic": 5},
    {"last_quiz_score": "90"},
    {"misconceptions": "all of them"},
    {"extra_data": [1]},
    {"extra_data": "text"},
    {"no_such_member": 1},
]


@pytest.mark.parametrize("stored", DAMAGED)
def test_a_damaged_context_reads_as_the_empty_one(stored):
    assert is_damaged(stored)
    assert full_context(stored, **IDS) == EMPTY
    with pytest.raises(InvalidContext):
        validate_context(stored, **IDS)


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({"user_id": str(uuid4())}, "user_id"),
        ({"session_id": str(uuid4())}, "session_id"),
        ({"user_id": None}, "user_id"),
        ({"last_quiz_score": -1}, "last_quiz_score"),
        ({"last_quiz_score": 101}, "last_quiz_score"),
        ({"last_quiz_score": 1e308}, "last_quiz_score"),
        ({"last_quiz_score": "90"}, "last_quiz_score"),
        ({"last_quiz_score": True}, "last_quiz_score"),
        ({"current_topic": 5}, "current_topic"),
        ({"current_topic": "x" * 501}, "current_topic"),
        ({"plan_cache_key": ["k"]}, "plan_cache_key"),
        ({"misconceptions": "m"}, "misconceptions"),
        ({"misconceptions": [1]}, "misconceptions.0"),
        ({"misconceptions": ["m"] * 501}, "misconceptions"),
        ({"extra_data": []}, "extra_data"),
        ({"extra_data": "x"}, "extra_data"),
    ],
)
def test_a_wrong_patch_is_refused_by_field(patch, field):
    with pytest.raises(InvalidContext) as refusal:
        merged_and_checked({}, patch, **IDS)

    names = {name.split(".")[0] for name in refusal.value.extra["errors"]}
    assert names == {field.split(".")[0]}


def test_a_context_is_at_most_64_kilobytes():
    fits = {"extra_data": {"a": "x" * 63_000}}

    assert merged_and_checked({}, fits, **IDS) == fits
    with pytest.raises(FreeFormTooLarge):
        merged_and_checked(fits, {"extra_data": {"b": "é" * 600}}, **IDS)
