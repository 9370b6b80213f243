"""Which files are taken: told by their first bytes, never by their name."""

from enum import StrEnum

LONGEST_MAGIC = 16  # bytes that are looked at


class Kind(StrEnum):
    """A media type that can be read."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"

    @property
    def is_picture(self) -> bool:
        return self is not Kind.PDF

    @property
    def extension(self) -> str:
        return "." + self.name.lower().replace("jpeg", "jpg")


def kind_of(beginning: bytes) -> Kind | None:
    """Return what a file is by its first bytes; None: nothing that is taken here.

    A PDF must begin with its header: one that hides behind other bytes may be two files at once.
    """
    if beginning.startswith(b"%PDF-"):
        return Kind.PDF
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if beginning.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return Kind.WEBP
    return None
