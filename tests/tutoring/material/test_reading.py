"""The limited child: what it reads, what it refuses, and that nothing of it stays behind."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tutoring.material import files
from tutoring.material import pdf, pictures, refusals
from tutoring.material.kinds import Kind, kind_of
from tutoring.material.limits import MEMORY_MB
from tutoring.material.reader import is_installed
from tutoring.material.reading import read_file
from tutoring.material.text import clean

ROOT = Path(__file__).resolve().parents[3]
JAVASCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
LAUNCH = b"/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"
REMOTE = b"/OpenAction << /S /URI /URI (http://127.0.0.1:9/x) >>"


def heard(content: bytes, tmp_path, seconds: int = 60) -> list[dict]:
    """Return all that the child says of a file. Raises Refused."""
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        return list(read_file(file, kind_of(content[:16]), seconds=seconds))


def pages(said: list[dict]) -> list[tuple[str, str]]:
    return [(message["text"], message["source"]) for message in said if "page" in message]


def refusal(content: bytes, tmp_path, seconds: int = 60) -> str:
    with pytest.raises(refusals.Refused) as refused:
        heard(content, tmp_path, seconds)
    return str(refused.value)


def test_the_text_of_every_page_is_read(tmp_path):
    said = heard(files.text_pdf("Force is mass", "times", "acceleration"), tmp_path)

    assert said[0] == {"pages": 3}
    assert pages(said) == [(t, "text") for t in ("Force is mass", "times", "acceleration")]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_plain_one(form, tmp_path):
    import base64

    from PIL import Image

    said = heard(files.picture(form, (3_000, 60)), tmp_path)

    shown = Image.open(io.BytesIO(base64.b64decode(said[1]["picture"])))
    assert (shown.format, shown.size) == ("JPEG", (2_000, 40))
    assert pages(said) == [("", "none")]


@pytest.mark.parametrize("action", [JAVASCRIPT, LAUNCH, REMOTE])
def test_actions_in_a_file_are_not_followed(action, tmp_path):
    said = heard(files.text_pdf("Calm words", catalog=action), tmp_path)

    assert pages(said) == [("Calm words", "text")]


def test_a_declared_page_count_is_not_believed(tmp_path):
    said = heard(files.text_pdf("One", declared=2_000_000_000), tmp_path)

    assert (said[0], len(pages(said))) == ({"pages": 1}, 1)


def test_an_empty_page_says_that_it_has_no_text(tmp_path):
    assert pages(heard(files.text_pdf("Words", ""), tmp_path)) == [("Words", "text"), ("", "none")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (files.text_pdf("Cut off")[:60], pdf.BROKEN),
        (b"%PDF-1.7\n%%EOF", pdf.BROKEN),
        (b"%PDF-" + bytes(range(256)) * 40, pdf.BROKEN),
        (files.looping_pages(), pdf.BROKEN),
        (files.looping_xref(), pdf.BROKEN),
        (files.looping_object_stream(), pdf.BROKEN),
        (files.text_pdf(), pdf.NO_PAGES),
        (files.picture("JPEG", (600, 400))[:-300], pictures.BROKEN),
        (b"\x89PNG\r\n\x1a\n", pictures.BROKEN),
        (b"RIFF\x00\x00\x00\x00WEBP" + b"\x00" * 50, pictures.BROKEN),
        (files.png_claiming(60_000, 60_000), pictures.TOO_LARGE),
        (files.png_claiming(8_000, 6_000), pictures.TOO_LARGE),
    ],
    ids=lambda value: f"{len(value)}-bytes" if isinstance(value, bytes) else "words",
)
def test_a_damaged_or_hostile_file_is_refused_in_words(content, words, tmp_path):
    assert refusal(content, tmp_path) == words


def test_a_locked_file_says_what_to_do_and_an_open_lock_is_opened(tmp_path):
    assert refusal(files.locked_pdf("secret"), tmp_path) == pdf.LOCKED
    assert pages(heard(files.locked_pdf(""), tmp_path)) == [("Locked words", "text")]


@pytest.mark.parametrize(
    "content", [files.flate_bomb(200), files.nested_bomb(), files.deep_page_tree(3_000)]
)
def test_what_unpacks_to_far_more_costs_bounded_memory(content, tmp_path):
    assert len(content) < 1_000_000

    try:
        said = heard(content, tmp_path)
    except refusals.Refused:
        return
    assert [source for _, source in pages(said)] in (["slow"], ["broken"], ["none"])
    assert said[-1]["peak_kb"] < MEMORY_MB * 1024


def test_a_reading_that_takes_too_long_is_stopped(tmp_path):
    many = files.text_pdf(*(f"Page {number} of many" for number in range(480)))

    assert refusal(many, tmp_path, seconds=0) == refusals.TOO_LONG
    assert children_of(os.getpid()) == []


def children_of(pid: int) -> list[int]:
    """Return the reading children of a process, from the process table."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue
        if b"tutoring.material.child" in words and parent == pid:
            found.append(int(entry.name))
    return found


