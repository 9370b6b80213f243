"""Bytes into text, and what a file is by its first bytes; never by its name."""

from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.limits import FILE_BYTES

MAGIC = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
    b"SQLite format 3\x00": "a database",
    b"OggS": "a sound",
    b"RIFF": "a sound or picture",
    b"{\\rtf": "a text document (RTF)",
}
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
LOOKED_AT = 200


def check_bytes(content: bytes) -> None:
    """Raise UnreadableBank for a file that is too large, empty or plainly something else."""
    if len(content) > FILE_BYTES:
        raise UnreadableBank(
            f"The file has more than {FILE_BYTES // 1_000_000} MB.", advice="Upload it in parts."
        )
    if not content.strip():
        raise UnreadableBank("The file is empty.")
    for magic, name in MAGIC.items():
        if content.startswith(magic):
            raise UnreadableBank(
                f"The file is {name}, whatever its name says.", advice="Export it as text first."
            )


def is_zip(content: bytes) -> bool:
    return content.startswith((ZIP, EMPTY_ZIP))


def decoded(content: bytes) -> str:
    """Return a file's text: by its mark, as UTF-16 by its zeros, as UTF-8, else Windows-1252."""
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnreadableBank(
                f"The file begins like {encoding.upper()} and is none.", advice="Save it as UTF-8."
            ) from error
        text = content.decode("cp1252", "replace")
    return text.removeprefix("\ufeff")


def _encoding(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    start = content[:LOOKED_AT]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) // 4 and not even:
        return "utf-16-le"
    if even > len(start) // 4 and not odd:
        return "utf-16-be"
    return "utf-8"
