"""Hostile and broken files: refused in words, in bounded time and memory, never an exception."""

import csv
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tutoring.interchange.hostile import FAULTS, FLOODS, REFUSED
from tests.tutoring.interchange.strategies import questions
from tutoring.interchange.formats import READ
from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.reading import Reading, read_bank
from tutoring.interchange.stored import columns_of
from tutoring.interchange.writing import WRITTEN, write_bank
from tutoring.templatetags.study_text import study_text

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data"
SMALL_BYTES = 300_000
MEMORY_BYTES = 50_000_000
MANGLINGS = 25
INSERTED = [
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"<![CDATA[", b"<!DOCTYPE a>", b"&a;", b"{", b"}", b"~",
    b"=", b"#", b"%50%", b"%999%", b"\\", b'"', b"'", b"\n\n", b"\r", b"[[[[", b"->", b"..", b"::",
    b"NaN", b"1e999", b"-0", b"ANSWER:", b"$", b"\\(", b"{1:SA:", b"\xc2\x85", b"]]>", b"</item>",
]  # fmt: skip
FEW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def outcome(content, **values):
    """Read a file as an import does; only one exception may come out."""
    try:
        reading = read_bank(content, **values)
    except UnreadableBank as refusal:
        str(refusal).encode()
        return refusal
    assert isinstance(reading, Reading)
    for item in reading.items:
        columns_of(item)
    for fault in reading.faults:
        assert "\0" not in str(fault)
        str(fault).encode()  # what a database can keep
    return reading


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused_in_little_memory(name):
    content, file_name, word = REFUSED[name]
    tracemalloc.start()

    refusal = outcome(content, file_name=file_name)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(refusal, UnreadableBank)
    assert word in str(refusal)
    assert peak < MEMORY_BYTES + 2 * len(content)


@pytest.mark.parametrize("name", FLOODS)
def test_flood_ends_in_words(name):
    form, make = FLOODS[name]

    result = outcome(make(), format=form)

    if name == "50,000 questions":
        assert len(result.items) == 50_000
    else:
        assert not getattr(result, "items", [])


@pytest.mark.parametrize("name", FAULTS)
def test_hostile_question_is_refused_with_its_line(name):
    content, form, word = FAULTS[name]

    reading = outcome(content, format=form)

    assert word in reading.faults[-1].reason
    assert reading.faults[-1].line >= 1


def test_xml_reads_nothing_from_the_network(monkeypatch):
    import socket

    def refuse(*_args, **_values):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    for name in ("external entity", "external DTD", "parameter entity", "inclusion"):
        assert isinstance(outcome(REFUSED[name][0], file_name="a.xml"), UnreadableBank)


def test_script_in_a_question_is_text_that_never_runs():
    content = (
        b"[html]<p>Hi <script>alert(1)</script><b onclick\\='x'>you</b></p>{=a ~<img src\\=x>}"
    )

    [item] = outcome(content, format="gift").items

    assert item.stem == "Hi **you**"
    assert [option.text for option in item.options] == ["a", "\\[picture\\]"]
    raw = outcome(
        b"[markdown]<script>alert(1)</script> [x](javascript\\:alert(1)){T}", format="gift"
    )
    shown = study_text(raw.items[0].stem)
    assert "<script" not in shown
    assert "href" not in shown


def test_table_of_formulas_is_guarded_and_comes_back():
    text = 'question,answer,option_a,option_b\n=HYPERLINK("x"),A,+1,-1\n@a,B,"\t=x",\'=y\n'
    reading = outcome(text.encode(), format="csv")

    written = write_bank(reading.items, format="csv")

    cells = [cell for row in csv.reader(written.content.decode().splitlines()) for cell in row]
    assert '\'=HYPERLINK("x")' in cells
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r") and cell]
    assert written.changed == {}
    assert reading.items[0].stem == '=HYPERLINK("x")'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_any_usual_encoding(encoding):
    content = "Où est « l’été »?{=ici ~là}".encode(encoding)

    [item] = outcome(content, format="gift").items

    assert item.stem == "Où est « l’été »?"


def mangled(content, rng):
    """Return a file with a few bytes changed, cut out, doubled or put in."""
    made = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(made) + 1)
        match rng.randrange(5):
            case 0:
                made[place : place + 1] = bytes([rng.randrange(256)])
            case 1:
                del made[place : place + rng.randint(1, 50)]
            case 2:
                made[place:place] = rng.choice(INSERTED)
            case 3:
                made[place:place] = made[max(place - 40, 0) : place]
            case 4 if rng.random() < 0.3:
                del made[place:]
    return bytes(made)


@pytest.mark.parametrize("form", [name.value for name in WRITTEN if name in READ])
@settings(FEW, max_examples=12)
@given(items=st.lists(questions(), min_size=1, max_size=4), seed=st.integers(0, 10**6))
def test_mangled_export_never_raises(form, items, seed):
    content, rng = write_bank(items, format=form).content, random.Random(seed)

    for _ in range(MANGLINGS):
        broken = mangled(content, rng)
        outcome(broken, format=form)
        outcome(broken, file_name="a")


@pytest.mark.parametrize("form", [name.value for name in READ])
@FEW
@given(content=st.binary(min_size=1, max_size=300) | st.text(min_size=1).map(str.encode))
def test_any_bytes_never_raise(form, content):
    if b"\xed" not in content:
        outcome(content, format=form)
        outcome(content, file_name=f"a.{form}")


def sample_files():
    files = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file()]
    return [path for path in files if path.stat().st_size < SMALL_BYTES and path.suffix != ".md"]


@pytest.mark.shared_data
def test_mangled_samples_never_raise():
    files = sample_files()
    if not files:
        pytest.skip(f"the samples are not at {SAMPLES}")
    for path in files:
        content, rng = path.read_bytes()[:20_000], random.Random(path.name)
        for _ in range(8):
            outcome(mangled(content, rng), file_name=path.name)
            outcome(mangled(content, rng))
