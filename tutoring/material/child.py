"""The child process: reads one file within bounds and says what it found.

Run as ``python -m tutoring.material.child KIND SECONDS ALIVE``: the file is its standard input,
ALIVE the number of a pipe that its parent holds open. It writes one JSON object a line:
``{"pages": n}``, then ``{"page", "text", "source"}`` for each page and ``{"picture"}`` (a JPEG in
base64) for a picture, and at the end ``{"done": true, "peak_kb"}`` or ``{"failure": words}``.
"""

import base64
import json
import os
import sys
from typing import IO, Any

from tutoring.material.bounds import bound, close_the_door, end_with_parent, peak_memory_kb
from tutoring.material.kinds import Kind
from tutoring.material.limits import MEMORY_MB, PAGE_CHARACTERS, READER_MEMORY_MB
from tutoring.material.refusals import ENDED, TOO_MUCH_MEMORY, Refused
from tutoring.material.sources import Source
from tutoring.material.text import clean


def main(kind: Kind, seconds: int, alive: int) -> None:
    """Read the file on standard input."""
    bound(seconds=seconds, memory_mb=MEMORY_MB, most_memory_mb=READER_MEMORY_MB)
    end_with_parent(alive, seconds)
    try:
        close_the_door()
        with os.fdopen(0, "rb") as file:
            _read_picture(file, kind) if kind.is_picture else _read_pdf(file)
        _say({"done": True, "peak_kb": peak_memory_kb()})
    except Refused as refusal:
        _say({"failure": str(refusal)})
    except MemoryError:
        _say({"failure": TOO_MUCH_MEMORY})
    except Exception:  # whatever a hostile file provokes in a library ends here, in words
        _say({"failure": ENDED})


def _read_pdf(file: IO[bytes]) -> None:
    from tutoring.material.pdf import count_pages, open_pdf, pages_of  # noqa: PLC0415 -- in bounds
    from tutoring.material.reader import PictureReader  # noqa: PLC0415

    reader = open_pdf(file)
    _say({"pages": count_pages(reader)})
    for number, page in enumerate(pages_of(reader, PictureReader()), start=1):
        _say({"page": number, "text": page.text, "source": page.source})


def _read_picture(file: IO[bytes], kind: Kind) -> None:
    from tutoring.material.pictures import decode, shown  # noqa: PLC0415 -- in bounds
    from tutoring.material.reader import PictureReader  # noqa: PLC0415

    image = decode(file, kind)
    _say({"pages": 1})
    _say({"picture": base64.b64encode(shown(image)).decode()})
    text = clean(PictureReader().text_of(image))[:PAGE_CHARACTERS]
    _say({"page": 1, "text": text, "source": Source.PICTURE if text else Source.NONE})


def _say(message: dict[str, Any]) -> None:
    line = json.dumps(message, ensure_ascii=True).encode() + b"\n"
    while line:
        line = line[os.write(1, line) :]


if __name__ == "__main__":
    main(Kind(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