PARENT = """
import io, sys
sys.path.insert(0, {root!r})
from tutoring.material.kinds import Kind
from tutoring.material.reading import _child
with open({path!r}, "rb") as file, _child(file, Kind.PDF, 60) as process:
    print(process.pid, flush=True)
    process.wait()
"""


def test_a_killed_parent_leaves_no_child(tmp_path):
    fifo = tmp_path / "slow.pdf"
    os.mkfifo(fifo)
    held = os.open(fifo, os.O_RDWR)  # the child waits for bytes that never come
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(root=str(ROOT), path=str(fifo))],
        stdout=subprocess.PIPE,
    )
    child = int(parent.stdout.readline())

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    give_up = time.monotonic() + 30
    while is_running(child) and time.monotonic() < give_up:
        os.sched_yield()
    os.close(held)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


INSIDE = """
import os, sys
from tutoring.material.bounds import bound, close_the_door
bound(seconds=20, memory_mb=512, most_memory_mb=512)
close_the_door()
tries = {
    "socket": lambda: __import__("socket").create_connection(("127.0.0.1", 9), 1),
    "process": lambda: __import__("subprocess").run(["/bin/true"]),
    "system": lambda: os.system("true"),
    "fork": os.fork,
    "write": lambda: os.write(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY), b"x"),
    "files": lambda: [open("/dev/null") for _ in range(100)],
    "memory": lambda: bytearray(700_000_000),
}
for name, attempt in tries.items():
    try:
        attempt()
        print(name, "allowed")
    except (OSError, MemoryError) as refused:
        print(name, "refused")
"""


def test_the_child_can_reach_nothing_and_write_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, str(tmp_path / "x")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    names = ("socket", "process", "system", "fork", "write", "files", "memory")
    assert done.stdout.split("\n")[:-1] == [f"{name} refused" for name in names], done.stderr


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"%PDF-1.4", Kind.PDF),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"RIFF1234WEBPVP8 ", Kind.WEBP),
        (b"GIF89a%PDF-1.4", None),
        (b"PK\x03\x04", None),
        (b"<svg xmlns", None),
        (b"RIFF1234WAVE", None),
        (b" %PDF-1.4", None),
        (b"", None),
    ],
)
def test_a_kind_is_told_by_the_first_bytes(beginning, kind):
    assert kind_of(beginning) == kind


def test_text_is_kept_without_what_cannot_be_shown():
    assert clean("a\x00b\x1b[2J\r\nc \n\n\n\n\u202etfel\u202c \ud800 e\u0301") == (
        "a b [2J\nc\n\ntfel \ufffd \u00e9"
    )


@pytest.mark.skipif(not is_installed(), reason="requirements-material.txt is not installed")
def test_text_in_a_picture_is_read(tmp_path):
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (900, 200), "white")
    font = ImageFont.load_default(48)
    ImageDraw.Draw(image).text((20, 60), "Force equals mass", fill="black", font=font)
    for form in ("PNG", "PDF"):
        written = io.BytesIO()
        image.save(written, form)
        assert pages(heard(written.getvalue(), tmp_path)) == [("Force equals mass", "picture")]
