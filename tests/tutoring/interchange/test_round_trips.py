"""What is exported and imported again is equal, or what is not is named."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tutoring.interchange.strategies import markdown, plain, questions, raw
from tutoring.interchange.items import BankItem, lettered
from tutoring.interchange.keys import choice_key
from tutoring.interchange.reading import read_bank
from tutoring.interchange.soundness import with_own_ids
from tutoring.interchange.stored import columns_of, item_of
from tutoring.interchange.texts import from_plain, is_plain, tidy
from tutoring.interchange.writing import write_bank

FEW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
some = st.lists(questions(), min_size=1, max_size=4, unique_by=lambda item: item.identifier)
WITHOUT_LOSS = ["json", "gift", "moodle-xml", "csv", "qti-1.2", "qti-2.1"]


def back(written, form):
    reading = read_bank(written.content, format=form)
    assert reading.faults == []
    return reading.items


def as_named(item):
    """GIFT's comments cannot hold these signs in an id or a tag."""
    bare = re.compile(r"[\]<>`]")
    tags = tuple(dict.fromkeys(t for tag in item.tags if (t := bare.sub("", tag).strip())))
    return replace(item, identifier=bare.sub("", item.identifier).strip(), tags=tags)


@pytest.mark.parametrize("form", WITHOUT_LOSS)
@FEW
@given(items=some)
def test_export_read_again_is_equal(form, items):
    items = [as_named(item) for item in items] if form == "gift" else items

    written = write_bank(items, format=form)

    assert written.changed == {}
    assert written.count + sum(written.refused.values()) == len(items)
    if written.count:
        held = [item for item in items if write_bank([item], format=form).count]
        assert back(written, form) == held


def test_a_pair_may_begin_like_a_weight():
    text = "::t:: q {\n=a -> 1\n=%50%b -> 2\n=c -> 3\n}"

    (item,) = read_bank(text.encode(), format="gift").items

    assert [part.text for part in item.left] == ["a", "%50%b", "c"]


@FEW
@given(items=some)
def test_export_as_json_holds_everything(items):
    written = write_bank(items, format="json")

    assert (written.count, written.refused) == (len(items), {})


@FEW
@given(items=st.lists(questions(texts=plain, kinds=["choice"]), min_size=1, max_size=4))
def test_export_as_aiken_keeps_what_plain_text_can_say(items):
    written = write_bank(items, format="aiken")

    if not written.count:
        return
    asked = [(item.stem, item.options, item.key) for item in back(written, "aiken")]
    held = [item for item in items if write_bank([item], format="aiken").count]
    as_written = [item for item in held if write_bank([item], format="aiken").changed["stem"] == 0]
    assert all((one.stem, one.options, one.key) in asked for one in as_written)


@FEW
@given(text=raw)
def test_plain_text_survives_markdown(text):
    marked = from_plain(text)

    assert is_plain(marked)


@FEW
@given(text=markdown)
def test_tidy_changes_nothing_twice(text):
    assert tidy(text) == text


@FEW
@given(item=questions())
def test_stored_columns_give_the_question_back(item):
    columns = columns_of(item)

    given_back = item_of(columns, identifier="", difficulty=item.difficulty)

    assert given_back == with_own_ids(item)


def test_export_larger_than_an_import_says_so():
    options = lettered(["yes", "no"])
    key = choice_key(options, [0], many=False)
    items = [BankItem(stem=f"{n} " + "x" * 9_000, options=options, key=key) for n in range(1_200)]

    written = write_bank(items, format="gift")

    assert written.count == 1_200
    assert "10 MB" in written.lines()[0]
