"""The text of a PDF, page by page; nothing in it is executed and nothing it links is fetched."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO, NamedTuple

from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from tutoring.material.limits import (
    FILE_CHARACTERS,
    MOST_PAGES,
    MOST_PICTURE_PAGES,
    PAGE_CHARACTERS,
    PAGE_SECONDS,
    PICTURE_PIXELS,
)
from tutoring.material.pictures import plain
from tutoring.material.reader import PictureReader
from tutoring.material.refusals import Refused
from tutoring.material.sources import Source
from tutoring.material.text import clean

LOCKED = (
    "This PDF is locked with a password. Open it, save or print it as a new PDF without one, "
    "and upload that."
)
BROKEN = "This PDF is damaged or cut off. Open it in a viewer and save it as a new PDF."
NO_PAGES = "This PDF has no pages."
MOST_COUNTED = 30_000  # pages; more than any book has
TOO_MANY = "This PDF says it has more pages than can be counted. Upload a part of it."


class Page(NamedTuple):
    """The text of one page and where it came from."""

    text: str
    source: Source


class PageTimeOut(BaseException):
    """The page took its time; no ``except Exception`` of a library may swallow this."""


def open_pdf(file: IO[bytes]) -> PdfReader:
    """Open a PDF, one that only forbids printing or copying too. Raises Refused."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(LOCKED)
        return reader
    except DependencyError as error:
        raise Refused(LOCKED) from error
    except (PyPdfError, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refused(BROKEN) from error
    except RecursionError as error:
        raise Refused(BROKEN) from error


def count_pages(reader: PdfReader) -> int:
    """Return how many pages there really are, whatever the file declares. Raises Refused."""
    try:
        count = len(reader.pages)
    except MemoryError:
        raise
    except Exception as error:  # the library promises no narrower family for a broken tree
        raise Refused(BROKEN) from error
    if not count:
        raise Refused(NO_PAGES)
    if count > MOST_COUNTED:
        raise Refused(TOO_MANY)
    return count


def pages_of(reader: PdfReader, pictures: PictureReader) -> Iterator[Page]:
    """Yield the pages in order, up to the limits of pages and of text."""
    characters = looked = 0
    for index in range(min(len(reader.pages), MOST_PAGES)):
        page = _page(reader, index)
        if page.source is Source.NONE and pictures.is_there and looked < MOST_PICTURE_PAGES:
            looked += 1
            page = _pictured(reader, index, pictures)
        characters += len(page.text)
        if characters > FILE_CHARACTERS:
            return
        yield page


def _page(reader: PdfReader, index: int) -> Page:
    try:
        with _seconds(PAGE_SECONDS):
            text = clean(reader.pages[index].extract_text())[:PAGE_CHARACTERS]
    except PageTimeOut:
        return Page("", Source.SLOW)
    except MemoryError:
        return Page("", Source.BROKEN)
    except Exception:  # one page that cannot be read must not cost the others
        return Page("", Source.BROKEN)
    return Page(text, Source.TEXT if text else Source.NONE)


def _pictured(reader: PdfReader, index: int, pictures: PictureReader) -> Page:
    """Search the largest picture of a page for text."""
    pictures.load()
    try:
        with _seconds(PAGE_SECONDS * 2):
            image = _largest_picture(reader.pages[index])
            text = clean(pictures.text_of(image))[:PAGE_CHARACTERS] if image else ""
    except PageTimeOut:
        return Page("", Source.SLOW)
    except Exception:  # as above
        return Page("", Source.BROKEN)
    return Page(text, Source.PICTURE if text else Source.NONE)


def _largest_picture(page: PageObject) -> Image.Image | None:
    sizes = {}
    for name in page.images.keys():  # noqa: SIM118 -- a list of names, not a mapping
        if isinstance(name, str):
            drawn = page["/Resources"]["/XObject"][name]  # type: ignore[index]
            sizes[name] = int(drawn.get("/Width", 0)) * int(drawn.get("/Height", 0))
    fitting = {name: size for name, size in sizes.items() if 0 < size <= PICTURE_PIXELS}
    if not fitting:
        return None
    found = page.images[max(fitting, key=fitting.__getitem__)].image
    return plain(found) if found is not None else None


@contextmanager
def _seconds(seconds: int) -> Iterator[None]:
    def late(_signal: int, _frame: FrameType | None) -> None:
        raise PageTimeOut

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with suppress(TypeError):
            signal.signal(signal.SIGALRM, before)
