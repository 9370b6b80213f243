"""Anki packages: readable, complete, the same notes each time."""

import io
import sqlite3
import warnings
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tutoring.interchange.strategies import questions
from tutoring.interchange.anki import note_id
from tutoring.interchange.items import BankItem, lettered
from tutoring.interchange.keys import choice_key
from tutoring.interchange.writing import write_bank
from tutoring.selectors.imports import questions_to_export
from tutoring.services.exports import export_questions

OPTIONS = lettered(["$x < 2$", "b & c"])


def sample(**values):
    fields = {
        "stem": "Solve $x^2<4$ **now**.\n\n<script>alert(1)</script>",
        "options": OPTIONS,
        "key": choice_key(OPTIONS, [0], many=False),
        "identifier": "bank/one",
        "tags": ("two words",),
    }
    return BankItem(**fields | values)


def notes_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["collection.anki2", "media"]
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    cards = database.execute("select count(*) from cards").fetchone()[0]
    notes = database.execute("select guid, flds, tags from notes order by id").fetchall()
    assert cards == len(notes)
    return [(guid, fields.split("\x1f"), tags) for guid, fields, tags in notes]


def test_anki_note_shows_question_options_and_answer():
    [(guid, fields, tags)] = notes_of(write_bank([sample()], format="anki").content)

    assert guid == note_id(sample())
    assert fields[0].startswith("<p>Solve \\(x^2&lt;4\\) <strong>now</strong>.</p>")
    assert "<script" not in fields[0]
    assert fields[1] == (
        '<ol type="A"><li><p>\\(x &lt; 2\\)</p></li><li><p>b &amp; c</p></li></ol>'
    )
    assert fields[2:5] == ["<p>\\(x &lt; 2\\)</p>", "", "bank/one"]
    assert tags.strip() == "two_words"


def test_anki_note_keeps_its_id_when_the_question_is_edited():
    assert note_id(sample()) == note_id(sample(stem="Another wording"))
    assert note_id(sample()) != note_id(sample(identifier="bank/two"))
    assert note_id(sample(identifier="")) != note_id(sample(identifier="", stem="Other"))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(items=st.lists(questions(), min_size=1, max_size=4))
def test_anki_takes_any_question(items):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = write_bank(items, format="anki")

    assert (written.count, written.refused) == (len(items), {})
    assert len(notes_of(written.content)) == len(items)


@pytest.mark.django_db
def test_anki_takes_the_whole_curriculum(curriculum):
    written = export_questions(questions_to_export(status="released"), format="anki")

    assert len(notes_of(written.content)) == written.count > 0
    assert set(written.refused) <= {"questions that are made anew from numbers each time"}
